"""Endpoints of the delivery log and of the webhooks that came."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import integer_of, limit_of, one_of
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from integrations.connections import selectors, services
from integrations.connections.api.rendering import (
    delivery_json,
    delivery_text_json,
    hook_json,
    hook_text_json,
)
from integrations.connections.api.shapes import (
    SystemDeliveryPage,
    SystemDeliveryTextShape,
    SystemHookPage,
    SystemHookTextShape,
)
from integrations.connections.models import DeliveryState, Direction, HookState

# What is sent and what comes in holds words of tickets and facts of customers.
_HOLDS = ("tickets", "people")


class DeliveriesView(ApiView):
    """Every call to a system, the newest first."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="connections_deliveries_list",
        summary="List calls to other systems",
        parameters=[
            OpenApiParameter("connection", int),
            OpenApiParameter("state", str),
            OpenApiParameter("direction", str),
            OpenApiParameter("q", str, description="Found in the purpose; or a whole key."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=SystemDeliveryPage,
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        page = selectors.deliveries(
            actor=self.actor,
            connection_id=integer_of(request, "connection"),
            state=one_of(request, "state", DeliveryState.values),
            direction=one_of(request, "direction", Direction.values),
            text=query.get("q", "")[:200],
            cursor=query.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [delivery_json(row) for row in page.rows], "next": page.next})


class DeliveryView(ApiView):
    """One call to a system."""

    scope = "connections"
    also_reads = _HOLDS
    sensitive = SensitiveRead(
        action="connections.delivery_read", target="delivery:{delivery_id}", kind="originals"
    )

    @extend_schema(
        operation_id="connections_deliveries_retrieve",
        summary="Get a call to a system",
        responses=SystemDeliveryTextShape,
    )
    def get(self, request: Request, delivery_id: int) -> Response:
        return Response(delivery_text_json(selectors.delivery_get(actor=self.actor, delivery_id=delivery_id)))


class DeliveryReplayView(ApiView):
    """Sending a change again."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="connections_deliveries_replay",
        summary="Send a change to a system again",
        description="As it was, under the same key: a system that takes keys does it once.",
        request=None,
        responses=SystemDeliveryTextShape,
    )
    def post(self, request: Request, delivery_id: int) -> Response:
        services.delivery_replay(actor=self.actor, delivery_id=delivery_id, now=clock.now())
        return Response(delivery_text_json(selectors.delivery_get(actor=self.actor, delivery_id=delivery_id)))


class HooksView(ApiView):
    """Every webhook that came, the newest first."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="connections_hooks_list",
        summary="List webhooks of other systems",
        parameters=[
            OpenApiParameter("connection", int),
            OpenApiParameter("state", str),
            OpenApiParameter("event", str),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=SystemHookPage,
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        page = selectors.hooks(
            actor=self.actor,
            connection_id=integer_of(request, "connection"),
            state=one_of(request, "state", HookState.values),
            event=query.get("event", "")[:120],
            cursor=query.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [hook_json(row) for row in page.rows], "next": page.next})


class HookView(ApiView):
    """One webhook."""

    scope = "connections"
    also_reads = _HOLDS
    sensitive = SensitiveRead(action="connections.hook_read", target="hook:{hook_id}", kind="originals")

    @extend_schema(
        operation_id="connections_hooks_retrieve",
        summary="Get a webhook of a system",
        responses=SystemHookTextShape,
    )
    def get(self, request: Request, hook_id: int) -> Response:
        return Response(hook_text_json(selectors.hook_get(actor=self.actor, hook_id=hook_id)))


class HookReplayView(ApiView):
    """Acting on a webhook again."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="connections_hooks_replay",
        summary="Act on a webhook again",
        request=None,
        responses=SystemHookTextShape,
    )
    def post(self, request: Request, hook_id: int) -> Response:
        services.hook_replay(actor=self.actor, hook_id=hook_id, now=clock.now())
        return Response(hook_text_json(selectors.hook_get(actor=self.actor, hook_id=hook_id)))

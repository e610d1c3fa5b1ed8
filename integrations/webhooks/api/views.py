"""Endpoints of webhooks, their secrets and their delivery log."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import Actor
from core.api.requests import checked_change, limit_of, one_of
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from integrations.webhooks import selectors, services
from integrations.webhooks.api.rendering import (
    delivery_json,
    delivery_text_json,
    secret_json,
    webhook_json,
)
from integrations.webhooks.api.serializers import WebhookChange, WebhookInput
from integrations.webhooks.api.shapes import (
    NewWebhookSecretShape,
    NewWebhookShape,
    WebhookDeliveryPage,
    WebhookDeliveryTextShape,
    WebhookListShape,
    WebhookReplayedShape,
    WebhookShape,
)
from integrations.webhooks.models import DeliveryState, Webhook
from people.policy import require

# What is sent holds facts of tickets and customers.
_HOLDS = ("tickets", "people")


def _rendered(rows: list[Webhook]) -> list[dict[str, Any]]:
    ids = [row.pk for row in rows]
    secrets = selectors.secrets_of(ids)
    traffic = selectors.traffic_of(ids, now=clock.now())
    return [webhook_json(row, secrets.get(row.pk, []), traffic[row.pk]) for row in rows]


def _shown(actor: Actor, webhook_id: int) -> dict[str, Any]:
    return _rendered([selectors.webhook_get(actor=actor, webhook_id=webhook_id)])[0]


class WebhooksView(ApiView):
    """Webhooks."""

    scope = "webhooks"

    @extend_schema(operation_id="webhooks_list", summary="List webhooks", responses=WebhookListShape)
    def get(self, request: Request) -> Response:
        return Response({"results": _rendered(selectors.webhooks(actor=self.actor))})

    @extend_schema(
        operation_id="webhooks_create",
        summary="Make a webhook",
        description="Its secret is told once.",
        request=WebhookInput,
        responses={201: NewWebhookShape},
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "webhook.write")
        values = checked_change(WebhookInput(data=request.data), request)
        row, secret = services.webhook_create(actor=self.actor, now=clock.now(), **values)
        return Response(_shown(self.actor, row.pk) | {"secret": secret}, status=201)


class WebhookView(ApiView):
    """One webhook."""

    scope = "webhooks"

    @extend_schema(operation_id="webhooks_retrieve", summary="Get a webhook", responses=WebhookShape)
    def get(self, request: Request, webhook_id: int) -> Response:
        return Response(_shown(self.actor, webhook_id))

    @extend_schema(
        operation_id="webhooks_update",
        summary="Change a webhook",
        description="Switched off, it hears of nothing, and what waits is given up.",
        request=WebhookChange,
        responses=WebhookShape,
    )
    def patch(self, request: Request, webhook_id: int) -> Response:
        selectors.webhook_get(actor=self.actor, webhook_id=webhook_id)
        values = checked_change(WebhookChange(data=request.data), request)
        services.webhook_update(actor=self.actor, webhook_id=webhook_id, changes=values, now=clock.now())
        return Response(_shown(self.actor, webhook_id))

    @extend_schema(
        operation_id="webhooks_delete",
        summary="Remove a webhook",
        description="Its delivery log goes with it.",
        responses={204: None},
    )
    def delete(self, request: Request, webhook_id: int) -> Response:
        services.webhook_delete(actor=self.actor, webhook_id=webhook_id, now=clock.now())
        return Response(status=204)


class SecretsView(ApiView):
    """The secrets of a webhook."""

    scope = "webhooks"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="webhooks_secrets_create",
        summary="Make a second secret",
        description="From then on both sign. The text is told once.",
        request=None,
        responses={201: NewWebhookSecretShape},
    )
    def post(self, request: Request, webhook_id: int) -> Response:
        row, text = services.secret_add(actor=self.actor, webhook_id=webhook_id, now=clock.now())
        return Response(secret_json(row) | {"secret": text}, status=201)


class SecretView(ApiView):
    """One secret."""

    scope = "webhooks"
    also_reads = _HOLDS

    @extend_schema(operation_id="webhooks_secrets_delete", summary="Retire a secret", responses={204: None})
    def delete(self, request: Request, webhook_id: int, secret_id: int) -> Response:
        services.secret_retire(actor=self.actor, webhook_id=webhook_id, secret_id=secret_id, now=clock.now())
        return Response(status=204)


class TestView(ApiView):
    """Sending a test."""

    scope = "webhooks"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="webhooks_test",
        summary="Send a test",
        description="Waits for the answer, at most 15 seconds. Tried once.",
        request=None,
        responses=WebhookDeliveryTextShape,
    )
    def post(self, request: Request, webhook_id: int) -> Response:
        row = services.test_send(actor=self.actor, webhook_id=webhook_id, now=clock.now())
        return Response(delivery_text_json(row))


class ResumeView(ApiView):
    """Going on after a pause."""

    scope = "webhooks"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="webhooks_resume",
        summary="Resume a paused webhook",
        description="What waits is sent.",
        request=None,
        responses=WebhookReplayedShape,
    )
    def post(self, request: Request, webhook_id: int) -> Response:
        count = services.webhook_resume(actor=self.actor, webhook_id=webhook_id, now=clock.now())
        return Response({"deliveries": count})


class ReplayFailedView(ApiView):
    """Sending again what has failed."""

    scope = "webhooks"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="webhooks_replay_failed",
        summary="Send again what has failed",
        description="The oldest thousand; the same bodies under the same event ids.",
        request=None,
        responses=WebhookReplayedShape,
    )
    def post(self, request: Request, webhook_id: int) -> Response:
        count = services.failed_replay(actor=self.actor, webhook_id=webhook_id, now=clock.now())
        return Response({"deliveries": count})


class DeliveriesView(ApiView):
    """The delivery log of a webhook, the newest first."""

    scope = "webhooks"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="webhooks_deliveries_list",
        summary="List a webhook's deliveries",
        parameters=[
            OpenApiParameter("state", str, enum=DeliveryState.values),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=WebhookDeliveryPage,
    )
    def get(self, request: Request, webhook_id: int) -> Response:
        page = selectors.deliveries(
            actor=self.actor,
            webhook_id=webhook_id,
            state=one_of(request, "state", DeliveryState.values),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [delivery_json(row) for row in page.rows], "next": page.next})


class DeliveryView(ApiView):
    """One delivery."""

    scope = "webhooks"
    also_reads = _HOLDS
    sensitive = SensitiveRead(
        action="webhooks.delivery_read", target="webhook:{webhook_id}", kind="originals"
    )

    @extend_schema(
        operation_id="webhooks_deliveries_retrieve",
        summary="Get a delivery of a webhook",
        responses=WebhookDeliveryTextShape,
    )
    def get(self, request: Request, webhook_id: int, delivery_id: int) -> Response:
        row = selectors.delivery_get(actor=self.actor, webhook_id=webhook_id, delivery_id=delivery_id)
        return Response(delivery_text_json(row))


class ReplayView(ApiView):
    """Sending one delivery again."""

    scope = "webhooks"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="webhooks_deliveries_replay",
        summary="Send a delivery of a webhook again",
        description="The same body under the same event id, beside its ticket's order.",
        request=None,
        responses=WebhookDeliveryTextShape,
    )
    def post(self, request: Request, webhook_id: int, delivery_id: int) -> Response:
        services.delivery_replay(
            actor=self.actor, webhook_id=webhook_id, delivery_id=delivery_id, now=clock.now()
        )
        row = selectors.delivery_get(actor=self.actor, webhook_id=webhook_id, delivery_id=delivery_id)
        return Response(delivery_text_json(row))

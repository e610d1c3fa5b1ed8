"""Endpoints of actions: what they can be made of, their secrets, their log, and those of a ticket."""

from datetime import timedelta

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.actions.declared import declarations
from assistant.api import action_shapes as shapes
from assistant.api.action_rendering import (
    figures_json,
    secret_json,
    source_json,
    tried_action_json,
    use_json,
)
from assistant.api.action_serializers import (
    ActionApprovalInput,
    ActionDeclineInput,
    ActionSecretInput,
    ActionTrialInput,
    ActionUsesQuery,
)
from assistant.api.throttling import EngineThrottle
from assistant.models import CallState
from assistant.selectors import actions as selectors
from assistant.services.action_secrets import secret_remove, secret_set
from assistant.services.approving import action_approve, action_decline
from assistant.services.trying_actions import action_try
from core import clock
from core.api.requests import limit_of
from core.api.views import ApiView
from people.policy import require

DAYS = 28


class ActionsView(ApiView):
    """What actions can be made of, and how often they were used."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_actions",
        responses=shapes.ActionOverviewShape,
        summary="Get what actions can be made of, and their figures",
        description=f"Figures of the last {DAYS} days. The actions are a part of the configuration.",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        found = selectors.figures(since=clock.now() - timedelta(days=DAYS))
        return Response(
            {
                "sources": [source_json(one) for one in declarations()],
                "figures": [figures_json(one) for one in found],
                "days": DAYS,
            }
        )


class ActionTrialView(ApiView):
    """An action as it stands in an editor."""

    scope = "assistant"
    also_reads = ("people", "tickets")
    asks = True
    throttle_classes = [EngineThrottle]

    @extend_schema(
        operation_id="assistant_action_try",
        request=ActionTrialInput,
        responses=shapes.TriedActionShape,
        summary="Try an action",
        description="A lookup is made for the contact, a write is only shown. Nothing is stored or told.",
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "assistant.write")
        data = ActionTrialInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = data.validated_data
        found = action_try(
            actor=self.actor,
            content=values["action"],
            question=values["question"],
            language=values["language"],
            contact_id=values["contact_id"],
            now=clock.now(),
        )
        return Response(tried_action_json(found))


class ActionUsesView(ApiView):
    """The log of actions."""

    scope = "assistant"
    also_reads = ("tickets", "people")

    @extend_schema(
        operation_id="assistant_action_uses",
        parameters=[
            OpenApiParameter("action", str),
            OpenApiParameter("state", str, enum=CallState.values),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.ActionUsePage,
        summary="List the uses of actions",
        description="The newest first, of tickets that one may see.",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        query = ActionUsesQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        page = selectors.calls(
            actor=self.actor,
            action=query.validated_data["action"],
            state=query.validated_data["state"],
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [use_json(row) for row in page.rows], "next": page.next})


class ActionSecretsView(ApiView):
    """The stored secrets."""

    scope = "assistant"
    also_reads = ("people",)

    @extend_schema(
        operation_id="assistant_action_secrets",
        responses=shapes.ActionSecretsShape,
        summary="List the secrets of actions",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        return Response({"results": [secret_json(row) for row in selectors.secrets()]})


class ActionSecretView(ApiView):
    """One secret."""

    scope = "assistant"
    also_reads = ("people",)

    @extend_schema(
        operation_id="assistant_action_secret_set",
        request=ActionSecretInput,
        responses=shapes.NewActionSecretShape,
        summary="Store a secret of actions",
        description="In place of one of this name. It goes to its host alone, and is never shown again.",
    )
    def put(self, request: Request, name: str) -> Response:
        require(self.actor, "assistant.write")
        data = ActionSecretInput(data=request.data)
        data.is_valid(raise_exception=True)
        row, made = secret_set(actor=self.actor, name=name, now=clock.now(), **data.validated_data)
        return Response({"secret": secret_json(row), "value": made})

    @extend_schema(
        operation_id="assistant_action_secret_remove",
        request=None,
        responses={204: None},
        summary="Remove a secret of actions",
        description="409 with `assistant.secret_in_use` while an action names it.",
    )
    def delete(self, request: Request, name: str) -> Response:
        secret_remove(actor=self.actor, name=name, now=clock.now())
        return Response(status=204)


class TicketActionsView(ApiView):
    """Actions in a ticket."""

    scope = "tickets"
    also_reads = ("people",)

    @extend_schema(
        operation_id="ticket_actions",
        responses=shapes.TicketActionsShape,
        summary="List the actions in a ticket",
    )
    def get(self, request: Request, number: int) -> Response:
        require(self.actor, "ticket.read")
        rows = selectors.calls_of_ticket(actor=self.actor, ticket_id=number)
        return Response({"results": [use_json(row) for row in rows]})


class ActionApprovalView(ApiView):
    """Approving a proposed action."""

    scope = "tickets"
    also_reads = ("people",)

    @extend_schema(
        operation_id="ticket_action_approve",
        request=ActionApprovalInput,
        responses=shapes.ActionUseShape,
        summary="Approve a proposed action",
        description="It is done right after, as it was shown, once. 409 if somebody has decided before.",
    )
    def post(self, request: Request, number: int, use_id: int) -> Response:
        data = ActionApprovalInput(data=request.data)
        data.is_valid(raise_exception=True)
        row = action_approve(
            actor=self.actor, ticket_id=number, call_id=use_id, now=clock.now(), **data.validated_data
        )
        return Response(use_json(row))


class ActionDeclineView(ApiView):
    """Declining a proposed action."""

    scope = "tickets"
    also_reads = ("people",)

    @extend_schema(
        operation_id="ticket_action_decline",
        request=ActionDeclineInput,
        responses=shapes.ActionUseShape,
        summary="Decline a proposed action",
    )
    def post(self, request: Request, number: int, use_id: int) -> Response:
        data = ActionDeclineInput(data=request.data)
        data.is_valid(raise_exception=True)
        row = action_decline(
            actor=self.actor, ticket_id=number, call_id=use_id, now=clock.now(), **data.validated_data
        )
        return Response(use_json(row))

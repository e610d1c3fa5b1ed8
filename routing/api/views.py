"""Endpoints of routing: why a ticket is where it is, corrections, rules and settings."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.views import ApiView
from routing import selectors, services
from routing.api.rendering import routing_json, rules_json, standing_json
from routing.api.serializers import FeedbackInput, RulesForm
from routing.api.shapes import (
    CorrectedRoutingShape,
    RoutingRulesShape,
    RoutingSettingsShape,
    TicketRoutingShape,
)


class TicketRoutingView(ApiView):
    """The decisions about a ticket."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_routing_retrieve",
        responses=TicketRoutingShape,
        description="404 with the code `routing.no_decision` while nothing was decided.",
    )
    def get(self, request: Request, number: int) -> Response:
        rows = selectors.ticket_decisions(actor=self.actor, ticket_id=number)
        return Response(routing_json(rows, reader=self.actor))


class FeedbackView(ApiView):
    """Corrections of a decision."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_routing_feedback",
        request=FeedbackInput,
        responses=CorrectedRoutingShape,
        description="The ticket moves at once; `POST /undo` with the token takes it back.",
    )
    def post(self, request: Request, number: int) -> Response:
        data = FeedbackInput(data=request.data)
        data.is_valid(raise_exception=True)
        corrected = services.routing_feedback(
            actor=self.actor,
            ticket_id=number,
            reason=data.validated_data["reason"],
            team_id=data.validated_data.get("team_id"),
            now=clock.now(),
        )
        body = routing_json(selectors.latest_decisions(ticket_id=number), reader=self.actor)
        return Response(body | {"undo": corrected.undo})


class RulesView(ApiView):
    """The rules in force."""

    scope = "routing"
    tagged = ("GET", "PUT")

    @extend_schema(operation_id="routing_rules_list", responses=RoutingRulesShape)
    def get(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(
        operation_id="routing_rules_publish",
        request=RulesForm,
        responses=RoutingRulesShape,
        description=(
            "Publishes a new version. `If-Match` with the ETag of GET refuses to overwrite what somebody "
            "published in between. Settings that are left out stay as they are."
        ),
    )
    def put(self, request: Request) -> Response:
        services.rules_publish(
            actor=self.actor, data=request.data, expected_version=expected_version(request), now=clock.now()
        )
        return self._answer()

    def _answer(self) -> Response:
        found = selectors.in_force()
        body = rules_json(found, selectors.published(found))
        return Response(body, headers={"ETag": etag(found.version)})


class SettingsView(ApiView):
    """How routing stands."""

    scope = "routing"

    @extend_schema(operation_id="routing_settings_retrieve", responses=RoutingSettingsShape)
    def get(self, request: Request) -> Response:
        return Response(standing_json(selectors.standing(now=clock.now())))

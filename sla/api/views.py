"""Endpoints of service levels: policies, calendars, and the clocks of a ticket."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.views import ApiView
from sla import selectors, services
from sla.api.serializers import CalendarsForm, PoliciesForm
from sla.api.shapes import SlaCalendarsShape, SlaPoliciesShape, TicketSlaShape
from sla.rendering import calendars_json, policies_json, ticket_sla_json


def _answer(results: list[dict[str, Any]]) -> Response:
    newest = selectors.version()
    number = newest.version if newest else 0
    return Response({"version": number, "results": results}, headers={"ETag": etag(number)})


class PoliciesView(ApiView):
    """Service levels, tried in their order."""

    scope = "sla"
    tagged = ("GET", "PUT")

    @extend_schema(operation_id="sla_policies_list", responses=SlaPoliciesShape)
    def get(self, request: Request) -> Response:
        return _answer(policies_json())

    @extend_schema(
        operation_id="sla_policies_replace",
        request=PoliciesForm,
        responses=SlaPoliciesShape,
        description=(
            "Puts these policies in force; those left out are archived. Open tickets follow within seconds. "
            "`If-Match` with the ETag of GET refuses to overwrite what somebody published in between."
        ),
    )
    def put(self, request: Request) -> Response:
        services.policies_replace(
            actor=self.actor, data=request.data, expected_version=expected_version(request), now=clock.now()
        )
        return _answer(policies_json())


class CalendarsView(ApiView):
    """Business calendars."""

    scope = "sla"
    tagged = ("GET", "PUT")

    @extend_schema(operation_id="sla_calendars_list", responses=SlaCalendarsShape)
    def get(self, request: Request) -> Response:
        return _answer(calendars_json(clock.now().date()))

    @extend_schema(operation_id="sla_calendars_replace", request=CalendarsForm, responses=SlaCalendarsShape)
    def put(self, request: Request) -> Response:
        services.calendars_replace(
            actor=self.actor, data=request.data, expected_version=expected_version(request), now=clock.now()
        )
        return _answer(calendars_json(clock.now().date()))


class TicketSlaView(ApiView):
    """A ticket's clocks and why they are due when they are."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_sla_retrieve", responses=TicketSlaShape)
    def get(self, request: Request, number: int) -> Response:
        found = selectors.ticket_clocks(actor=self.actor, ticket_id=number)
        return Response(ticket_sla_json(found, now=clock.now()))

"""Endpoints of the measures of routing: figures, the tickets behind each, and both as files."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import ChoiceField
from core.api.sensitive import SensitiveRead
from core.api.shapes import IdName, Shape
from core.api.views import ApiView
from core.sheets import csv_of
from people.selectors import internal as everybody
from routing import selectors
from routing.measures import BY_NAME, Figure
from routing.selectors import MAX_SHOWN, Period
from sla.api.serializers import PeriodForm
from tickets.models import Priority, Status, Ticket, Tier
from tickets.rendering import stamp

_PERIOD = [
    OpenApiParameter("since", OpenApiTypes.DATE, required=True, description="The first date."),
    OpenApiParameter("until", OpenApiTypes.DATE, required=True, description="The last date, included."),
    OpenApiParameter("timezone", str, description="Whose days; UTC, if absent."),
    OpenApiParameter("team_id", int, description="Only tickets that this team has now."),
]
_WHICH = [
    *_PERIOD,
    OpenApiParameter("measure", str, required=True, enum=list(BY_NAME)),
    OpenApiParameter("person_id", int, description="Of the spread, the tickets that one person got."),
    OpenApiParameter("all", bool, description="All that the figure is a share of, instead of its part."),
]
_CSV = {(200, "text/csv"): OpenApiTypes.STR}
_TICKET = ("ticket", "subject", "status", "priority", "tier", "team", "assignee", "created_at")


class MeasuresForm(PeriodForm):
    """A period, and perhaps a team."""

    team_id = serializers.IntegerField(min_value=1, required=False)


class MeasuredForm(MeasuresForm):
    """Which figure's tickets."""

    measure = ChoiceField(choices=list(BY_NAME))
    person_id = serializers.IntegerField(min_value=1, required=False)
    all = serializers.BooleanField(required=False, default=False)


class LoadShareShape(IdName):
    """How many tickets routing gave to somebody."""

    count = serializers.IntegerField()


class RoutingMeasureShape(Shape):
    """One measure with its definition; `value` is null where nothing counts."""

    measure = serializers.ChoiceField(choices=list(BY_NAME))
    unit = serializers.CharField()
    formula = serializers.CharField()
    excludes = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    part = serializers.IntegerField(help_text="How many tickets the figure speaks of.")
    whole = serializers.IntegerField(help_text="How many tickets it is a share of.")
    people = LoadShareShape(many=True, help_text="Of the spread: the most first.")


class RoutingMeasuresShape(Shape):
    """How well routing worked in a period."""

    results = RoutingMeasureShape(many=True)


class MeasuredTicketShape(Shape):
    """A ticket behind a figure."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    priority = serializers.ChoiceField(choices=Priority.choices)
    tier = serializers.ChoiceField(choices=Tier.choices, allow_blank=True)
    team = serializers.CharField(allow_null=True)
    assignee = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class MeasuredTicketsShape(Shape):
    """The newest tickets behind a figure."""

    results = MeasuredTicketShape(many=True)
    is_partial = serializers.BooleanField(help_text=f"Whether there are more than {MAX_SHOWN}.")


class MeasuresView(ApiView):
    """How well routing worked."""

    scope = "routing"
    also_reads = ("tickets", "people")

    @extend_schema(
        operation_id="routing_measures",
        parameters=_PERIOD,
        responses=RoutingMeasuresShape,
        summary="Measure routing",
        description="Each figure with formula, unit and what does not count, of the tickets that you see.",
    )
    def get(self, request: Request) -> Response:
        return Response({"results": [_figure_json(figure) for figure in self.figures(request.query_params)]})

    def figures(self, query: Any, form_class: type[MeasuresForm] = MeasuresForm) -> list[Figure]:
        """The figures of the period that the query names."""
        return selectors.measures(actor=self.actor, period=_period(_read(form_class, query)))


class MeasuresCsvView(MeasuresView):
    """The same as a file."""

    sensitive = SensitiveRead(action="routing.exported", target="routing:figures", kind="exports")

    @extend_schema(
        operation_id="routing_measures_csv",
        parameters=_PERIOD,
        responses=_CSV,
        summary="Measure routing, as CSV",
    )
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # a file, not JSON
        rows = [_figure_json(figure) for figure in self.figures(request.query_params)]
        names = ("measure", "unit", "value", "part", "whole", "formula", "excludes")
        people = [
            [f"tickets of {person['name']}", "tickets", person["count"], "", "", "", ""]
            for row in rows
            for person in row["people"]
        ]
        return _file("routing", csv_of(names, [*([row[name] for name in names] for row in rows), *people]))


class MeasuredTicketsView(MeasuresView):
    """The tickets behind a figure."""

    @extend_schema(
        operation_id="routing_measured_tickets",
        parameters=_WHICH,
        responses=MeasuredTicketsShape,
        summary="List the tickets behind a figure of routing",
    )
    def get(self, request: Request) -> Response:
        tickets, count = self.found(request)
        return Response(
            {"results": [_ticket_json(ticket) for ticket in tickets], "is_partial": count > len(tickets)}
        )

    def found(self, request: Request) -> tuple[list[Ticket], int]:
        """The tickets that are shown, and how many there are."""
        values = _read(MeasuredForm, request.query_params)
        figures = self.figures(request.query_params, MeasuredForm)
        figure = next(one for one in figures if one.definition.name == values["measure"])
        person = values.get("person_id")
        numbers = figure.shares.get(person, frozenset()) if person else figure.part
        tickets = selectors.measured_tickets(
            actor=self.actor, figure=figure, person_id=person, everything=values["all"]
        )
        return tickets, len(figure.whole if values["all"] and not person else numbers)


class MeasuredTicketsCsvView(MeasuredTicketsView):
    """The same as a file."""

    sensitive = SensitiveRead(action="routing.exported", target="routing:tickets", kind="exports")

    @extend_schema(
        operation_id="routing_measured_tickets_csv",
        parameters=_WHICH,
        responses=_CSV,
        summary="List the tickets behind a figure of routing, as CSV",
    )
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # a file, not JSON
        tickets, _ = self.found(request)
        rows = (list(_ticket_json(ticket).values()) for ticket in tickets)
        return _file("routing-tickets", csv_of(_TICKET, rows))


def _read(form_class: type[MeasuresForm], query: Any) -> dict[str, Any]:
    form = form_class(data=query)
    form.is_valid(raise_exception=True)
    values: dict[str, Any] = form.validated_data
    return values


def _period(values: dict[str, Any]) -> Period:
    return Period(values["start"], values["end"], values.get("team_id"))


def _file(name: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _figure_json(figure: Figure) -> dict[str, Any]:
    names = {user.pk: user.name for user in everybody.users_active(figure.shares)}
    shares = sorted(figure.shares.items(), key=lambda share: (-len(share[1]), names.get(share[0], "")))
    return {
        "measure": figure.definition.name,
        "unit": figure.definition.unit,
        "formula": figure.definition.formula,
        "excludes": figure.definition.excludes,
        "value": figure.value,
        "part": len(figure.part),
        "whole": len(figure.whole),
        "people": [
            {"id": user_id, "name": names.get(user_id, ""), "count": len(tickets)}
            for user_id, tickets in shares
        ],
    }


def _ticket_json(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.pk,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "tier": ticket.tier,
        "team": ticket.team.name if ticket.team else None,
        "assignee": ticket.assignee.name if ticket.assignee else None,
        "created_at": stamp(ticket.created_at),
    }

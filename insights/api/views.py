"""Endpoints of the insights: figures, the tickets behind each, money; as JSON, CSV and PDF."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import ActorKind
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from insights import selectors, services
from insights.api import rendering
from insights.api.serializers import (
    BEHIND,
    BY,
    LANGUAGE,
    WHICH,
    AssumptionsForm,
    BehindForm,
    DocumentForm,
    GroupedForm,
    WhichForm,
)
from insights.api.shapes import (
    InsightsAllSeriesShape,
    InsightsGroupsShape,
    InsightsShape,
    InsightsTicketsShape,
    MoneyShape,
)
from insights.periods import Period
from insights.selectors import Figure, Wanted
from people.models import User

_CSV = {(200, "text/csv"): OpenApiTypes.STR}
_PERIOD = WHICH[:3]


def read_form(form_class: type[Any], query: Any) -> dict[str, Any]:
    """What a form takes from a query or a body. Raises ValidationError."""
    form = form_class(data=query)
    form.is_valid(raise_exception=True)
    values: dict[str, Any] = form.validated_data
    return values


def file_of(content: str | bytes, kind: str, name: str) -> HttpResponse:
    """A download."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class InsightsApi(ApiView):
    """What all of them share."""

    scope = "insights"
    also_reads = ("tickets", "people")

    @property
    def language(self) -> str:
        """The language in which a person reads; programs read English."""
        user = self.request.user
        return user.locale if isinstance(user, User) and self.actor.kind == ActorKind.STAFF else "en"

    def both(self, wanted: Wanted) -> tuple[list[Figure], list[Figure]]:
        """The figures of the period, and of the same number of days before it."""
        period = wanted.period
        last = period.since - timedelta(days=1)
        before = Period(last - timedelta(days=period.days - 1), last, period.zone)
        return (
            selectors.figures(actor=self.actor, wanted=wanted),
            selectors.figures(actor=self.actor, wanted=Wanted(before, wanted.now, wanted.where)),
        )


class FiguresView(InsightsApi):
    """All measures of a period."""

    @extend_schema(
        operation_id="insights_figures",
        parameters=WHICH,
        responses=InsightsShape,
        summary="Get all measures of a period",
        description="Each figure with its definition, of the tickets that you see. Days are those of the "
        "default calendar's time zone.",
    )
    def get(self, request: Request) -> Response:
        wanted: Wanted = read_form(WhichForm, request.query_params)["wanted"]
        figures, before = self.both(wanted)
        baseline = None if wanted.where else selectors.baseline(actor=self.actor)
        return Response(
            rendering.insights_json(
                period=wanted.period,
                figures=figures,
                before=before,
                baseline=baseline,
                language=self.language,
            )
        )


class FiguresCsvView(InsightsApi):
    """The same as a file."""

    sensitive = SensitiveRead(action="insights.exported", target="insights:figures", kind="exports")

    @extend_schema(
        operation_id="insights_figures_csv",
        parameters=WHICH,
        responses=_CSV,
        summary="Get all measures of a period as CSV",
    )
    def get(self, request: Request) -> HttpResponse:
        wanted: Wanted = read_form(WhichForm, request.query_params)["wanted"]
        content = rendering.figures_csv(wanted.period, *self.both(wanted))
        return file_of(content, "text/csv; charset=utf-8", f"insights-{wanted.period.until}.csv")


class FiguresPdfView(InsightsApi):
    """The same as a document."""

    sensitive = SensitiveRead(action="insights.exported", target="insights:figures", kind="exports")

    @extend_schema(
        operation_id="insights_figures_pdf",
        parameters=[*WHICH, LANGUAGE],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        summary="Get all measures of a period as PDF",
    )
    def get(self, request: Request) -> HttpResponse:
        # Only who asks for a document needs what makes it.
        from insights.api.report_pdf import report_pdf

        values = read_form(DocumentForm, request.query_params)
        wanted: Wanted = values["wanted"]
        figures, before = self.both(wanted)
        content = report_pdf(
            figures, before, period=wanted.period, language=values["language"], now=clock.now()
        )
        return file_of(content, "application/pdf", f"insights-{wanted.period.until}.pdf")


class GroupsView(InsightsApi):
    """The measures by group."""

    @extend_schema(
        operation_id="insights_groups",
        parameters=[*WHICH, BY],
        responses=InsightsGroupsShape,
        summary="Get all measures of a period by category, channel, segment, team, brand or area",
    )
    def get(self, request: Request) -> Response:
        values = read_form(GroupedForm, request.query_params)
        groups = selectors.grouped(actor=self.actor, wanted=values["wanted"], by=values["by"])
        return Response(rendering.groups_json(groups, values["by"]))


class SeriesView(InsightsApi):
    """The measures day by day."""

    @extend_schema(
        operation_id="insights_series",
        parameters=WHICH,
        responses=InsightsAllSeriesShape,
        summary="Get all measures of a period day by day",
    )
    def get(self, request: Request) -> Response:
        wanted: Wanted = read_form(WhichForm, request.query_params)["wanted"]
        found = selectors.series(actor=self.actor, wanted=wanted)
        return Response(rendering.series_json(wanted.period, found))


class BehindView(InsightsApi):
    """The tickets behind a figure."""

    @extend_schema(
        operation_id="insights_tickets",
        parameters=BEHIND,
        responses=InsightsTicketsShape,
        summary="Get the tickets behind a figure",
    )
    def get(self, request: Request) -> Response:
        return Response(rendering.behind_json(self.found(request)))

    def found(self, request: Request) -> selectors.Behind:
        """The tickets that the query names."""
        values = read_form(BehindForm, request.query_params)
        return selectors.tickets_behind(
            actor=self.actor, wanted=values["wanted"], measure=values["measure"], side=values["side"]
        )


class BehindCsvView(BehindView):
    """The same as a file."""

    sensitive = SensitiveRead(action="insights.exported", target="insights:tickets", kind="exports")

    @extend_schema(
        operation_id="insights_tickets_csv",
        parameters=BEHIND,
        responses=_CSV,
        summary="Get the tickets behind a figure as CSV",
    )
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # a file, not JSON
        content = rendering.tickets_csv(self.found(request).tickets)
        return file_of(content, "text/csv; charset=utf-8", "insights-tickets.csv")


class MoneyView(InsightsApi):
    """What answering without a person saves, and the installation's own figures for it."""

    @extend_schema(
        operation_id="insights_money",
        parameters=_PERIOD,
        responses=MoneyShape,
        summary="Get what answering without a person saves",
        description="Of all tickets, so that only who sees all of them may ask.",
    )
    def get(self, request: Request) -> Response:
        return Response(self._money(request.query_params))

    @extend_schema(
        operation_id="insights_money_assume",
        parameters=_PERIOD,
        request=AssumptionsForm,
        responses=MoneyShape,
        summary="Set the installation's own figures for money",
    )
    def put(self, request: Request) -> Response:
        values = read_form(AssumptionsForm, request.data)
        expected = values.pop("version", None)
        services.assumptions_save(actor=self.actor, values=values, expected=expected, now=clock.now())
        return Response(self._money(request.query_params))

    def _money(self, query: Any) -> dict[str, Any]:
        period: Period = read_form(WhichForm, query)["wanted"].period
        counted, row, results = selectors.money(actor=self.actor, period=period, now=clock.now())
        return rendering.money_json(period=period, counted=counted, row=row, results=results)

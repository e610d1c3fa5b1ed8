"""Endpoints of gaps, of what articles come to, and of coverage."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.api import gap_shapes as shapes
from assistant.api.gap_rendering import (
    CSV_HEAD,
    OUTCOME_HEAD,
    coverage_json,
    figures_json,
    gap_json,
    gap_line,
    gap_row,
    outcome_json,
    outcome_line,
)
from assistant.models import GapKind, GapState
from assistant.selectors import gaps as selectors
from assistant.selectors import outcomes as measured
from assistant.selectors.gaps import SORTS, Sight, Wanted
from assistant.services.closing_gaps import figures_set, gap_change
from assistant.services.drafting_gaps import gap_draft
from assistant.services.trying_gaps import gap_try
from core import clock
from core.api.etags import etag, expected_version
from core.api.fields import ChoiceField
from core.api.requests import checked_change
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from core.sheets import csv_of
from people.policy import require

MAX_DAYS = 365
MAX_ROWS = 200
_DAYS = OpenApiParameter("days", int, description="Of the last so many days; 28, if absent.")
_WHICH = [
    _DAYS,
    OpenApiParameter("state", str, enum=GapState.values),
    OpenApiParameter("kind", str, enum=GapKind.values),
    OpenApiParameter("sort", str, enum=list(SORTS)),
    OpenApiParameter("owner", str, description="`me` or an id."),
    OpenApiParameter("singles", bool, description="Also those that a single ticket shows."),
]
_SORT = OpenApiParameter("sort", str, enum=list(measured.SORTS))


class GapQuery(serializers.Serializer[Any]):
    """Which gaps."""

    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=28)
    state = ChoiceField(choices=GapState.choices, required=False, allow_blank=True, default="")
    kind = ChoiceField(choices=GapKind.choices, required=False, allow_blank=True, default="")
    sort = ChoiceField(choices=list(SORTS), default="tickets")
    owner = serializers.RegexField(r"^(me|\d{1,18})?$", required=False, allow_blank=True, default="")
    singles = serializers.BooleanField(default=False)


class OutcomeQuery(serializers.Serializer[Any]):
    """Which period, in which order."""

    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=28)
    sort = ChoiceField(choices=list(measured.SORTS), default="follow_up")
    article = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class CoverageQuery(serializers.Serializer[Any]):
    """Which period."""

    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=90)


class GapChangeInput(serializers.Serializer[Any]):
    """What to set in a gap."""

    owner_id = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)
    state = ChoiceField(choices=GapState.choices, required=False)
    reason = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="Why it is no gap; needed to dismiss it."
    )
    article_id = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)


class GapFiguresInput(serializers.Serializer[Any]):
    """What a ticket costs; null for what nobody knows."""

    cost_per_ticket = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, allow_null=True)
    minutes_per_reply = serializers.IntegerField(min_value=1, max_value=480, allow_null=True)
    currency = serializers.RegexField(r"^[A-Za-z]{3}$", default="USD")


def _values(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    query = kind(data=request.query_params.dict())
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


class GapOf(ApiView):
    """What belongs to gaps."""

    scope = "kb"
    also_reads = ("tickets", "people")

    def wanted(self, request: Request) -> Wanted:
        """Which gaps the address asks for."""
        values = _values(GapQuery, request)
        owner = values.pop("owner")
        mine = self.actor.user_id if owner == "me" else None
        return Wanted(**values, owner_id=int(owner) if owner.isdigit() else mine)

    def titles(self, sights: list[Sight]) -> dict[int, str]:
        """The titles of the articles that these gaps name, of those that one may see."""
        ids = {one.gap.article_id for one in sights} | {row.article_id for one in sights for row in one.rows}
        return selectors.article_titles(self.actor, [pk for pk in ids if pk is not None])

    def shown(self, gap_id: int) -> Response:
        """The gap as it is now."""
        now = clock.now()
        sight = selectors.gap_get(actor=self.actor, gap_id=gap_id)
        body = gap_json(
            sight,
            titles=self.titles([sight]),
            subjects=selectors.subjects(self.actor, sight.rows),
            searches=selectors.searches_alike(actor=self.actor, sight=sight, now=now),
            effect=selectors.effect(sight, now=now),
        )
        return Response(body, headers={"ETag": etag(sight.gap.version)})


class GapsView(GapOf):
    """Gaps."""

    @extend_schema(
        operation_id="kb_gaps_list",
        parameters=_WHICH,
        responses=shapes.GapsShape,
        summary="List what the documentation lacks",
        description="Tickets that people had to answer, by what they ask, the dearest first.",
    )
    def get(self, request: Request) -> Response:
        found = selectors.gaps(actor=self.actor, wanted=self.wanted(request), now=clock.now())
        shown = found[:MAX_ROWS]
        titles = self.titles(shown)
        return Response(
            {
                "results": [gap_row(one, titles) for one in shown],
                "tickets": sum(one.tickets for one in found),
                "figures": figures_json(selectors.figures()),
                "formula": shapes.FORMULA,
            }
        )


class GapsCsvView(GapOf):
    """The same as a file."""

    sensitive = SensitiveRead(action="assistant.gaps_exported", target="gaps", kind="exports")

    @extend_schema(
        operation_id="kb_gaps_csv",
        parameters=_WHICH,
        responses={(200, "text/csv"): OpenApiTypes.STR},
        summary="Export gaps as CSV",
    )
    def get(self, request: Request) -> HttpResponse:
        now = clock.now()
        found = selectors.gaps(actor=self.actor, wanted=self.wanted(request), now=now)
        titles, currency = self.titles(found), selectors.figures().currency
        return _file("gaps", csv_of(CSV_HEAD, (gap_line(one, titles, currency) for one in found)))


class GapView(GapOf):
    """One gap."""

    tagged = ("GET", "PATCH")

    @extend_schema(
        operation_id="kb_gaps_get", responses=shapes.GapShape, summary="Get a gap with its evidence"
    )
    def get(self, request: Request, gap_id: int) -> Response:
        return self.shown(gap_id)

    @extend_schema(
        operation_id="kb_gaps_change",
        request=GapChangeInput,
        responses=shapes.GapShape,
        summary="Set the owner, state or article of a gap",
    )
    def patch(self, request: Request, gap_id: int) -> Response:
        values = checked_change(GapChangeInput(data=request.data, partial=True), request)
        gap_change(
            actor=self.actor,
            gap_id=gap_id,
            changes=values,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self.shown(gap_id)


class GapDraftView(GapOf):
    """The article that a gap lacks."""

    tagged = ("POST",)

    @extend_schema(
        operation_id="kb_gaps_draft",
        request=None,
        responses=shapes.GapShape,
        summary="Draft the article that a gap lacks",
        description="From what colleagues answered in its tickets, without personal data. It stays a draft.",
    )
    def post(self, request: Request, gap_id: int) -> Response:
        gap_draft(actor=self.actor, gap_id=gap_id, now=clock.now())
        return self.shown(gap_id)


class GapTrialView(GapOf):
    """The article of a gap on its tickets."""

    tagged = ("POST",)

    @extend_schema(
        operation_id="kb_gaps_try",
        request=None,
        responses=shapes.GapShape,
        summary="Try a gap's article on its own tickets",
        description="In the background; nothing is sent or published. Read the gap for the result.",
    )
    def post(self, request: Request, gap_id: int) -> Response:
        gap_try(actor=self.actor, gap_id=gap_id, now=clock.now())
        return self.shown(gap_id)


class GapFiguresView(ApiView):
    """What a ticket costs."""

    scope = "kb"

    @extend_schema(
        operation_id="kb_gap_figures_get",
        responses=shapes.GapFiguresShape,
        summary="Get what a ticket costs",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "article.draft")
        return Response(figures_json(selectors.figures()))

    @extend_schema(
        operation_id="kb_gap_figures_set",
        request=GapFiguresInput,
        responses=shapes.GapFiguresShape,
        summary="Set what a ticket costs",
    )
    def put(self, request: Request) -> Response:
        values = checked_change(GapFiguresInput(data=request.data), request)
        figures_set(actor=self.actor, now=clock.now(), **values)
        return Response(figures_json(selectors.figures()))


class OutcomesView(ApiView):
    """What articles come to."""

    scope = "kb"
    also_reads = ("people",)

    @extend_schema(
        operation_id="kb_outcomes_list",
        parameters=[_DAYS, _SORT, OpenApiParameter("article", int, description="This article alone.")],
        responses=shapes.ArticleOutcomesShape,
        summary="List what became of articles' readers",
    )
    def get(self, request: Request) -> Response:
        values = _values(OutcomeQuery, request)
        found = measured.outcomes(
            actor=self.actor,
            days=values["days"],
            sort=values["sort"],
            article_id=values.get("article"),
            now=clock.now(),
        )
        return Response({"results": [outcome_json(one) for one in found]})


class OutcomesCsvView(ApiView):
    """The same as a file."""

    scope = "kb"
    also_reads = ("people",)
    sensitive = SensitiveRead(action="assistant.gaps_exported", target="articles", kind="exports")

    @extend_schema(
        operation_id="kb_outcomes_csv",
        parameters=[_DAYS, _SORT],
        responses={(200, "text/csv"): OpenApiTypes.STR},
        summary="Export what became of articles' readers as CSV",
    )
    def get(self, request: Request) -> HttpResponse:
        values = _values(OutcomeQuery, request)
        found = measured.outcomes(actor=self.actor, days=values["days"], sort=values["sort"], now=clock.now())
        return _file("articles", csv_of(OUTCOME_HEAD, (outcome_line(one) for one in found)))


class CoverageView(ApiView):
    """Which categories of tickets have an article."""

    scope = "kb"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="kb_coverage",
        parameters=[OpenApiParameter("days", int, description="Of the last so many days; 90, if absent.")],
        responses=shapes.CoverageShape,
        summary="Get the share of ticket categories with an article",
    )
    def get(self, request: Request) -> Response:
        days = _values(CoverageQuery, request)["days"]
        return Response(coverage_json(measured.coverage(actor=self.actor, days=days, now=clock.now())))


def _file(name: str, text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.now():%Y-%m-%d}.csv"'
    return answer

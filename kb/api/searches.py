"""Endpoints of the report of searches."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.fields import ChoiceField
from core.api.pagination import paginate
from core.api.requests import limit_of
from core.api.sensitive import SensitiveRead
from core.api.shapes import Shape, page_of
from core.api.views import ApiView
from core.sheets import csv_of
from kb.models import SearchChannel, SearchLog
from kb.selectors import searching as selectors
from kb.selectors.searching import CHANNELS, WHYS, Failed, Wanted
from people.selectors import brand_get
from tickets.rendering import stamp

MAX_DAYS = 365
MAX_GROUPS = 200
CSV_HEAD = (
    "at", "query", "channel", "brand", "results", "shown", "opened", "ticket", "failed", "asked_by",
)  # fmt: skip
_WHICH = [
    OpenApiParameter("days", int, description="Of the last so many days; 28, if absent."),
    OpenApiParameter("brand", str, description="Slug or id."),
    OpenApiParameter("channel", str, enum=[one.value for one in CHANNELS]),
    OpenApiParameter("why", str, enum=list(WHYS), description="Only those that failed for this reason."),
]
_FAILED = OpenApiParameter("failed", bool, description="Only those that failed.")


class SearchQuery(serializers.Serializer[Any]):
    """Which searches."""

    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=28)
    brand = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    channel = ChoiceField(
        choices=[one.value for one in CHANNELS], required=False, allow_blank=True, default=""
    )
    why = ChoiceField(choices=list(WHYS), required=False, allow_blank=True, default="")
    failed = serializers.BooleanField(default=False)


class SearchWhysShape(Shape):
    """How many failed for which reason."""

    nothing_shown = serializers.IntegerField()
    nothing_clicked = serializers.IntegerField(
        help_text="Something was shown and nothing opened; known of the help center and the widget."
    )
    ticket_followed = serializers.IntegerField(help_text="A ticket came within half an hour.")


class SearchWordsShape(Shape):
    """What was typed, without personal data, and how often."""

    query = serializers.CharField()
    count = serializers.IntegerField()


class FailedSearchShape(Shape):
    """Failed searches that ask the same."""

    query = serializers.CharField(help_text="The words used most.")
    count = serializers.IntegerField()
    people = serializers.IntegerField(help_text="Different people; each unknown visitor's search is one.")
    whys = SearchWhysShape()
    queries = SearchWordsShape(many=True)
    last_at = serializers.DateTimeField()
    tickets = serializers.ListField(
        child=serializers.IntegerField(), help_text="Those that followed and that one may see."
    )


class SearchReportShape(Shape):
    """Searches of a period, and the failed ones by what they ask."""

    searches = serializers.IntegerField()
    failed = serializers.IntegerField()
    whys = SearchWhysShape()
    results = FailedSearchShape(many=True)
    is_cut = serializers.BooleanField(
        help_text=f"Only the newest {selectors.MAX_GROUPED} failed searches were brought together."
    )
    before_writing = serializers.IntegerField(
        help_text="Answers that a contact form showed before it was sent."
    )
    solved = serializers.IntegerField(help_text="Of these, how many made writing needless.")


class SearchRowShape(Shape):
    """One search."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    query = serializers.CharField()
    channel = serializers.ChoiceField(choices=SearchChannel.choices)
    results = serializers.IntegerField()
    shown = serializers.ListField(child=serializers.CharField(), help_text="Titles that one may see.")
    opened = serializers.CharField(help_text="The title of the result that was opened; empty without one.")
    ticket = serializers.IntegerField(allow_null=True)
    followed = serializers.BooleanField()


SearchRowPage = page_of(SearchRowShape)


def _wanted(request: Request) -> Wanted:
    query = SearchQuery(data=request.query_params.dict())
    query.is_valid(raise_exception=True)
    values = query.validated_data
    return Wanted(
        days=values["days"],
        brand_id=brand_get(values["brand"]).pk if values["brand"] else None,
        channel=values["channel"],
        why=values["why"],
        is_failed=values["failed"],
    )


def _group_json(group: Failed) -> dict[str, Any]:
    return {
        "query": group.query,
        "count": group.count,
        "people": group.people,
        "whys": group.whys,
        "queries": [{"query": query, "count": count} for query, count in group.queries],
        "last_at": stamp(group.last_at),
        "tickets": group.tickets,
    }


def _row_json(row: SearchLog, names: dict[int, str], seen: frozenset[int]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "at": stamp(row.at),
        "query": selectors.shown_query(row.query),
        "channel": row.channel,
        "results": row.result_count,
        "shown": [names[pk] for pk in row.shown_ids if pk in names],
        "opened": names.get(row.clicked_id or 0, ""),
        "ticket": row.ticket_id if row.ticket_id in seen else None,
        "followed": row.ticket_id is not None,
    }


class SearchesView(ApiView):
    """The report of searches."""

    scope = "kb"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="kb_searches_report",
        parameters=_WHICH,
        responses=SearchReportShape,
        summary="Get what was searched for and not found",
        description="Failed searches that ask the same stand together, the most frequent first.",
    )
    def get(self, request: Request) -> Response:
        found = selectors.report(actor=self.actor, wanted=_wanted(request), now=clock.now())
        return Response(
            {
                "searches": found.searches,
                "failed": found.failed,
                "whys": found.whys,
                "results": [_group_json(group) for group in found.groups[:MAX_GROUPS]],
                "is_cut": found.is_cut,
                "before_writing": found.before_writing,
                "solved": found.solved,
            }
        )


class SearchListView(ApiView):
    """Every search."""

    scope = "kb"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="kb_searches_list",
        parameters=[*_WHICH, _FAILED, OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=SearchRowPage,
        summary="List searches",
        description="The newest first, without personal data in what was typed.",
    )
    def get(self, request: Request) -> Response:
        found = selectors.searches(actor=self.actor, wanted=_wanted(request), now=clock.now())
        page = paginate(
            found,
            order=("-at", "-id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        names = selectors.titles(self.actor, page.rows)
        seen = selectors.seen_tickets(self.actor, [row.ticket_id for row in page.rows if row.ticket_id])
        rows = [_row_json(row, names, seen) for row in page.rows]
        return Response({"results": rows, "next": page.next})


class SearchesCsvView(ApiView):
    """The same as a file."""

    scope = "kb"
    also_reads = ("tickets",)
    sensitive = SensitiveRead(action="kb.searches_exported", target="searches", kind="exports")

    @extend_schema(
        operation_id="kb_searches_csv",
        parameters=[*_WHICH, _FAILED],
        responses={(200, "text/csv"): OpenApiTypes.STR},
        summary="Export searches as CSV",
        description=f"At most {selectors.MAX_EXPORTED} searches, the newest first.",
    )
    def get(self, request: Request) -> HttpResponse:
        now = clock.now()
        rows = selectors.exported(actor=self.actor, wanted=_wanted(request), now=now)
        names = selectors.titles(self.actor, rows)
        seen = selectors.seen_tickets(self.actor, [row.ticket_id for row in rows if row.ticket_id])
        text = csv_of(CSV_HEAD, (_line(row, names, seen) for row in rows))
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="searches-{now:%Y-%m-%d}.csv"'
        return answer


def _line(row: SearchLog, names: dict[int, str], seen: frozenset[int]) -> tuple[object, ...]:
    told = _row_json(row, names, seen)
    return (
        told["at"],
        told["query"],
        row.channel,
        row.brand.name if row.brand is not None else "",
        row.result_count,
        " | ".join(told["shown"]),
        told["opened"],
        told["ticket"],
        selectors.why_of(row) if row.is_failed else "",
        row.actor_kind,
    )

"""Endpoints of the resolution ledger and the autonomy ladder."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.api import ledger_shapes as shapes
from assistant.api.ledger_rendering import (
    CSV_HEAD,
    conversation_json,
    csv_row,
    full_json,
    ladder_json,
    line_json,
    rung_json,
)
from assistant.api.ledger_serializers import LedgerCorrectionInput, LedgerQuery, LevelInput
from assistant.models import State
from assistant.selectors import autonomy
from assistant.selectors import ledger as selectors
from assistant.selectors.ledger import Wanted
from assistant.services.promoting import level_set
from assistant.services.resolving import conversation_correct
from core import clock
from core.api.pagination import paginate
from core.api.requests import checked_change, limit_of
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from core.sheets import csv_of
from tickets import selectors as ticket_selectors

_DAYS = OpenApiParameter("days", int, description="Begun in the last so many days; 28, if absent.")
_CATEGORY = OpenApiParameter("category", str, enum=autonomy.CATEGORIES)
_CHANNEL = OpenApiParameter("channel", str)
_STATE = OpenApiParameter("state", str, enum=State.values)
_BY = OpenApiParameter("by", str, enum=list(selectors.GROUPS))
_WHICH = [_DAYS, _CATEGORY, _CHANNEL, _STATE]


def _wanted(request: Request) -> tuple[Wanted, str]:
    query = LedgerQuery(data=request.query_params.dict())
    query.is_valid(raise_exception=True)
    values: dict[str, Any] = dict(query.validated_data)
    by = str(values.pop("by"))
    return Wanted(**values), by


class LedgerView(ApiView):
    """How conversations with the assistant ended."""

    scope = "assistant"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="assistant_ledger",
        parameters=[_DAYS, _CATEGORY, _CHANNEL, _BY],
        responses=shapes.LedgerShape,
        summary="Get the resolution ledger",
        description="Only confirmed and verified count as solved. A resolution that came back is none.",
    )
    def get(self, request: Request) -> Response:
        wanted, by = _wanted(request)
        first, *groups = selectors.figures(actor=self.actor, by=by, wanted=wanted, now=clock.now())
        return Response({"all": line_json(first), "groups": [line_json(line) for line in groups]})


class LedgerConversationsView(ApiView):
    """The conversations behind a figure."""

    scope = "assistant"
    also_reads = ("tickets", "people")

    @extend_schema(
        operation_id="assistant_ledger_conversations",
        parameters=[*_WHICH, OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=shapes.LedgerConversationPage,
        summary="List the conversations behind a figure of the ledger",
        description="The newest first.",
    )
    def get(self, request: Request) -> Response:
        wanted, _ = _wanted(request)
        found = selectors.conversations(actor=self.actor, wanted=wanted, now=clock.now())
        page = paginate(
            selectors.with_names(found),
            order=("-began_at", "-ticket_id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        whys = selectors.last_whys(page.rows)
        rows = [conversation_json(row, whys.get(row.pk, "")) for row in page.rows]
        return Response({"results": rows, "next": page.next})


class LedgerCsvView(ApiView):
    """The same as a file."""

    scope = "assistant"
    also_reads = ("tickets", "people")
    sensitive = SensitiveRead(action="assistant.ledger_exported", target="ledger", kind="exports")

    @extend_schema(
        operation_id="assistant_ledger_csv",
        parameters=_WHICH,
        responses={(200, "text/csv"): OpenApiTypes.STR},
        summary="Export the conversations of the ledger as CSV",
        description=f"At most {selectors.MAX_EXPORTED} conversations, the newest first.",
    )
    def get(self, request: Request) -> HttpResponse:
        wanted, _ = _wanted(request)
        now = clock.now()
        rows = selectors.exported(actor=self.actor, wanted=wanted, now=now)
        whys = selectors.last_whys(rows)
        text = csv_of(CSV_HEAD, (csv_row(row, whys.get(row.pk, "")) for row in rows))
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="ledger-{now:%Y-%m-%d}.csv"'
        return answer


class LedgerConversationView(ApiView):
    """The entries of one conversation, and a correction by a person."""

    scope = "assistant"
    also_reads = ("tickets", "people")

    @extend_schema(
        operation_id="assistant_ledger_conversation",
        responses=shapes.LedgerInFullShape,
        summary="Get a conversation of the ledger",
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(self._document(number))

    @extend_schema(
        operation_id="assistant_ledger_correct",
        request=LedgerCorrectionInput,
        responses=shapes.LedgerInFullShape,
        summary="Correct how a conversation ended",
        description="Adds an entry with one's name; none is ever changed.",
    )
    def post(self, request: Request, number: int) -> Response:
        values = checked_change(LedgerCorrectionInput(data=request.data), request)
        conversation_correct(actor=self.actor, ticket_id=number, now=clock.now(), **values)
        return Response(self._document(number))

    def _document(self, number: int) -> dict[str, Any]:
        row = selectors.conversation_get(actor=self.actor, ticket_id=number)
        entries = selectors.entries_of(row.pk)
        others = {entry.ref_id for entry in entries if entry.why == "asked_again" and entry.ref_id}
        seen = frozenset(
            other for other in others if ticket_selectors.is_ticket_visible(actor=self.actor, ticket_id=other)
        )
        return full_json(row, entries, seen)


class AutonomyView(ApiView):
    """What the assistant may do, by category."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_autonomy",
        responses=shapes.AutonomyShape,
        summary="Get what the assistant may do by category",
        description="With the evidence of 90 days and what it proposes; only a person takes a step up.",
    )
    def get(self, request: Request) -> Response:
        return Response(ladder_json(autonomy.ladder(actor=self.actor, now=clock.now())))


class AutonomyCategoryView(ApiView):
    """The level of one category."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_autonomy_set",
        request=LevelInput,
        responses=shapes.AutonomyCategoryShape,
        summary="Set what the assistant may do in a category",
    )
    def put(self, request: Request, category: str) -> Response:
        values = checked_change(LevelInput(data=request.data), request)
        rung = level_set(actor=self.actor, category=category, level=values["level"], now=clock.now())
        return Response(rung_json(rung))

"""Endpoints of the review queue, and of drafts that agents reject."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.api import ledger_shapes as shapes
from assistant.api.ledger_rendering import review_json, review_row_json
from assistant.api.ledger_serializers import DraftRejectionInput, ReviewQuery, VerdictInput
from assistant.models import ReviewReason
from assistant.selectors import reviews as selectors
from assistant.selectors.autonomy import CATEGORIES
from assistant.services.judging_drafts import draft_reject
from assistant.services.reviewing import verdict_save, verdict_undo
from core import clock
from core.actors import Actor
from core.api.pagination import paginate
from core.api.requests import checked_change, limit_of
from core.api.views import ApiView


def _review(actor: Actor, number: int) -> dict[str, Any]:
    item = selectors.item_get(actor=actor, ticket_id=number)
    return review_json(item, selectors.parts_of(item), selectors.verdict_of(item.pk))


class ReviewsView(ApiView):
    """Conversations that somebody should look at."""

    scope = "assistant"
    also_reads = ("tickets", "people")

    @extend_schema(
        operation_id="assistant_reviews",
        parameters=[
            OpenApiParameter("reason", str, enum=ReviewReason.values),
            OpenApiParameter("category", str, enum=CATEGORIES),
            OpenApiParameter("mine", bool, description="Only tickets that are assigned to oneself."),
            OpenApiParameter("judged", bool, description="Those judged, instead of those that wait."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.ReviewPageShape,
        summary="List the conversations that wait for a review",
        description="The most urgent reason first. `waiting`, `mine` and `categories` count without filters.",
    )
    def get(self, request: Request) -> Response:
        query = ReviewQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        values = query.validated_data
        page = paginate(
            selectors.items(
                actor=self.actor,
                reason=values["reason"],
                category=values["category"],
                is_mine=values["mine"],
                is_judged=values["judged"],
            ),
            order=("rank", "-since", "conversation_id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        counts = selectors.counts(actor=self.actor)
        return Response(
            {
                "results": [review_row_json(item) for item in page.rows],
                "next": page.next,
                "waiting": sum(counts.values()),
                "mine": sum(selectors.counts(actor=self.actor, is_mine=True).values()),
                "categories": [{"category": name, "count": count} for name, count in counts.items()],
            }
        )


class ReviewView(ApiView):
    """One conversation under review."""

    scope = "assistant"
    also_reads = ("tickets", "people", "kb")

    @extend_schema(
        operation_id="assistant_review",
        responses=shapes.ReviewShape,
        summary="Get a conversation under review",
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(_review(self.actor, number))


class VerdictView(ApiView):
    """What one says of the answer."""

    scope = "assistant"
    also_reads = ("tickets", "people", "kb")

    @extend_schema(
        operation_id="assistant_review_judge",
        request=VerdictInput,
        responses=shapes.ReviewShape,
        summary="Judge an answer of the assistant",
        description="The conversation leaves the queue until it gets a new reason.",
    )
    def put(self, request: Request, number: int) -> Response:
        values = checked_change(VerdictInput(data=request.data), request)
        verdict_save(
            actor=self.actor,
            ticket_id=number,
            kind=values["verdict"],
            why=values["why"],
            is_for_tests=values["is_for_tests"],
            now=clock.now(),
        )
        return Response(_review(self.actor, number))

    @extend_schema(
        operation_id="assistant_review_undo",
        request=None,
        responses={200: shapes.ReviewShape},
        summary="Take a verdict back",
        description="Within 30 days; it no longer counts, and the conversation waits again.",
    )
    def delete(self, request: Request, number: int) -> Response:
        verdict_undo(actor=self.actor, ticket_id=number, now=clock.now())
        return Response(_review(self.actor, number))


class DraftRejectionView(ApiView):
    """A draft that an agent rejects, and why."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_copilot_draft_reject",
        request=DraftRejectionInput,
        responses=shapes.RejectedDraftShape,
        summary="Reject a suggested reply",
        description="The reason teaches the confidence and counts for the category's autonomy.",
    )
    def post(self, request: Request, number: int) -> Response:
        values = checked_change(DraftRejectionInput(data=request.data), request)
        row = draft_reject(
            actor=self.actor,
            ticket_id=number,
            draft_id=values["id"],
            reason=values["reason"],
            note=values["note"],
            now=clock.now(),
        )
        return Response({"id": row.pk, "reason": row.reason, "note": row.note})

"""Endpoints that merge tickets and take merges back."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.idempotency import idempotent
from core.api.requests import integer_of, values_of
from core.api.shapes import IdName, Shape, page_of
from core.api.views import ApiView
from core.errors import Invalid
from people.policy import require
from tickets import services
from tickets.api.shapes import TicketRowShape
from tickets.merge_rules import Refusal
from tickets.models import AuthorKind, TicketMerge, Visibility
from tickets.rendering import row_json, stamp
from tickets.selectors import merging
from tickets.services.timeline import preview_of

REASONS = ("same_person", "same_company", "same_code", "same_thread", "alike", "linked")
REFUSALS = ("same", "merged", "void", "brand", "company", "chat", "visitor", "finished")


class TicketMergeInput(serializers.Serializer[Any]):
    """The ticket that becomes part of this one."""

    locals()["source"] = serializers.IntegerField(min_value=1)


class RefusalShape(Shape):
    """Why two tickets cannot be merged."""

    reason = serializers.ChoiceField(choices=REFUSALS)
    message = serializers.CharField()
    may_link = serializers.BooleanField(help_text="Whether linking them is what helps instead.")


class MergeCandidateShape(Shape):
    """A ticket that may be about the same."""

    ticket = TicketRowShape()
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=REASONS))
    refusal = RefusalShape(allow_null=True)


class ReadShape(Shape):
    """A message as the target would show it."""

    id = serializers.IntegerField()
    author = serializers.CharField()
    author_kind = serializers.ChoiceField(choices=AuthorKind.choices)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    preview = serializers.CharField()
    created_at = serializers.DateTimeField()
    comes = serializers.BooleanField(help_text="Whether the merge brings it.")


class CopiedShape(Shape):
    """Somebody who gets replies by email."""

    name = serializers.CharField()
    address = serializers.CharField()


class TicketMergePreviewShape(Shape):
    """What a merge would do; nothing has happened yet."""

    locals()["source"] = TicketRowShape()
    target = TicketRowShape()
    refusal = RefusalShape(allow_null=True)
    reads = ReadShape(many=True, help_text="The newest messages of both, in order.")
    messages = serializers.IntegerField()
    notes = serializers.IntegerField()
    files = serializers.IntegerField()
    copies = CopiedShape(many=True, help_text="Who gets replies in copy already.")
    joins = CopiedShape(many=True, help_text="Who gets them from then on.")
    shows = serializers.ListField(
        child=serializers.CharField(), help_text="Whose words the requester of the target will read."
    )
    loses_channel = serializers.BooleanField(help_text="Answers no longer go where the source was written.")
    since = serializers.DateTimeField(help_text="From when the first reply counts.")
    scheduled = serializers.IntegerField(help_text="Scheduled replies that move with it and go on waiting.")
    held = serializers.IntegerField(help_text="Scheduled replies of either that become drafts again.")
    drafts = serializers.IntegerField(help_text="Drafts that move with it.")
    has_rated = serializers.BooleanField(help_text="It was rated: no other survey is sent.")


class TicketNumberShape(Shape):
    """A ticket in short."""

    number = serializers.IntegerField()
    subject = serializers.CharField()


class TicketMergeShape(Shape):
    """A merge that holds."""

    id = serializers.IntegerField()
    locals()["source"] = TicketNumberShape()
    target = TicketNumberShape()
    by = IdName(allow_null=True)
    made_at = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text="Until when it can be undone.")
    can_undo = serializers.BooleanField()


class MergedShape(Shape):
    """The ticket that both are now; `undo` is a token for `POST /undo`."""

    ticket = TicketRowShape()
    merge = TicketMergeShape()
    undo = serializers.UUIDField()


class UnmergedTicketsShape(Shape):
    """The two tickets that they are again."""

    locals()["source"] = TicketRowShape()
    target = TicketRowShape()


def refusal_json(refusal: Refusal | None) -> dict[str, Any] | None:
    """Why two tickets cannot be merged, or None."""
    if refusal is None:
        return None
    return {"reason": refusal.reason, "message": refusal.message, "may_link": refusal.may_link}


def merge_json(merge: TicketMerge) -> dict[str, Any]:
    """A merge that holds."""
    until, source, target = merging.undoable_until(merge), merge.source, merge.target
    return {
        "id": merge.pk,
        "source": {"number": source.pk, "subject": source.subject},
        "target": {"number": target.pk, "subject": target.subject},
        "by": {"id": merge.by.pk, "name": merge.by.name} if merge.by is not None else None,
        "made_at": stamp(merge.made_at),
        "until": stamp(until),
        "can_undo": clock.now() <= until and target.merged_into_id is None,
    }


def preview_json(found: merging.MergePreview) -> dict[str, Any]:
    """What a merge would do."""
    people = {name: getattr(found, name) for name in ("copies", "joins")}
    plain = (
        "messages",
        "notes",
        "files",
        "shows",
        "loses_channel",
        "scheduled",
        "held",
        "drafts",
        "has_rated",
    )
    return {
        "source": row_json(found.source),
        "target": row_json(found.target),
        "refusal": refusal_json(found.refusal),
        "reads": [
            {
                "id": one.entry.pk,
                "author": one.entry.author_name,
                "author_kind": one.entry.author_kind,
                "visibility": one.entry.visibility,
                "preview": preview_of(one.entry.body_text),
                "created_at": stamp(one.entry.created_at),
                "comes": one.comes,
            }
            for one in found.reads
        ],
        "since": stamp(found.since),
        **{
            name: [{"name": who, "address": address} for who, address in some]
            for name, some in people.items()
        },
        **{name: getattr(found, name) for name in plain},
    }


class CandidatesView(ApiView):
    """The tickets that may be about the same as this one."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_merge_candidates",
        parameters=[
            OpenApiParameter("q", str, description="A number or words, instead of what seems likely.")
        ],
        responses=page_of(MergeCandidateShape),
    )
    def get(self, request: Request, number: int) -> Response:
        require(self.actor, "ticket.merge")
        found = merging.merge_candidates(
            actor=self.actor, ticket_id=number, text=request.query_params.get("q", ""), now=clock.now()
        )
        results = [
            {
                "ticket": row_json(one.ticket),
                "reasons": one.reasons,
                "refusal": refusal_json(one.refusal),
            }
            for one in found
        ]
        return Response({"results": results, "next": None})


class PreviewView(ApiView):
    """What merging another ticket into this one would do."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_merge_preview",
        parameters=[OpenApiParameter("source", int, required=True)],
        responses=TicketMergePreviewShape,
    )
    def get(self, request: Request, number: int) -> Response:
        require(self.actor, "ticket.merge")
        source_id = integer_of(request, "source")
        if source_id is None:
            raise Invalid("Say which ticket in source.", errors={"source": ["Required."]})
        found = merging.merge_preview(actor=self.actor, source_id=source_id, target_id=number)
        return Response(preview_json(found))


class MergesView(ApiView):
    """The merges of a ticket that hold, and a new one."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="tickets_merges", responses=page_of(TicketMergeShape))
    def get(self, request: Request, number: int) -> Response:
        rows = merging.merges_of(actor=self.actor, ticket_id=number)
        return Response({"results": [merge_json(row) for row in rows], "next": None})

    @extend_schema(operation_id="tickets_merge", request=TicketMergeInput, responses=MergedShape)
    def post(self, request: Request, number: int) -> Response:
        def merge() -> Response:
            source_id = values_of(TicketMergeInput, request.data)["source"]
            done, token = services.ticket_merge_with_undo(
                actor=self.actor, source_id=source_id, target_id=number, now=clock.now()
            )
            row = merging.merge_get(actor=self.actor, merge_id=done.pk)
            body = {"ticket": merging.row_of(self.actor, number), "merge": merge_json(row)}
            return Response(body | {"undo": token})

        return idempotent(request, self.actor, merge)


class UnmergeView(ApiView):
    """Take a merge back."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_unmerge", request=None, responses=UnmergedTicketsShape)
    def post(self, request: Request, merge_id: int) -> Response:
        done = services.ticket_unmerge(actor=self.actor, merge_id=merge_id, now=clock.now())
        return Response(
            {
                "source": merging.row_of(self.actor, done.source_id),
                "target": merging.row_of(self.actor, done.target_id),
            }
        )

"""Endpoints of side conversations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.fields import ChoiceField
from core.api.idempotency import idempotent
from core.api.requests import values_of
from core.api.shapes import IdName, Shape, page_of
from core.api.views import ApiView
from tickets import services
from tickets.api.entry_shapes import AttachmentShape, DeliveryShape, RedactionMarkShape
from tickets.models import AuthorKind, SideConversation, TimelineEntry
from tickets.rendering import attachment_json, stamp
from tickets.selectors.sides import SideShown, sides_of
from tickets.side_entries import Side


class SideMessageShape(Shape):
    """One message of a side conversation."""

    id = serializers.IntegerField(help_text="The entry, for a redaction or a decision about its delivery.")
    is_ours = serializers.BooleanField()
    author = serializers.CharField()
    address = serializers.CharField(help_text="Empty for ours.")
    is_other = serializers.BooleanField(help_text="Written by somebody whom nobody had asked.")
    is_authentic = serializers.BooleanField(help_text="Whether a mail server vouches for its sender.")
    automatic = serializers.CharField(help_text="What kind of program wrote it; empty for a person.")
    body_html = serializers.CharField()
    body_text = serializers.CharField()
    created_at = serializers.DateTimeField()
    delivery = DeliveryShape()
    attachments = AttachmentShape(many=True)
    redactions = RedactionMarkShape(many=True)


class SideConversationShape(Shape):
    """A question to a third party, out of the customer's sight, with its newest messages in order."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    people = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=SideConversation.State.choices)
    is_unread = serializers.BooleanField()
    is_answered = serializers.BooleanField(help_text="Whether the last word is theirs.")
    written_by = IdName(allow_null=True)
    created_at = serializers.DateTimeField()
    last_message_at = serializers.DateTimeField()
    messages = SideMessageShape(many=True)


class SideTextInput(serializers.Serializer[Any]):
    """What to write to a third party."""

    body = serializers.CharField(max_length=400_000, allow_blank=True)
    body_format = ChoiceField(choices=["text", "html"], default="text")
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)
    client_id = serializers.CharField(
        max_length=100, default="", allow_blank=True, help_text="A repeated send with it sends once."
    )


class SideInput(SideTextInput):
    """A question to somebody outside; they see what stands here, and nothing of the ticket."""

    to = serializers.ListField(child=serializers.CharField(max_length=254), min_length=1, max_length=10)
    subject = serializers.CharField(max_length=300)


class SideStateInput(serializers.Serializer[Any]):
    """Whether an answer is still wanted."""

    state = ChoiceField(choices=SideConversation.State.choices)


def side_json(shown: SideShown) -> dict[str, Any]:
    """A side conversation with its messages."""
    side, by = shown.side, shown.side.written_by
    return {
        "id": side.pk,
        "subject": side.subject,
        "people": list(side.people),
        "state": side.state,
        "is_unread": side.is_unread,
        "is_answered": side.is_answered,
        "written_by": {"id": by.pk, "name": by.name} if by is not None else None,
        "created_at": stamp(side.created_at),
        "last_message_at": stamp(side.last_message_at),
        "messages": [_message_json(entry, shown) for entry in shown.entries],
    }


def _message_json(entry: TimelineEntry, shown: SideShown) -> dict[str, Any]:
    told = Side.of(entry.payload)
    return {
        "id": entry.pk,
        "is_ours": entry.author_kind != AuthorKind.SYSTEM,
        "author": entry.author_name,
        "address": told.mail.from_ if told.mail is not None else "",
        "is_other": told.is_other,
        "is_authentic": told.mail is not None and told.mail.is_authentic,
        "automatic": told.automatic,
        "body_html": entry.body_html,
        "body_text": entry.body_text,
        "created_at": stamp(entry.created_at),
        "delivery": {"state": entry.delivery_state, "detail": entry.delivery_detail},
        "attachments": [attachment_json(file) for file in shown.files if file.entry_id == entry.pk],
        "redactions": entry.redactions or [],
    }


def _text_of(values: dict[str, Any]) -> services.SideText:
    is_html = values["body_format"] == "html"
    return services.SideText(
        body_html=values["body"] if is_html else "",
        body_text="" if is_html else values["body"],
        attachment_ids=[str(value) for value in values.get("attachment_ids", [])],
        key=values["client_id"],
    )


class _SideView(ApiView):
    """What answers with one side conversation."""

    scope = "tickets"

    def shown(self, number: int, side_id: int, status: int = 200) -> Response:
        (found,) = sides_of(actor=self.actor, ticket_id=number, side_id=side_id)
        return Response(side_json(found), status=status)


class SidesView(_SideView):
    """The side conversations of a ticket."""

    takes_key = True

    @extend_schema(operation_id="tickets_sides_list", responses=page_of(SideConversationShape))
    def get(self, request: Request, number: int) -> Response:
        found = sides_of(actor=self.actor, ticket_id=number)
        return Response({"results": [side_json(one) for one in found], "next": None})

    @extend_schema(
        operation_id="tickets_sides_create", request=SideInput, responses={201: SideConversationShape}
    )
    def post(self, request: Request, number: int) -> Response:
        def create() -> Response:
            values = values_of(SideInput, request.data)
            side = services.side_open(
                actor=self.actor,
                ticket_id=number,
                people=values["to"],
                subject=values["subject"],
                text=_text_of(values),
                now=clock.now(),
            )
            return self.shown(number, side.pk, status=201)

        return idempotent(request, self.actor, create)


class SideView(_SideView):
    """One side conversation."""

    @extend_schema(
        operation_id="tickets_sides_update", request=SideStateInput, responses=SideConversationShape
    )
    def patch(self, request: Request, number: int, side_id: int) -> Response:
        values = values_of(SideStateInput, request.data)
        services.side_set_state(
            actor=self.actor, ticket_id=number, side_id=side_id, state=values["state"], now=clock.now()
        )
        return self.shown(number, side_id)


class SideMessagesView(_SideView):
    """The messages of a side conversation."""

    takes_key = True

    @extend_schema(
        operation_id="tickets_sides_write", request=SideTextInput, responses={201: SideConversationShape}
    )
    def post(self, request: Request, number: int, side_id: int) -> Response:
        def create() -> Response:
            values = values_of(SideTextInput, request.data)
            services.side_write(
                actor=self.actor, ticket_id=number, side_id=side_id, text=_text_of(values), now=clock.now()
            )
            return self.shown(number, side_id, status=201)

        return idempotent(request, self.actor, create)


class SideReadView(_SideView):
    """What came in a side conversation has been seen."""

    @extend_schema(operation_id="tickets_sides_read", request=None, responses=SideConversationShape)
    def post(self, request: Request, number: int, side_id: int) -> Response:
        services.side_read(actor=self.actor, ticket_id=number, side_id=side_id, now=clock.now())
        return self.shown(number, side_id)

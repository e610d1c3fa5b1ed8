"""Endpoints that block the sender of a ticket."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import values_of
from core.api.shapes import Shape
from core.api.views import ApiView
from people.api.blocking import BlockedShape, blocked_json
from tickets import services
from tickets.services.blocking import Sender


class BlockInput(serializers.Serializer[Any]):
    """Whether the ticket is marked as spam too."""

    marks_spam = serializers.BooleanField(required=False, default=False)


class BlockRefusalShape(Shape):
    """Why somebody cannot be blocked."""

    reason = serializers.ChoiceField(choices=["colleague", "own_domain"])
    message = serializers.CharField()


class SenderShape(Shape):
    """Who wrote a ticket, and what blocking them means."""

    contact = BlockedShape()
    is_blocked = serializers.BooleanField()
    addresses = serializers.ListField(
        child=serializers.CharField(), help_text="Mail from these is held back."
    )
    refusal = BlockRefusalShape(allow_null=True)
    others = serializers.IntegerField(help_text="Their other open tickets in sight, which stay as they are.")


def sender_json(sender: Sender) -> dict[str, Any]:
    """Who wrote a ticket."""
    refusal = sender.refusal
    return {
        "contact": blocked_json(sender.contact),
        "is_blocked": sender.contact.is_blocked,
        "addresses": sender.addresses,
        "refusal": {"reason": refusal.data["reason"], "message": refusal.message} if refusal else None,
        "others": sender.others,
    }


class SenderView(ApiView):
    """The sender of a ticket."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_sender", responses=SenderShape)
    def get(self, request: Request, number: int) -> Response:
        return Response(sender_json(services.sender_preview(actor=self.actor, ticket_id=number)))


class SenderBlockView(ApiView):
    """Block the sender of a ticket."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_block_sender", request=BlockInput, responses=SenderShape)
    def post(self, request: Request, number: int) -> Response:
        values = values_of(BlockInput, request.data)
        sender = services.sender_block(
            actor=self.actor, ticket_id=number, marks_spam=values["marks_spam"], now=clock.now()
        )
        return Response(sender_json(sender))

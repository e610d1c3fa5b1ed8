"""Endpoints of replies that wait for their time."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import Actor
from core.api.idempotency import idempotent
from core.api.requests import values_of
from core.api.shapes import IdName, Shape, page_of
from core.api.views import ApiView
from tickets import selectors, services
from tickets.api.entry_shapes import AttachmentShape
from tickets.api.serializers import ScheduleInput
from tickets.models import ScheduledReply
from tickets.rendering import attachment_json, stamp


class ScheduledReplyShape(Shape):
    """A reply that waits for its time; nothing of it has reached the customer."""

    id = serializers.UUIDField()
    author = IdName()
    body_html = serializers.CharField()
    send_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    is_mine = serializers.BooleanField()
    attachments = AttachmentShape(many=True, help_text="Its author sees them until it is sent.")


def scheduled_json(actor: Actor, row: ScheduledReply) -> dict[str, Any]:
    """A reply that waits."""
    return {
        "id": str(row.public_id),
        "author": {"id": row.user_id, "name": row.user.name},
        "body_html": row.body_html,
        "send_at": stamp(row.send_at),
        "created_at": stamp(row.created_at),
        "is_mine": row.user_id == actor.user_id,
        "attachments": [
            attachment_json(file)
            for file in selectors.files_waiting(actor=actor, ids=row.options["attachment_ids"])
        ],
    }


class ScheduledRepliesView(ApiView):
    """The replies of a ticket that wait for their time."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="tickets_scheduled_list", responses=page_of(ScheduledReplyShape))
    def get(self, request: Request, number: int) -> Response:
        rows = selectors.scheduled_replies(actor=self.actor, ticket_id=number)
        return Response({"results": [scheduled_json(self.actor, row) for row in rows], "next": None})

    @extend_schema(
        operation_id="tickets_scheduled_create", request=ScheduleInput, responses={201: ScheduledReplyShape}
    )
    def post(self, request: Request, number: int) -> Response:
        def create() -> Response:
            values = values_of(ScheduleInput, request.data)
            is_html, macro_id = values["body_format"] == "html", values.get("macro_id")
            row = services.reply_schedule(
                actor=self.actor,
                ticket_id=number,
                body_html=values["body"] if is_html else "",
                body_text="" if is_html else values["body"],
                send_at=values["send_at"],
                seen_entry_id=values.get("seen_entry_id"),
                status=values.get("status") or None,
                attachment_ids=[str(value) for value in values.get("attachment_ids", [])],
                cc=values.get("cc"),
                macro=(
                    None
                    if macro_id is None
                    else services.MacroReply(macro_id, dict(values.get("actions", {})))
                ),
                now=clock.now(),
            )
            return Response(scheduled_json(self.actor, row), status=201)

        return idempotent(request, self.actor, create)


class ScheduledReplyView(ApiView):
    """One reply that waits for its time."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_scheduled_cancel", responses={204: None})
    def delete(self, request: Request, number: int, scheduled_id: str) -> Response:
        services.reply_unschedule(
            actor=self.actor, ticket_id=number, public_id=str(scheduled_id), now=clock.now()
        )
        return Response(status=204)

"""Endpoints of the one reply to all incidents of a problem."""

from collections import Counter
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import Actor
from core.api.fields import ChoiceField
from core.api.idempotency import idempotent
from core.api.messages import MessageShape
from core.api.requests import values_of
from core.api.shapes import IdName, Shape, page_of
from core.api.views import ApiView
from tickets import services
from tickets.api.shapes import TicketRowShape
from tickets.channels import CHANNEL_CHOICES, Way
from tickets.models import IncidentReply, ProblemReply, Status, Ticket
from tickets.rendering import row_json, stamp
from tickets.selectors import incidents


class IncidentShape(TicketRowShape):
    """An open incident, and the newest message of it."""

    seen_entry_id = serializers.IntegerField(
        help_text="Send it back: what comes after it holds the reply back."
    )


class WayCountShape(Shape):
    """How many of them are answered one way."""

    channel = serializers.ChoiceField(choices=CHANNEL_CHOICES)
    reply_by = serializers.ChoiceField(choices=[way.value for way in Way])
    count = serializers.IntegerField()


class IncidentsShape(page_of(IncidentShape)):  # type: ignore[misc]  # its base is made by a function
    """The open incidents of a problem that the caller may see."""

    channels = WayCountShape(many=True)
    most = serializers.IntegerField(help_text="To how many of them one reply may go.")


class ChosenIncident(serializers.Serializer[Any]):
    """An incident that gets the reply."""

    number = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    seen_entry_id = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, required=False, allow_null=True, help_text="Now without it."
    )


class ProblemReplyInput(serializers.Serializer[Any]):
    """One reply to several incidents of a problem."""

    body = serializers.CharField(max_length=400_000)
    body_format = ChoiceField(choices=["text", "html"], default="text")
    incidents = ChosenIncident(many=True, required=False, help_text="All that are open without it.")
    status = serializers.CharField(
        max_length=10, required=False, allow_null=True, help_text="Of each incident that gets it."
    )
    problem_status = serializers.CharField(max_length=10, required=False, allow_null=True)


class NotSentShape(Shape):
    """An incident that did not get the reply."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=[IncidentReply.State.HELD, IncidentReply.State.FAILED])
    reason = serializers.CharField()
    reason_message = MessageShape(allow_null=True)


class IncidentCountsShape(Shape):
    """How many incidents the reply has reached, and not."""

    waiting = serializers.IntegerField()
    sent = serializers.IntegerField()
    held = serializers.IntegerField()
    failed = serializers.IntegerField()


class ProblemReplyShape(Shape):
    """A reply to the incidents of a problem, and what became of it."""

    id = serializers.UUIDField()
    author = IdName()
    is_mine = serializers.BooleanField()
    body_html = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices, allow_blank=True)
    problem_status = serializers.ChoiceField(choices=Status.choices, allow_blank=True)
    state = serializers.ChoiceField(choices=ProblemReply.State.choices)
    send_at = serializers.DateTimeField(help_text="Until then its author can take it back.")
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    counts = IncidentCountsShape()
    not_sent = NotSentShape(many=True, help_text="Only incidents that the caller may see.")


def incident_json(ticket: Ticket) -> dict[str, Any]:
    """An open incident."""
    return row_json(ticket) | {"seen_entry_id": ticket.last_public_entry_id}


def replies_json(actor: Actor, replies: list[ProblemReply]) -> list[dict[str, Any]]:
    """Replies to incidents, with what became of them."""
    counts, failures = incidents.counts_of(replies), incidents.not_sent(actor=actor, replies=replies)
    return [
        {
            "id": str(reply.public_id),
            "author": {"id": reply.user_id, "name": reply.user.name},
            "is_mine": reply.user_id == actor.user_id,
            "body_html": reply.body_html,
            "status": reply.incident_status,
            "problem_status": reply.problem_status,
            "state": reply.state,
            "send_at": stamp(reply.send_at),
            "created_at": stamp(reply.created_at),
            "ended_at": stamp(reply.ended_at),
            "counts": counts[reply.pk],
            "not_sent": failures[reply.pk],
        }
        for reply in replies
    ]


class IncidentsView(ApiView):
    """The open incidents of a problem: who would get a reply."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_incidents", responses=IncidentsShape)
    def get(self, request: Request, number: int) -> Response:
        found = incidents.incidents_shown(actor=self.actor, problem_id=number)
        ways = Counter((ticket.channel, ticket.way.value) for ticket in found)
        return Response(
            {
                "results": [incident_json(ticket) for ticket in found],
                "next": None,
                "channels": [
                    {"channel": channel, "reply_by": way, "count": count}
                    for (channel, way), count in ways.most_common()
                ],
                "most": incidents.MOST_INCIDENTS,
            }
        )


class ProblemRepliesView(ApiView):
    """What was written to all incidents of a problem."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="tickets_incident_replies", responses=page_of(ProblemReplyShape))
    def get(self, request: Request, number: int) -> Response:
        found = incidents.problem_replies(actor=self.actor, problem_id=number)
        return Response({"results": replies_json(self.actor, found), "next": None})

    @extend_schema(
        operation_id="tickets_tell_incidents",
        request=ProblemReplyInput,
        responses={201: ProblemReplyShape},
    )
    def post(self, request: Request, number: int) -> Response:
        def tell() -> Response:
            values = values_of(ProblemReplyInput, request.data)
            is_html, chosen = values["body_format"] == "html", values.get("incidents")
            reply = services.incidents_tell(
                actor=self.actor,
                problem_id=number,
                body_html=values["body"] if is_html else "",
                body_text="" if is_html else values["body"],
                incidents=(
                    None if chosen is None else {one["number"]: one.get("seen_entry_id") for one in chosen}
                ),
                status=values.get("status") or "",
                problem_status=values.get("problem_status") or "",
                now=clock.now(),
            )
            return Response(replies_json(self.actor, [reply])[0], status=201)

        return idempotent(request, self.actor, tell)


class ProblemReplyView(ApiView):
    """One reply to the incidents of a problem."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_untell_incidents", responses={204: None})
    def delete(self, request: Request, number: int, reply_id: str) -> Response:
        services.telling_take_back(
            actor=self.actor, problem_id=number, public_id=str(reply_id), now=clock.now()
        )
        return Response(status=204)

"""The desk as a supervisor sees it: load, presence, and what nobody took."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.shapes import IdName, Shape
from core.api.views import ApiView
from routing import selectors
from routing.api.rendering import lines_json, person_json, worded_json
from routing.api.shapes import RoutingPersonShape, RoutingReasonShape, WordedShape
from routing.selectors import TeamLoad
from tickets.channels import CHANNEL_CHOICES
from tickets.models import Priority, Ticket, Tier
from tickets.rendering import stamp


class LoadTicketShape(Shape):
    """A ticket in short."""

    number = serializers.IntegerField()
    version = serializers.IntegerField(help_text="For `If-Match` of a change.")
    subject = serializers.CharField()
    priority = serializers.ChoiceField(choices=Priority.choices)
    channel = serializers.ChoiceField(choices=CHANNEL_CHOICES)
    tier = serializers.ChoiceField(choices=Tier.choices, allow_blank=True)
    team = IdName(allow_null=True)
    next_due_at = serializers.DateTimeField(allow_null=True)


class LoadPersonShape(RoutingPersonShape):
    """Somebody who takes tickets, with those they have to work on."""

    not_now = WordedShape(
        allow_null=True, help_text="Why their hours or an absence keep them from more; else null."
    )
    tickets = LoadTicketShape(many=True)


class WaitingTicketShape(LoadTicketShape):
    """A ticket that nobody took; `reasons` name people and why they could not."""

    since = serializers.DateTimeField()
    reasons = RoutingReasonShape(many=True)


class TeamLoadShape(Shape):
    """The desk as it stands; the waiting line is in its order."""

    is_dormant = serializers.BooleanField()
    people = LoadPersonShape(many=True)
    waiting = WaitingTicketShape(many=True)


class TeamLoadView(ApiView):
    """The desk as it stands."""

    scope = "routing"
    also_reads = ("tickets", "people")

    @extend_schema(
        operation_id="routing_load",
        responses=TeamLoadShape,
        summary="Get who has how much, and what nobody took",
        description="For who may give work to others; tickets are those that they see.",
    )
    def get(self, request: Request) -> Response:
        return Response(load_json(selectors.team_load(actor=self.actor, now=clock.now())))


def load_json(found: TeamLoad) -> dict[str, Any]:
    """The desk."""
    return {
        "is_dormant": found.is_dormant,
        "people": [
            person_json(person, found.loads.get(person.user.pk, (0, 0)))
            | {
                "not_now": worded_json(why) if (why := found.not_now[person.user.pk]) else None,
                "tickets": [_ticket(ticket) for ticket in found.held.get(person.user.pk, [])],
            }
            for person in found.people
        ],
        "waiting": [
            _ticket(row.ticket) | {"since": stamp(row.since), "reasons": lines_json(row.reasons)}
            for row in found.waiting
        ],
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.pk,
        "version": ticket.version,
        "subject": ticket.subject,
        "priority": ticket.priority,
        "channel": ticket.channel,
        "tier": ticket.tier,
        "team": {"id": ticket.team.pk, "name": ticket.team.name} if ticket.team else None,
        "next_due_at": stamp(ticket.next_due_at),
    }

"""Who has how much, and what nobody took: the desk as a supervisor sees it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from core.actors import Actor
from people.policy import require
from routing.models import Decision
from routing.selectors.availability import availability
from routing.selectors.people import Person, is_dormant, load_of, takers
from routing.selectors.waiting import open_for_work, waiting_tickets
from tickets.models import Ticket
from tickets.selectors import tickets_visible

MAX_HELD = 500


@dataclass(frozen=True)
class Waiting:
    """A ticket that nobody has, and why nobody could take it."""

    ticket: Ticket
    since: datetime
    reasons: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class TeamLoad:
    """
    People with their load as (chat, email), why some take nothing now, and what each has of what the reader
    sees; the waiting line in order.
    """

    is_dormant: bool
    people: list[Person]
    loads: dict[int, tuple[int, int]]
    not_now: dict[int, str]
    held: dict[int, list[Ticket]]
    waiting: list[Waiting]


def team_load(*, actor: Actor, now: datetime) -> TeamLoad:
    """The desk as it stands, for who may give work to others. Raises Forbidden."""
    require(actor, "ticket.assign_others")
    people, there = takers(), availability(now)
    places = waiting_tickets(now=now)
    seen = tickets_visible(actor).present()
    tickets = seen.filter(pk__in=[place.ticket_id for place in places]).with_names().in_bulk()
    why = dict(
        Decision.objects.filter(ticket_id__in=list(tickets), step=Decision.Step.WAITING)
        .order_by("ticket_id", "-id")
        .distinct("ticket_id")
        .values_list("ticket_id", "reasons")
    )
    held: dict[int, list[Ticket]] = {}
    in_work = open_for_work().filter(pk__in=seen.values("pk"), assignee__isnull=False)
    for ticket in in_work.with_names().order_by("priority", "pk")[:MAX_HELD]:
        held.setdefault(ticket.assignee_id or 0, []).append(ticket)
    return TeamLoad(
        is_dormant=is_dormant(people),
        people=people,
        loads=load_of(person.user.pk for person in people),
        not_now={person.user.pk: there.why_not(person.user, person.team_ids) for person in people},
        held=held,
        waiting=[
            Waiting(tickets[place.ticket_id], place.eligible_at, why.get(place.ticket_id, []))
            for place in places
            if place.ticket_id in tickets
        ],
    )


def were_escalated(tickets: Iterable[int]) -> set[int]:
    """Which of these were handed on to somebody else, by a person or by time."""
    rows = Decision.objects.filter(ticket_id__in=list(tickets), step=Decision.Step.ESCALATED)
    return set(rows.values_list("ticket_id", flat=True))

"""Bringing more people to a ticket: they follow it from now on."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from people.models import User
from routing import selectors
from routing.selectors import Person
from tickets.models import Ticket
from tickets.services import ticket_follow

WHO = ("assignee", "team", "lead", "csm", "on_call")


def people_notify(
    ticket: Ticket, who: Iterable[str], people: Sequence[Person], *, now: datetime
) -> list[User]:
    """
    Make the given people follow a ticket; returns those who were found.

    They are told by whoever hears the event that names them (`TicketEscalated`, `PeopleCalled`).
    """
    users = selectors.people_to_tell(ticket, who, people, now=now)
    for user in users:
        ticket_follow(ticket_id=ticket.pk, user_id=user.pk)
    return users

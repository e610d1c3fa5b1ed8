"""Bringing more people to a ticket: they follow it from now on."""

from collections.abc import Iterable
from datetime import datetime

from people.models import Role, User
from people.selectors import internal as everybody
from routing import selectors
from routing.escalation import on_call
from routing.selectors import Person
from tickets.models import Ticket
from tickets.services import ticket_follow

WHO = ("assignee", "team", "lead", "csm", "on_call")


def people_notify(
    ticket: Ticket, who: Iterable[str], people: Iterable[Person], *, now: datetime
) -> list[User]:
    """
    Make the given people follow a ticket; returns those who were found.

    They are told by whoever hears the event that names them (`TicketEscalated`, `PeopleCalled`).
    """
    wanted = set(who)
    found: dict[int, User] = {}
    members = list(people)
    if "assignee" in wanted and ticket.assignee is not None:
        found[ticket.assignee.pk] = ticket.assignee
    if "csm" in wanted and ticket.company is not None and ticket.company.csm is not None:
        found[ticket.company.csm.pk] = ticket.company.csm
    if "team" in wanted:
        found |= {p.user.pk: p.user for p in members if ticket.team_id in p.team_ids}
    if "lead" in wanted:
        leads = [p for p in members if ticket.team_id in p.leads]
        leads = leads or [p for p in members if p.user.role == Role.SUPERVISOR]
        found |= {p.user.pk: p.user for p in leads}
    if "on_call" in wanted:
        turn = on_call(selectors.in_force().preferences.on_call, now)
        user = everybody.user_any(turn) if turn is not None else None
        found |= {user.pk: user} if user is not None else {}
    users = [user for user in found.values() if user.is_active]
    for user in users:
        ticket_follow(ticket_id=ticket.pk, user_id=user.pk)
    return users

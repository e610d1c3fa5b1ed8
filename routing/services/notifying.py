"""Bringing more people to a ticket: they follow it from now on, and their screens say so at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import live
from people.models import Role, User
from people.selectors import internal as everybody
from routing import selectors
from routing.escalation import on_call
from routing.selectors import Person
from tickets.models import Ticket
from tickets.services import ticket_follow

WHO = ("assignee", "team", "lead", "csm", "on_call")


def people_notify(
    ticket: Ticket, who: Iterable[str], people: Iterable[Person], *, why: str, now: datetime
) -> list[User]:
    """Make the given people follow a ticket and tell them why; returns those who were found."""
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
        tell(user.pk, ticket, why)
    return users


def tell(user_id: int, ticket: Ticket, why: str) -> None:
    """A transient notice on a person's screens, sent after the commit."""
    data = {"number": ticket.pk, "subject": ticket.subject, "why": why}
    topic = live.topic_for("user", user_id)
    transaction.on_commit(lambda: live.push(topic=topic, name="routing.notified", data=data), robust=True)

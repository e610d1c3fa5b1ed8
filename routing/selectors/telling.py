"""Whom an escalation or a rule reaches."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from people.answering import can_answer
from people.models import Role, User
from people.selectors import internal as everybody
from routing.escalation import on_call
from routing.selectors.availability import absences
from routing.selectors.people import Person
from routing.selectors.rules import in_force
from tickets.models import Ticket


def people_to_tell(
    ticket: Ticket, who: Iterable[str], people: Sequence[Person], *, now: datetime
) -> list[User]:
    """
    The people behind the words of `who` (assignee, team, lead, csm, on_call), each once.

    Of a team, those who are not absent. The assignee and the CSM are told in any case: it is theirs. Where no
    CSM is known, the lead stands in.
    """
    wanted = set(who)
    csm = csm_of(ticket) if "csm" in wanted else None
    if "csm" in wanted and csm is None:
        wanted.add("lead")
    found: dict[int, User] = {}
    away = absences(now).absent if wanted & {"team", "lead"} else {}
    members = [person for person in people if person.user.pk not in away]
    if "assignee" in wanted and ticket.assignee is not None:
        found[ticket.assignee.pk] = ticket.assignee
    if csm is not None:
        found[csm.pk] = csm
    if "team" in wanted:
        found |= {p.user.pk: p.user for p in members if ticket.team_id in p.team_ids}
    if "lead" in wanted:
        # Where nobody who leads is there, they hear of it when they are back.
        leads = leads_of(ticket.team_id, members) or leads_of(ticket.team_id, people)
        found |= {user.pk: user for user in leads}
    if "on_call" in wanted and (user := on_call_now(now)) is not None:
        found[user.pk] = user
    return [user for user in found.values() if user.is_active]


def csm_of(ticket: Ticket) -> User | None:
    """The CSM of the ticket's company; None where there is none who works here."""
    csm = ticket.company.csm if ticket.company is not None else None
    return csm if csm is not None and csm.is_active else None


def leads_of(team_id: int | None, people: Iterable[Person]) -> list[User]:
    """Who of these people leads a team; the supervisors where nobody does."""
    members = list(people)
    leads = [p.user for p in members if team_id in p.leads]
    return leads or [p.user for p in members if p.user.role == Role.SUPERVISOR]


def on_call_now(now: datetime) -> User | None:
    """Who is on call; whoever has left or cannot answer any more is passed over."""
    rota = in_force().preferences.on_call
    asked = rota.get("people") or []
    able = {user.pk: user for user in everybody.users_active(asked) if can_answer(user)} if asked else {}
    if not able:
        return None
    turn = on_call(rota, now, absences(now).absent, set(asked) - able.keys())
    return able[turn] if turn is not None else None

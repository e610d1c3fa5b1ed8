"""Where an escalation takes a ticket, and whom it reaches; nothing is changed here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from people.answering import why_not_person, why_not_team
from people.models import Role, User
from people.selectors import internal as everybody
from routing import selectors
from routing.assign import choose
from routing.escalation import team_named
from routing.line import must_hand_on
from routing.rules import PRIORITIES, TIERS
from routing.selectors import Person
from routing.services.assigning import need_of
from routing.services.recording import Reasons, line
from routing.wording import say
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

NOTIFY = {
    "notify_assignee": "assignee",
    "notify_team": "team",
    "notify_lead": "lead",
    "notify_csm": "csm",
    "notify_on_call": "on_call",
    "escalate_senior": "lead",
}


@dataclass
class Move:
    """
    What the actions of a step do to a ticket: the fields that change, a line for each, and who is told.

    `is_kept` says that somebody else should have got it, and that whoever has it by choice goes on;
    `stands_in` who does for the CSM, and why.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    reasons: Reasons = field(default_factory=list)
    told: list[User] = field(default_factory=list)
    is_kept: bool = False
    stands_in: str = ""

    def tell(self, *users: User | None) -> None:
        """Add people to those who are told, each once."""
        known = {user.pk for user in self.told}
        self.told += [
            user for user in dict.fromkeys(users) if user and user.is_active and user.pk not in known
        ]


def move_for(ticket: Ticket, actions: Iterable[str], people: Sequence[Person], *, now: datetime) -> Move:
    """
    What a step would do to a ticket now.

    `raise_priority`: one step, unless a person pinned it. `escalate_tier`: the next tier takes over.
    `reassign_*`: the named team, a senior, the CSM or whoever is on call gets it; who has it by their own or
    somebody else's choice keeps it, and both are told. `notify_*` and `escalate_senior`: these people follow;
    what nobody has is then given by `ticket_escalate`. Where no CSM is known, the lead stands in.
    """
    asked = set(actions)
    move = Move()
    if "raise_priority" in asked and not ticket.priority_is_pinned and ticket.priority != PRIORITIES[0]:
        move.changes["priority"] = PRIORITIES[PRIORITIES.index(ticket.priority) - 1]
        move.reasons.append(
            line("Priority", say("from_to", old=ticket.priority, new=move.changes["priority"]))
        )
    if "escalate_tier" in asked and ticket.tier in TIERS[:-1]:
        move.changes |= {"tier": TIERS[TIERS.index(ticket.tier) + 1], "team": None, "assignee": None}
        move.reasons.append(line("Tier", say("from_to", old=ticket.tier, new=move.changes["tier"])))
    if slug := team_named(asked):
        _to_team(move, ticket, slug, people)
    if "reassign_senior" in asked:
        _to_person(move, ticket, _senior(ticket, people, now=now), selectors.leads_of(ticket.team_id, people))
    if asked & {"reassign_csm", "notify_csm"} and selectors.csm_of(ticket) is None:
        _stand_in(move, say("no_csm"))
    if "reassign_csm" in asked:
        _to_csm(move, ticket, people, now=now)
    if "reassign_on_call" in asked:
        turn = selectors.on_call_now(now)
        able = turn if turn and not _why_not(turn, ticket) else None
        _to_person(move, ticket, able, [turn] if turn else [])
    who = [NOTIFY[action] for action in sorted(asked) if action in NOTIFY]
    move.tell(*selectors.people_to_tell(ticket, who, people, now=now))
    return move


def _to_team(move: Move, ticket: Ticket, slug: str, people: Sequence[Person]) -> None:
    team = everybody.team_by_slug(slug)
    if team is None or why_not_team(team):
        move.reasons.append(line("Not reassigned", say("nobody_in_team", team=team.name if team else slug)))
        return
    if ticket.team_id == team.pk:
        return
    if _is_kept(move, ticket):
        move.tell(*selectors.leads_of(team.pk, people))
        return
    move.changes |= {"team": team.pk, "assignee": None}
    if team.tier is not None and ticket.tier != f"T{team.tier}":
        move.changes["tier"] = f"T{team.tier}"
    move.reasons.append(line("Reassigned", _to(team.name, ticket)))
    move.tell(ticket.assignee)


def _to_person(move: Move, ticket: Ticket, user: User | None, others: Sequence[User]) -> None:
    """`others` are told where there is nobody to give it to."""
    if user is None:
        move.reasons.append(line("Not reassigned", say("nobody_free")))
        move.tell(*others)
        return
    if ticket.assignee_id == user.pk:
        move.tell(user)
        return
    if _is_kept(move, ticket):
        move.tell(user)
        return
    move.changes["assignee"] = user.pk
    move.reasons.append(line("Reassigned", _to(user.name, ticket)))
    move.tell(ticket.assignee, user)


def _to_csm(move: Move, ticket: Ticket, people: Sequence[Person], *, now: datetime) -> None:
    """Who would have to hand it on at once does not get it; a lead does."""
    csm = selectors.csm_of(ticket)
    if csm is not None and not _why_not(csm, ticket) and not _would_leave(csm, ticket, now=now):
        _to_person(move, ticket, csm, [])
        return
    if csm is not None:
        _stand_in(move, say("csm_cannot", name=csm.name))
        move.tell(csm)
    own = [person for person in people if ticket.team_id in person.leads]
    lead = _senior(ticket, own, now=now) or _senior(ticket, people, now=now)
    _to_person(move, ticket, lead, selectors.leads_of(ticket.team_id, people))


def _stand_in(move: Move, who: str) -> None:
    move.stands_in = who
    move.reasons.append(line("Instead of the CSM", who))


def _would_leave(user: User, ticket: Ticket, *, now: datetime) -> str:
    return must_hand_on(
        presence=user.presence,
        is_active=user.is_active,
        absence=selectors.absences(now).absence_of(user),
        channel=ticket.channel,
        has_just_returned=False,
    )


def _is_kept(move: Move, ticket: Ticket) -> bool:
    holder = ticket.assignee
    if holder is None or not holder.is_active or not all_tickets.is_held_by_choice(ticket.pk):
        return False
    move.is_kept = True
    move.reasons.append(line("Stays with", say("by_choice", name=holder.name)))
    move.tell(holder)
    return True


def _to(name: str, ticket: Ticket) -> str:
    holder = ticket.assignee
    return say("to_from", name=name, holder=holder.name) if holder else say("to", name=name)


def _senior(ticket: Ticket, people: Sequence[Person], *, now: datetime) -> User | None:
    """The holder, if senior; else the senior who fits best and has room now."""
    senior = [person for person in people if person.leads or person.user.role != Role.AGENT]
    held = next((person.user for person in senior if person.user.pk == ticket.assignee_id), None)
    if held is not None:
        return held
    category = ticket.product_area or ticket.type
    able = selectors.candidates_for(ticket, senior, category=category, now=now)
    state = selectors.remembered(ticket.pk)
    need = need_of(ticket, state, selectors.in_force(), now=now)
    found = choose(need, able).user_id
    return next((person.user for person in senior if person.user.pk == found), None)


def _why_not(user: User, ticket: Ticket) -> str:
    return why_not_person(user, team_id=ticket.team_id, brand_id=ticket.brand_id)

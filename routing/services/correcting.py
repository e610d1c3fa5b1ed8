"""A person says that a decision was wrong: the ticket moves at once, and routing keeps the reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import writes
from core.actors import SYSTEM, Actor
from core.errors import Invalid
from core.events import step
from core.wording import Worded
from people.answering import why_not_team
from people.models import Team
from people.policy import require
from people.selectors import internal as everybody
from routing import selectors
from routing.models import Decision, Feedback
from routing.rules import TIERS
from routing.services.assigning import ticket_assign
from routing.services.recording import ESCALATED, line, newest, one_at_a_time, record, state_of
from routing.services.routing import ticket_route
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.services import TicketMerged, Unanswerable, ticket_set_routing, ticket_update, undo_offer


@dataclass(frozen=True)
class Corrected:
    """The result of a correction; `undo` is a token, or None when nothing moved."""

    feedback: Feedback
    ticket: Ticket
    undo: str | None


@step()
def routing_feedback(
    *, actor: Actor, ticket_id: int, reason: str, team_id: int | None = None, now: datetime
) -> Corrected:
    """
    Take a ticket out of the wrong hands and route it again with the person's feedback.

    Taking it from somebody else requires the right to assign others. Raises TicketMerged, NotFound,
    Forbidden, Invalid for an unknown reason or team.
    """
    require(actor, "routing.feedback")
    one_at_a_time()
    ticket = TicketMerged.check(ticket_selectors.ticket_for_update(actor=actor, ticket_id=ticket_id))
    if reason not in Feedback.Reason.values:
        known = ", ".join(Feedback.Reason.values)
        raise Invalid(f"reason must be one of {known}.", errors={"reason": ["Unknown."]})
    team = find_team(team_id)
    if not ticket.is_open:
        raise Invalid("This ticket is not open any more.", errors={"ticket": ["Not open."]})
    before = values_of(ticket)
    holder = ticket.assignee_id
    feedback = Feedback.objects.create(
        ticket=ticket,
        decision=newest(ticket_id),
        user_id=actor.staff_id,
        holder_id=ticket.assignee_id or actor.staff_id,
        reason=reason,
        team=team,
        created_at=now,
    )
    remember(ticket, actor, reason, team, now=now)
    if reason == Feedback.Reason.NOT_MY_SKILL:
        selectors.forget_records(ticket)
    changes = changes_for(ticket, reason, team)
    label = Worded(str(Feedback.Reason(reason).label), "feedback", feedback=reason)
    said = Worded(f"{actor.name}: {label.lower()}", "corrected", name=actor.name, feedback=reason)
    ticket = ticket_update(actor=actor, ticket_id=ticket_id, changes=changes, reason=label, now=now)
    record(
        ticket,
        Decision.Step.CORRECTED,
        reasons=[line("Corrected", said)],
        text=f"{actor.name} says: {label.lower()}.",
        inputs={"held_by": holder},
        now=now,
    )
    ticket_set_routing(ticket_id=ticket_id, eligible_at=now, reason=label, now=now)
    ticket_route(ticket_id=ticket_id, now=now)
    ticket_assign(ticket_id=ticket_id, now=now)
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    token = undo_offer(actor=actor, ticket_id=ticket_id, old=before, new=values_of(ticket), now=now)
    return Corrected(feedback, ticket, token)


def find_team(team_id: int | None) -> Team | None:
    """The named team. Raises Invalid for an unknown one, Unanswerable for one without agents."""
    if team_id is None:
        return None
    team = everybody.team_find(team_id)
    if team is None:
        raise Invalid("There is no such team.", errors={"team_id": ["Unknown."]})
    if problem := why_not_team(team):
        raise Unanswerable(problem, errors={"team_id": [problem]})
    return team


def values_of(ticket: Ticket) -> dict[str, Any]:
    """The values a correction can change, for undoing it."""
    return {"tier": ticket.tier, "team": ticket.team_id, "assignee": ticket.assignee_id}


def remember(ticket: Ticket, actor: Actor, reason: str, team: Team | None, *, now: datetime) -> None:
    """Record what must not be decided the same way again, and that it waits anew."""
    state = state_of(ticket.pk)
    state.line_since = now
    who = ticket.assignee_id or actor.staff_id
    if reason != Feedback.Reason.WRONG_TIER:
        state.declined_by = sorted({*state.declined_by, who})
    if reason == Feedback.Reason.WRONG_TEAM:
        pinned = {*state.pinned, "team"} if team else {*state.pinned} - {"team"}
        state.pinned = sorted(pinned)
        if ticket.team_id is not None:
            state.refused_teams = sorted({*state.refused_teams, ticket.team_id})
    if reason == Feedback.Reason.WRONG_TIER:
        state.pinned = sorted({*state.pinned, "tier"} - {"team", ESCALATED})
    writes.update(state, ["declined_by", "pinned", "refused_teams", "line_since"])


def changes_for(ticket: Ticket, reason: str, team: Team | None) -> dict[str, Any]:
    """The fields the feedback changes: always the assignee, often the team, sometimes the tier."""
    changes: dict[str, Any] = {"assignee": None}
    if reason == Feedback.Reason.WRONG_TEAM:
        changes["team"] = team.pk if team else None
        if team is not None and team.tier is not None:
            changes["tier"] = f"T{team.tier}"
    elif reason == Feedback.Reason.WRONG_TIER:
        place = TIERS.index(ticket.tier) if ticket.tier in TIERS else 0
        # Most misroutes are too low; from the top tier there is only the way down.
        changes["tier"] = TIERS[place + 1] if place + 1 < len(TIERS) else TIERS[place - 1]
        changes["team"] = team.pk if team else None
    return changes

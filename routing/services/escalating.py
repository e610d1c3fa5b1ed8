"""Escalation: time is running out, so more or other people look at the ticket."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.actors import SYSTEM, Actor
from core.errors import Conflict
from core.events import publish, step
from people.policy import require
from routing import selectors
from routing.escalation import Cause, step_of
from routing.events import TicketEscalated
from routing.models import Decision
from routing.rules import PRIORITIES, TIERS
from routing.services.assigning import ticket_assign
from routing.services.notifying import people_notify
from routing.services.recording import ESCALATED, Reasons, is_known, line, one_at_a_time, record, state_of
from routing.services.routing import ticket_route
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.services import ticket_set_routing, ticket_update

_NOTIFY = {
    "notify_assignee": "assignee",
    "notify_team": "team",
    "notify_lead": "lead",
    "notify_csm": "csm",
    "notify_on_call": "on_call",
    "escalate_senior": "lead",
}


@step()
def ticket_escalate(
    *, ticket_id: int, actions: Iterable[str], why: str, key: str = "", now: datetime
) -> Decision | None:
    """
    Do what a service level asks for when time runs out; each cause escalates once.

    `escalate_senior`: the lead follows, and gets it if nobody has it. `escalate_tier`: the next tier takes
    over, with everything written so far. `raise_priority`: one step, unless a person pinned it. `notify_*`:
    these people follow and are notified. Only a change of tier takes work away from anybody.
    """
    one_at_a_time()
    asked = set(actions)
    if not asked or is_known(key):
        return None
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    if not ticket.is_open or ticket.is_spam or ticket.is_deleted:
        return None
    state = state_of(ticket_id)
    reasons: Reasons = [line("Escalated", why)]
    changes = changes_for(ticket, asked, reasons)
    if "escalate_senior" in asked or "tier" in changes:
        state.is_escalated = True
    if "tier" in changes:
        state.pinned = [name for name in state.pinned if name != "team"] + ["tier"]
        state.pinned = sorted({*state.pinned, ESCALATED})
    state.save(update_fields=["is_escalated", "pinned"])
    if changes:
        ticket = ticket_update(actor=SYSTEM, ticket_id=ticket_id, changes=changes, reason=why, now=now)
    people = selectors.takers()
    who = [_NOTIFY[action] for action in sorted(asked) if action in _NOTIFY]
    told = people_notify(ticket, who, people, now=now)
    reasons += [line("Told", user.name) for user in told]
    decision = record(
        ticket, Decision.Step.ESCALATED, key=key, reasons=reasons, text=text_of(why, reasons), now=now
    )
    publish(
        TicketEscalated(
            ticket_id=ticket_id,
            decision_id=decision.pk,
            notified=[user.pk for user in told],
        )
    )
    if "tier" in changes:
        ticket_set_routing(ticket_id=ticket_id, eligible_at=now, reason=why, now=now)
        ticket_route(ticket_id=ticket_id, now=now)
    if ticket.assignee_id is None:
        ticket_assign(ticket_id=ticket_id, now=now)
    return decision


@step()
def ticket_escalate_on(*, ticket_id: int, cause: Cause, now: datetime) -> Decision | None:
    """
    Take a ticket one step on in the chain of its tier, once for each cause.

    None for a cause that was acted on, a ticket that is not open, and in a team of one.
    """
    one_at_a_time()
    if is_known(cause.key) or selectors.is_dormant(selectors.takers()):
        return None
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    before = selectors.steps_taken(ticket_id)
    actions = step_of(selectors.in_force().preferences.chains, ticket.tier, before)
    return ticket_escalate(ticket_id=ticket_id, actions=actions, why=cause.why, key=cause.key, now=now)


class NothingToEscalate(Conflict):
    """The ticket is not open, nobody else is there, or its tier has no chain."""

    code = "routing.nothing_to_escalate"


@step()
def ticket_ask_escalation(
    *, actor: Actor, ticket_id: int, note: str = "", key: str, now: datetime
) -> Decision:
    """
    A person asks for help with a ticket: it takes the next step of its tier's chain.

    `key` names the request, so that a repetition is the same one. Raises NotFound, Forbidden,
    NothingToEscalate.
    """
    require(actor, "ticket.update")
    one_at_a_time()
    ticket_selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    why = f"{actor.name} asks for help{f': {note.strip()}' if note.strip() else ''}"[:200]
    cause = Cause(f"request:{ticket_id}:{key}", why)
    decision = ticket_escalate_on(ticket_id=ticket_id, cause=cause, now=now) or selectors.decision_of(
        cause.key
    )
    if decision is None:
        raise NothingToEscalate(
            "Nobody was told: the ticket is not open, nobody else answers tickets, or its tier has no chain. "
            "Assign it to somebody, or set a chain in the settings of routing."
        )
    return decision


def changes_for(ticket: Ticket, asked: set[str], reasons: Reasons) -> dict[str, Any]:
    """The fields that the escalation changes; `reasons` gets one line for each."""
    changes: dict[str, Any] = {}
    if "raise_priority" in asked and not ticket.priority_is_pinned and ticket.priority != PRIORITIES[0]:
        changes["priority"] = PRIORITIES[PRIORITIES.index(ticket.priority) - 1]
        reasons.append(line("Priority", f"{ticket.priority} to {changes['priority']}"))
    if "escalate_tier" in asked and ticket.tier in TIERS[:-1]:
        changes |= {"tier": TIERS[TIERS.index(ticket.tier) + 1], "team": None, "assignee": None}
        reasons.append(line("Tier", f"{ticket.tier} to {changes['tier']}"))
    return changes


def text_of(why: str, reasons: Reasons) -> str:
    """The escalation on one line."""
    told = [reason["detail"] for reason in reasons if reason["label"] == "Told"]
    moved = [
        f"{reason['label'].lower()} {reason['detail']}" for reason in reasons[1:] if reason["label"] != "Told"
    ]
    parts = moved + ([f"told {', '.join(told)}"] if told else [])
    return f"Escalated: {why}{'; ' + '; '.join(parts) if parts else ''}."

"""Escalation: time is running out or somebody asks, so more or other people look at the ticket."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core import writes
from core.actors import SYSTEM, Actor
from core.errors import Conflict
from core.events import publish, step
from people.policy import require
from routing import selectors
from routing.escalation import Cause, step_of, team_named
from routing.events import TicketEscalated
from routing.models import Decision
from routing.services.assigning import WORKABLE, ticket_assign, ticket_offer
from routing.services.reassigning import Move, move_for
from routing.services.recording import ESCALATED, Reasons, is_known, line, one_at_a_time, record, state_of
from routing.services.routing import ticket_route
from routing.wording import say
from tickets import selectors as ticket_selectors
from tickets.models import Handler, Ticket
from tickets.services import ticket_at_work, ticket_follow, ticket_set_routing, ticket_update

SAME_REQUEST = timedelta(minutes=2)
"""Within this time, the same person's same words are the same request: a double click, a reload."""


@step()
def ticket_escalate(
    *, ticket_id: int, actions: Iterable[str], why: str, key: str = "", now: datetime
) -> Decision | None:
    """
    Do what a service level or a step of a chain asks for; each cause escalates once.

    What the actions mean is in `move_for`; besides, `escalate_senior` gives a ticket that nobody has, not
    even the assistant, to a senior with room, else to whoever can take it, else it waits ahead of others.
    Only a change of tier and `reassign_*` take work away from anybody, and the latter never what somebody
    has by choice.
    """
    one_at_a_time()
    asked = set(actions)
    if not asked or is_known(key):
        return None
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    if not ticket.is_open or ticket.is_spam or ticket.is_deleted:
        return None
    move = move_for(ticket, asked, selectors.takers(), now=now)
    _remember(ticket_id, asked, move, now=now)
    if move.changes:
        ticket = ticket_update(actor=SYSTEM, ticket_id=ticket_id, changes=move.changes, reason=why, now=now)
    for user in move.told:
        ticket_follow(ticket_id=ticket_id, user_id=user.pk)
    told = [line("Told", user.name) for user in move.told]
    reasons: Reasons = [line("Escalated", why), *move.reasons, *told]
    decision = record(
        ticket, Decision.Step.ESCALATED, key=key, reasons=reasons, text=text_of(why, reasons), now=now
    )
    publish(
        TicketEscalated(
            ticket_id=ticket_id,
            decision_id=decision.pk,
            notified=[user.pk for user in move.told],
        )
    )
    _pass_on(ticket, move, why, seeks_taker="escalate_senior" in asked, now=now)
    return decision


def _remember(ticket_id: int, asked: set[str], move: Move, *, now: datetime) -> None:
    """What later decisions must not take back."""
    state = state_of(ticket_id)
    if asked & {"escalate_senior", "reassign_senior", "reassign_csm"} or "tier" in move.changes:
        state.is_escalated = True
    if "tier" in move.changes:
        state.pinned = sorted({*state.pinned, "tier", ESCALATED} - {"team"})
    if move.changes.get("team"):
        state.pinned = sorted({*state.pinned, "team"})
    if "team" in move.changes:
        state.line_since = now
    writes.update(state, ["is_escalated", "pinned", "line_since"])


def _pass_on(ticket: Ticket, move: Move, why: str, *, seeks_taker: bool, now: datetime) -> None:
    """Into the line, out of it, or to whoever is free."""
    if "team" in move.changes:
        ticket_set_routing(ticket_id=ticket.pk, eligible_at=now, reason=why, now=now)
        ticket_route(ticket_id=ticket.pk, now=now)
    elif move.changes.get("assignee"):
        ticket_set_routing(ticket_id=ticket.pk, eligible_at=None, reason=why, now=now)
    if ticket.assignee_id is not None:
        return
    if seeks_taker and _is_left_lying(ticket, now=now):
        ticket_offer(ticket_id=ticket.pk, why=why, now=now)
    else:
        ticket_assign(ticket_id=ticket.pk, now=now)


def _is_left_lying(ticket: Ticket, *, now: datetime) -> bool:
    """Whether there is work on it, but neither a person, the assistant nor the line has it."""
    if ticket.snoozed_until is not None or ticket.routing_eligible_at is not None:
        return False
    return ticket.status in WORKABLE and not _is_assistants(ticket, now=now)


def _is_assistants(ticket: Ticket, *, now: datetime) -> bool:
    """Whether the assistant has it, or is about to read a message that has just come."""
    if ticket.handler != Handler.NONE:
        return ticket.handler == Handler.ASSISTANT
    hold = timedelta(seconds=selectors.in_force().preferences.hold_for_assistant_seconds)
    return ticket.waiting_since is not None and ticket.waiting_since > now - hold


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

    `key` names the request. The same words of the same person within SAME_REQUEST are the same request, also
    with another key: they get the decision that the first led to. Raises TicketMerged,
    TicketInTrash, NotFound, Forbidden, NothingToEscalate.
    """
    require(actor, "ticket.update")
    one_at_a_time()
    ticket_at_work(actor=actor, ticket_id=ticket_id)
    said, name = note.strip(), actor.name
    why = (say("asks_help_note", name=name, note=said) if said else say("asks_help", name=name)).cut(200)
    made = selectors.request_made(ticket_id=ticket_id, why=why, since=now - SAME_REQUEST)
    if made is not None:
        return made
    cause = Cause(f"request:{ticket_id}:{actor.ref}:{key}", why)
    decision = ticket_escalate_on(ticket_id=ticket_id, cause=cause, now=now) or selectors.decision_of(
        cause.key
    )
    if decision is None:
        raise NothingToEscalate(
            "Nobody was told: the ticket is not open, nobody else answers tickets, or its tier has no chain. "
            "Assign it to somebody, or set a chain in the settings of routing."
        )
    return decision


@dataclass(frozen=True)
class Foreseen:
    """
    What asking for help would do now; `why_not` (not_open, alone, no_chain) says why nothing.

    `step` of `steps` is the place in the chain of the ticket's tier, from 1.
    """

    why_not: str = ""
    step: int = 0
    steps: int = 0
    actions: list[str] = field(default_factory=list)
    move: Move = field(default_factory=Move)
    assignee: str = ""
    team: str = ""


def escalation_foresee(*, actor: Actor, ticket_id: int, now: datetime) -> Foreseen:
    """What `ticket_ask_escalation` would do now; nothing is stored. Raises NotFound, Forbidden."""
    require(actor, "ticket.update")
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    people = selectors.takers()
    if not ticket.is_open or ticket.is_spam or ticket.is_deleted:
        return Foreseen("not_open")
    if selectors.is_dormant(people):
        return Foreseen("alone")
    chains, before = selectors.in_force().preferences.chains, selectors.steps_taken(ticket_id)
    actions = step_of(chains, ticket.tier, before)
    if not actions:
        return Foreseen("no_chain")
    move = move_for(ticket, actions, people, now=now)
    steps = len(chains[ticket.tier or "T1"])
    gets = next((p.user.name for p in people if p.user.pk == move.changes.get("assignee")), "")
    team = selectors.TeamBook().by_slug(team_named(actions)) if move.changes.get("team") else None
    return Foreseen(
        "", min(before + 1, steps), steps, actions, move, assignee=gets, team=team.name if team else ""
    )


def text_of(why: str, reasons: Reasons) -> str:
    """The escalation on one line."""
    told = [reason["detail"] for reason in reasons if reason["label"] == "Told"]
    moved = [
        f"{reason['label'][:1].lower()}{reason['label'][1:]} {reason['detail']}"
        for reason in reasons[1:]
        if reason["label"] != "Told"
    ]
    parts = moved + ([f"told {', '.join(told)}"] if told else [])
    return f"Escalated: {why}{'; ' + '; '.join(parts) if parts else ''}."

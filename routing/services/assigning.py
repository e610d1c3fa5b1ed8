"""Giving tickets to people: one decision at a time, never over anybody's limit or claim."""

from datetime import datetime

from core import writes
from core.actors import SYSTEM
from core.events import step
from core.wording import Worded, message_of, worded
from people import services as people_services
from people.models import Role
from routing import selectors
from routing.assign import Candidate, Choice, Need, choose
from routing.line import is_chat
from routing.models import Decision, TicketRouting
from routing.needs import from_json
from routing.selectors import InForce, Person
from routing.services.recording import (
    Reasons,
    is_known,
    line,
    newest_and_routed,
    one_at_a_time,
    record,
    state_of,
)
from routing.wording import say
from tickets import selectors as ticket_selectors
from tickets.models import Handler, Status, Ticket
from tickets.selectors import internal as all_tickets
from tickets.services import ticket_claim, ticket_set_handler, ticket_set_routing

WORKABLE = (Status.NEW, Status.OPEN)
# After this wait, a ticket that everybody handed back makes another round.
DECLINES_HOLD_SECONDS = 1800


@step()
def ticket_offer(*, ticket_id: int, why: str, key: str = "", now: datetime) -> Decision | None:
    """
    Ask for a person: put the ticket into the waiting line, and give it to somebody who is free.

    `why` becomes the ticket's reason. A ticket that already has a holder stays there. Safe to repeat.
    """
    one_at_a_time()
    if is_known(key):
        return None
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    if not ticket.is_open or ticket.is_spam or ticket.is_deleted:
        return None
    state = state_of(ticket_id)
    if why:
        state.why, state.why_message = why[:120], message_of(why)
    since = ticket.routing_eligible_at or now
    if ticket.assignee_id is None:
        state.line_since = since
    writes.update(state, ["why", "why_message", "line_since"])
    said = why_of(state)
    ticket_set_handler(
        actor=SYSTEM,
        ticket_id=ticket_id,
        handler=Handler.PERSON,
        expected_handlers=[Handler.NONE, Handler.ASSISTANT],
        held=ticket,
        now=now,
    )
    if ticket.assignee_id is not None:
        ticket_set_routing(ticket_id=ticket_id, eligible_at=None, reason=said, held=ticket, now=now)
        return None
    ticket_set_routing(ticket_id=ticket_id, eligible_at=since, reason=said, held=ticket, now=now)
    return _assign(ticket, key=key, state=state, now=now)


@step()
def ticket_assign(*, ticket_id: int, key: str = "", now: datetime) -> Decision | None:
    """
    Give a waiting ticket to the best person who can take it now.

    Returns None if it does not (or no longer) wait, or if nobody can take it: then it stays in the line, and
    the reasons are recorded once.
    """
    one_at_a_time()
    return _assign(ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id), key=key, now=now)


def _assign(
    ticket: Ticket, *, key: str, state: TicketRouting | None = None, now: datetime
) -> Decision | None:
    """`ticket_assign` of a ticket that is locked, and as stored; so is its `state`, if the caller has it."""
    if not waits(ticket):
        return None
    people, force = selectors.takers(), selectors.in_force()
    if not force.preferences.assigns or selectors.is_dormant(people):
        return None
    ticket_id = ticket.pk
    state = state or state_of(ticket_id)
    need = need_of(ticket, state, force, now=now)
    candidates = selectors.candidates_for(
        ticket,
        people,
        declined_by=state.declined_by if need.waited < DECLINES_HOLD_SECONDS else (),
        category=ticket.product_area or ticket.type,
        now=now,
    )
    choice = choose(need, seniors_first(state, need, candidates, people))
    if choice.user_id is None:
        note_waiting(ticket, choice, key=key, now=now)
        return None
    ticket = ticket_claim(
        actor=SYSTEM,
        ticket_id=ticket_id,
        user_id=choice.user_id,
        reason=sentence(choice),
        held=ticket,
        now=now,
    )
    people_services.assignment_note(user_id=choice.user_id, now=now)
    reason = short_reason(state, choice)
    ticket_set_routing(ticket_id=ticket_id, eligible_at=None, reason=reason, held=ticket, now=now)
    state.previous_id = choice.user_id
    writes.update(state, ["previous"])
    last, routed = newest_and_routed(ticket.pk)
    return record(
        ticket,
        Decision.Step.ASSIGNED,
        key=key,
        is_held=True,
        before=last,
        reasons=[*reasons_in(routed), *reasons_of(state, choice)],
        text=Worded(
            f"Assigned to {choice.name}: {', '.join(choice.reasons)}.",
            "assigned_to", name=choice.name, reasons=list(choice.reasons),
        ),
        inputs={"waited_seconds": round(need.waited), "refused": refusals(choice)},
        now=now,
    )  # fmt: skip


def waits(ticket: Ticket) -> bool:
    """Whether the ticket is in the waiting line."""
    is_free = ticket.assignee_id is None and ticket.handler != Handler.ASSISTANT
    is_present = not ticket.is_spam and not ticket.is_deleted and ticket.snoozed_until is None
    return is_free and is_present and ticket.status in WORKABLE and ticket.routing_eligible_at is not None


def need_of(ticket: Ticket, state: TicketRouting, force: InForce, *, now: datetime) -> Need:
    """What the ticket requires after its wait so far."""
    waited = (now - ticket.routing_eligible_at).total_seconds() if ticket.routing_eligible_at else 0.0
    return Need(
        requirements=from_json(state.requirements),
        waited=max(waited, 0.0),
        relax_after=float(force.preferences.relax_after_seconds),
        previous_user_id=state.previous_id or selectors.earlier_holder(ticket),
    )


def seniors_first(
    state: TicketRouting, need: Need, candidates: list[Candidate], people: list[Person]
) -> list[Candidate]:
    """For an escalated ticket only leads and supervisors, if one of them can take it."""
    if not state.is_escalated:
        return candidates
    senior = {person.user.pk for person in people if person.leads or person.user.role != Role.AGENT}
    found = [candidate for candidate in candidates if candidate.user_id in senior]
    return found if choose(need, found).user_id is not None else candidates


def note_waiting(ticket: Ticket, choice: Choice, *, key: str, now: datetime) -> None:
    """Record, once per stretch of waiting, why nobody could take it."""
    last, routed = newest_and_routed(ticket.pk)
    if last is not None and last.step == Decision.Step.WAITING:
        return
    reasons = [*reasons_in(routed), *(line(name, why) for name, why in refusals(choice).items())]
    record(
        ticket,
        Decision.Step.WAITING,
        key=key,
        is_held=True,
        before=last,
        reasons=reasons,
        text=say("waiting_in", team=ticket.team.name) if ticket.team else say("waiting"),
        now=now,
    )


def refusals(choice: Choice) -> dict[str, str]:
    """Why others did not get it, by name."""
    return {refusal.name: refusal.reason for refusal in choice.refused[:12]}


def reasons_in(decision: Decision | None) -> Reasons:
    """The reasons of a decision on which another builds."""
    return list(decision.reasons) if decision else []


def reasons_of(state: TicketRouting, choice: Choice) -> Reasons:
    """Why a person has it, and why this one in particular."""
    found = [line("Why a person", why_of(state))] if state.why else []
    return found + [line("Why you", reason) for reason in choice.reasons]


def why_of(state: TicketRouting) -> str:
    """Why a person was asked for."""
    return worded(state.why, state.why_message)


def short_reason(state: TicketRouting, choice: Choice) -> str:
    """Why a person has it, and why this one, on one line."""
    text = ". ".join(part for part in (state.why, sentence(choice)) if part)
    return Worded(text, "assigned", why=why_of(state), reasons=list(choice.reasons))


def sentence(choice: Choice) -> str:
    """The reasons for a choice on one line."""
    text = ", ".join(choice.reasons)
    return Worded(text[:1].upper() + text[1:], "assigned", why="", reasons=list(choice.reasons))


def queue_drain(*, now: datetime, limit: int = 200) -> int:
    """
    Give waiting tickets to people who are free, in the order of the line; returns how many were assigned.

    Each in its own transaction, so that a person's claim never waits for the whole line.
    """
    places = selectors.waiting_tickets(now=now)[:limit]
    tickets = all_tickets.tickets().in_bulk([place.ticket_id for place in places])
    pools: dict[tuple[str, int, int | None], set[int]] = {}
    room = selectors.room_now(now)
    found = 0
    for place in places:
        ticket = tickets.get(place.ticket_id)
        if ticket is None or not room:
            continue
        kind = (ticket.tier, ticket.brand_id, ticket.team_id)
        if kind not in pools:
            pools[kind] = selectors.pool_of_teams(ticket)
        # Nobody is free in these teams: skip the lock and the expensive look.
        if not room.in_teams(pools[kind], is_chat=is_chat(ticket.channel)):
            continue
        if ticket_assign(ticket_id=ticket.pk, now=now) is not None:
            found += 1
            room = selectors.room_now(now)
    return found

"""What all decisions share: one at a time, recorded with reasons, shown in the timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from core import writes
from core.actors import SYSTEM
from core.events import publish
from core.reads import Read
from core.wording import message_of
from routing.events import TicketRouted
from routing.models import Decision, TicketRouting
from tickets.entries import RoutingStep
from tickets.models import Ticket
from tickets.services import timeline_append

# An arbitrary number, as long as nothing else locks the same one.
_LOCK = 0x43_61_6E_64_6F_72
Reasons = list[dict[str, Any]]
ESCALATED = "escalated"
"""Stands beside `tier` in what is pinned when an escalation set the tier, and no person."""
_STATES = Read(TicketRouting.objects.all, ())
_DECISIONS = Read(Decision.objects.all, ())
_KEYS = Read(Decision.objects.all, ("key",))


def one_at_a_time() -> None:
    """
    Wait until no other decision is being made; holds until the end of this transaction.

    Taken before any ticket's lock, so that two assigners can neither give one ticket away twice, nor fill one
    place twice, nor deadlock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def is_known(key: str) -> bool:
    """Whether this cause has already led to a decision."""
    return bool(key) and _KEYS.first(Q(key=key)) is not None


def state_of(ticket_id: int) -> TicketRouting:
    """What routing remembers about a ticket."""
    state: TicketRouting | None = _STATES.first(Q(ticket_id=ticket_id))
    if state is None:
        state = TicketRouting(ticket_id=ticket_id)
        if not writes.insert_new(state):
            # Somebody else was first.
            return TicketRouting.objects.get(ticket_id=ticket_id)
    return state


def newest(ticket_id: int, *steps: str) -> Decision | None:
    """The newest decision about a ticket, limited to these steps if any are given."""
    about = Q(ticket_id=ticket_id) & (Q(step__in=steps) if steps else Q())
    found: Decision | None = _DECISIONS.first(about, order=("-id",))
    return found


def newest_and_routed(ticket_id: int) -> tuple[Decision | None, Decision | None]:
    """The newest decision about a ticket, and the newest about where it belongs."""
    last = newest(ticket_id)
    is_same = last is None or last.step == Decision.Step.ROUTED
    return last, last if is_same else newest(ticket_id, Decision.Step.ROUTED)


def record(
    ticket: Ticket,
    step: str,
    *,
    reasons: Sequence[dict[str, Any]],
    key: str = "",
    text: str = "",
    is_held: bool = False,
    before: Decision | None = None,
    now: datetime,
    **values: Any,
) -> Decision:
    """
    Store a decision and publish it; with `text` it also gets a timeline entry.

    `is_held` says that the caller has locked the ticket, and that it is as stored. Anything missing from
    `values` (rule, score) is carried over from `before`, the previous decision, which is read if not given.
    """
    before = before or newest(ticket.pk)
    if before is not None:
        for name in ("rule", "rule_key", "rules_version", "score"):
            values.setdefault(name, getattr(before, name))
    decision = Decision(
        ticket=ticket,
        step=step,
        key=key[:100],
        tier=ticket.tier,
        priority=ticket.priority,
        team_id=ticket.team_id,
        assignee_id=ticket.assignee_id,
        reasons=list(reasons),
        created_at=now,
        **values,
    )
    writes.insert(decision)
    if text:
        timeline_append(
            actor=SYSTEM,
            ticket_id=ticket.pk,
            step=RoutingStep(step, decision.pk, list(reasons), message_of(text)),
            body_text=text,
            held=ticket if is_held else None,
            now=now,
        )
    publish(TicketRouted(ticket_id=ticket.pk, decision_id=decision.pk, step=step))
    return decision


def line(label: str, detail: str) -> dict[str, Any]:
    """One reason; `message` says the same for other languages, where its words are ours."""
    return {"label": str(label), "detail": str(detail), "message": message_of(detail)}

"""
The resolution ledger: what becomes of each conversation with the assistant.

Events only mark a conversation as due, which costs those who answer next to nothing; one place,
`conversations_settle`, works out by the clock what its history says and adds the lines that are missing. So
it does not matter in which order events come, how often, or whether a worker was killed between: a line is
added once, by its key.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from assistant import selectors
from assistant.endings import BACK_WITHIN, RESOLVED, Told, told_by
from assistant.models import Conversation, Handoff, LedgerEntry, Outcome, Run, RunState, Signal, State, Why
from assistant.reading.page_after import page_after
from assistant.selectors.history import asked_elsewhere, happenings
from assistant.services.promoting import level_check
from assistant.services.reviewing import review_note
from core import ports, writes
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.failing import words_of
from core.statements import run_numbered
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

logger = logging.getLogger(__name__)

LATER = timedelta(minutes=10)
_SPOKE = (Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.CONFIRMED, Outcome.HANDED_OVER)
CORRECTABLE = (State.CONFIRMED, State.VERIFIED, State.ASSUMED, State.ABANDONED, State.CAME_BACK)


_CONVERSATION, _TICKET = Conversation._meta.db_table, Ticket._meta.db_table
_DUE_AFTER = (
    f"UPDATE {_CONVERSATION} SET due_at = %s WHERE ticket_id = %s OR ticket_id IN"  # noqa: S608 (names of our own)
    f" (SELECT told.ticket_id FROM {_CONVERSATION} AS told JOIN {_TICKET} AS ticket"
    " ON ticket.id = told.ticket_id WHERE told.state = ANY(%s::text[]) AND told.ended_at >= %s"
    f" AND ticket.requester_id = (SELECT requester_id FROM {_TICKET} WHERE id = %s)) RETURNING 1"
)


def run_note(run: Run, *, now: datetime) -> None:
    """A run has ended: its conversation is due, and so are those that its customer thought were solved."""
    if run.outcome in _SPOKE:
        conversation_begin(ticket_id=run.ticket_id, now=now)
    resolved = [str(state) for state in RESOLVED]
    run_numbered(_DUE_AFTER, [now, run.ticket_id, resolved, now - BACK_WITHIN, run.ticket_id])


def conversation_begin(*, ticket_id: int, now: datetime) -> None:
    """The assistant has spoken in a ticket, or handed it over: from now on it has a place in the ledger."""
    row = Conversation(ticket_id=ticket_id, began_at=now, due_at=now)
    writes.insert_or_change(row, on="ticket", names=("due_at",))


def conversations_touch(*, ticket_ids: Iterable[int], now: datetime) -> int:
    """Something happened in these tickets: look at those of them that the ledger knows; returns how many."""
    return _due(Q(pk__in=list(ticket_ids)), now=now)


def conversations_follow(*, ticket_ids: Iterable[int], now: datetime) -> None:
    """What was said moved between these tickets: if the ledger knows one of them, it looks at all."""
    ids = sorted(ticket_ids)
    if Conversation.objects.filter(pk__in=ids).exists():
        for ticket_id in ids:
            conversation_begin(ticket_id=ticket_id, now=now)


def _due(which: Q, *, now: datetime) -> int:
    return Conversation.objects.filter(which).update(due_at=now)


def conversations_settle(*, now: datetime, limit: int = 200) -> int:
    """Work out the conversations that are due; returns how many. Safe to repeat, and side by side."""
    due = Conversation.objects.filter(due_at__lte=now).order_by("due_at")
    ids = list(due.values_list("pk", flat=True)[:limit])
    for ticket_id in ids:
        try:
            conversation_settle(ticket_id=ticket_id, now=now)
        except Exception as error:
            # One that fails must not hold up the others for ever.
            logger.exception("A conversation could not be settled", extra={"why": words_of(error)})
            Conversation.objects.filter(pk=ticket_id).update(due_at=now + LATER)
    return len(ids)


@transaction.atomic
def conversation_settle(*, ticket_id: int, now: datetime) -> bool:
    """
    Add the lines of a conversation that its history says and the ledger lacks; whether it did anything.

    The row is locked from before the history is read, so that whatever happens meanwhile marks it again.
    """
    locked = Conversation.objects.select_for_update(skip_locked=True)
    row = locked.filter(pk=ticket_id, due_at__lte=now).first()
    if row is None:
        return False
    ticket = all_tickets.ticket_find(ticket_id)
    if ticket is None:
        return False
    told = _told(ticket, now=now)
    added = _add(row, told, now=now)
    _project(row, ticket, told)
    row.save()
    review_note(row, told, now=now)
    if any(one.state == State.CAME_BACK for one in added):
        level_check(category=row.category, ticket_id=ticket_id, now=now)
    return True


def _told(ticket: Ticket, *, now: datetime) -> Told:
    history = happenings(ticket.pk)
    told = told_by(history, now=now)
    answer = told.answer
    is_new = answer is not None and told.state in (State.VERIFIED, State.ASSUMED)
    if (
        is_new
        and answer is not None
        and not LedgerEntry.objects.filter(
            conversation=ticket.pk, ref_id=answer.ref, state__in=RESOLVED
        ).exists()
    ):
        # The customer's page is forgotten some day: what it showed is kept, and only that.
        shown = page_after(ports.session_context(ticket.pk), answered_at=answer.at)
        if shown is not None and told.ended_at is not None and shown.at < told.ended_at:
            Signal.objects.get_or_create(
                ticket=ticket,
                answer_entry_id=answer.ref,
                defaults={
                    "kind": Signal.Kind.FAILS_ON if shown.has_failed else Signal.Kind.WORKS,
                    "label": shown.label,
                    "at": shown.at,
                },
            )
            history = happenings(ticket.pk)
            told = told_by(history, now=now)
    elsewhere = list(asked_elsewhere(ticket, told, now=now))
    return told_by([*history, *elsewhere], now=now) if elsewhere else told


def _add(row: Conversation, told: Told, *, now: datetime) -> list[LedgerEntry]:
    """The lines that are missing; one more where something told late has changed how it ended."""
    known = list(LedgerEntry.objects.filter(conversation=row).order_by("pk"))
    keys = {entry.key for entry in known}
    last = known[-1] if known else None
    added: list[LedgerEntry] = []
    for one in told.endings:
        if one.key in keys:
            continue
        entry = LedgerEntry.objects.create(
            conversation=row,
            key=one.key,
            state=one.state,
            why=one.why,
            at=one.at,
            ref_id=one.ref,
            takes_back=last if one.state == State.CAME_BACK else None,
            recorded_at=now,
        )
        added.append(entry)
        last = entry
    if last is not None and last.state != told.state:
        LedgerEntry.objects.create(
            conversation=row,
            key=f"late:{last.pk}",
            state=told.state,
            why=Why.LATE,
            at=now,
            takes_back=last,
            recorded_at=now,
        )
    return added


def _project(row: Conversation, ticket: Ticket, told: Told) -> None:
    """What the entries come to, for lists and figures."""
    triage = selectors.newest_triage(ticket)
    row.brand_id, row.channel = ticket.brand_id, ticket.channel
    row.category = (triage.value("type") if triage is not None else "") or ticket.type
    row.began_at = ticket.created_at
    row.is_ours, row.state = told.is_ours, told.state
    row.ended_at, row.due_at = told.ended_at, told.due_at
    row.has_come_back = any(one.state == State.CAME_BACK for one in told.endings)
    row.has_been_solved = any(one.state in RESOLVED for one in told.endings)
    if told.answer is not None:
        row.answer_entry_id, row.confidence = told.answer.ref, told.answer.confidence
        row.engine = _engine_of(told.answer.ref)


def _engine_of(entry_id: int) -> str:
    found = Run.objects.filter(reply_entry_id=entry_id).values_list("engine", flat=True).first()
    return found or ""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many conversations were worked out again, and the tickets whose state differed."""

    looked_at: int
    differing: tuple[int, ...]


def ledger_recompute(*, now: datetime, apply: bool = False) -> Recomputed:
    """
    Work out every conversation anew from its history and compare it with what the ledger says.

    With `apply`, what is missing is added; nothing is ever removed.
    """
    spoke = Run.objects.filter(state=RunState.DONE, outcome__in=_SPOKE).values_list("ticket_id", flat=True)
    handed = Handoff.objects.values_list("ticket_id", flat=True)
    ids = sorted({*spoke.distinct(), *handed.distinct(), *Conversation.objects.values_list("pk", flat=True)})
    differing = [ticket_id for ticket_id in ids if _differs(ticket_id, now=now, apply=apply)]
    return Recomputed(len(ids), tuple(differing))


def _differs(ticket_id: int, *, now: datetime, apply: bool) -> bool:
    ticket = all_tickets.ticket_find(ticket_id)
    if ticket is None:
        return False
    told = _told_again(ticket, now=now)
    row = Conversation.objects.filter(pk=ticket_id).first()
    if row is None and not told.is_ours:
        return False
    stored = list(LedgerEntry.objects.filter(conversation=ticket_id).values_list("key", flat=True))
    is_same = (
        row is not None
        and (row.state, row.is_ours) == (told.state, told.is_ours)
        and {one.key for one in told.endings} <= set(stored)
    )
    if not is_same and apply:
        conversation_begin(ticket_id=ticket_id, now=now)
        conversation_settle(ticket_id=ticket_id, now=now)
    return not is_same


def _told_again(ticket: Ticket, *, now: datetime) -> Told:
    history = happenings(ticket.pk)
    told = told_by(history, now=now)
    return told_by([*history, *asked_elsewhere(ticket, told, now=now)], now=now)


@transaction.atomic
def conversation_correct(
    *, actor: Actor, ticket_id: int, state: str, note: str = "", now: datetime
) -> Sequence[LedgerEntry]:
    """
    Say how a conversation really ended: a new entry with one's name. Returns all its entries.

    Raises Forbidden, NotFound, Invalid for a state that nobody can enter, Conflict for the one that holds.
    """
    require(actor, "assistant.review")
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    if state not in CORRECTABLE:
        raise Invalid(
            "A conversation cannot be corrected to this.",
            errors={"state": [f"One of: {', '.join(CORRECTABLE)}."]},
        )
    row = Conversation.objects.select_for_update().filter(pk=ticket.pk, is_ours=True).first()
    if row is None:
        raise NotFound("The assistant had no part in this ticket.")
    if row.state == state:
        raise Conflict("That is how it ended already.", code="assistant.ends_so_already")
    last = LedgerEntry.objects.filter(conversation=row).order_by("-pk").first()
    LedgerEntry.objects.create(
        conversation=row,
        key=f"corrected:{last.pk if last is not None else 0}",
        state=state,
        why=Why.CORRECTED,
        at=now,
        takes_back=last,
        by_id=actor.staff_id,
        note=note[:500],
        recorded_at=now,
    )
    row.due_at = now
    row.save(update_fields=["due_at"])
    conversation_settle(ticket_id=ticket.pk, now=now)
    return list(LedgerEntry.objects.filter(conversation=row).order_by("pk"))

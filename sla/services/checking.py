"""Checking many tickets together: a publication makes all that are open due in one moment."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core import writes
from core.events import step
from core.reads import Among, Read, padded
from sla import configuration
from sla.models import Clock, ClockEvent, TicketFact, TicketSla
from sla.services.clocking import Known, derived, due_of, is_checked_anew, save_clocks
from sla.services.firing import POSTPONE, facts_on_their_way, is_anything_due, ticket_check
from tickets.selectors import internal as all_tickets
from tickets.services import tickets_set_due

logger = logging.getLogger(__name__)

TOGETHER = 50
FEW = 5
"""So many are as cheap one by one."""


def _free() -> QuerySet[TicketSla]:
    # Who waited here with others' rows in hand could meet a merge, which refreshes two tickets in its order.
    return TicketSla.objects.select_for_update(skip_locked=True)


_STATES = Read(_free, ())
_CLOCKS = Read(Clock.objects.all, ())
_FACTS = Read(TicketFact.objects.all, ())
_EVENTS = Read(ClockEvent.objects.all, ())


def tickets_check(*, ticket_ids: Sequence[int], now: datetime) -> int:
    """
    `ticket_check` of many tickets; returns how many warnings and breaches fired.

    Their clocks are refreshed some at a time in one transaction, and what is due is told ticket by ticket. A
    ticket that fails holds up no other.
    """
    fired = 0
    for start in range(0, len(ticket_ids), TOGETHER):
        some = ticket_ids[start : start + TOGETHER]
        for ticket_id in some if len(some) <= FEW else _left_by_refreshing(some, now=now):
            try:
                fired += ticket_check(ticket_id=ticket_id, now=now)
            except Exception:
                logger.exception("Clock check failed", extra={"ticket_id": ticket_id})
    return fired


def _left_by_refreshing(ticket_ids: Sequence[int], *, now: datetime) -> list[int]:
    """Refresh them; returns which must be checked one by one: all, where that failed."""
    try:
        return clocks_refresh_together(ticket_ids=ticket_ids, now=now)
    except Exception:
        logger.exception("Clocks could not be refreshed together", extra={"ticket_ids": list(ticket_ids)})
        return list(ticket_ids)


@step()
def clocks_refresh_together(*, ticket_ids: Sequence[int], now: datetime) -> list[int]:
    """
    `clocks_refresh` of at most TOGETHER tickets by a few statements for all; fires nothing.

    Returns those that are left to `ticket_check`: something is due to be told, or somebody else is at their
    clocks. Those to which something happened that is still on its way are checked again a little later.
    """
    waiting = facts_on_their_way(ticket_ids, now=now)
    if waiting:
        TicketSla.objects.filter(pk__in=waiting).update(next_check_at=now + POSTPONE)
    wanted = set(ticket_ids) - waiting
    in_force = configuration.current()
    known = _known(wanted)
    results = [derived(one, in_force, now=now) for one in known]
    save_clocks(
        [clock for refreshed, dropped in results for clock in (*refreshed.clocks, *dropped)],
        in_force,
        now=now,
    )
    all_refreshed = [refreshed for refreshed, _ in results]
    changed = [one.state for one in all_refreshed if is_checked_anew(one, now=now)]
    writes.update_many(changed, ["policy", "version", "next_check_at"])
    dues = [due for one in all_refreshed if (due := due_of(one, now=now)) is not None]
    if dues:
        tickets_set_due(dues=dues)
    left = {one.ticket.pk for one in all_refreshed if is_anything_due(one, now=now)}
    done = {one.ticket.pk for one in known} - left
    return [ticket_id for ticket_id in ticket_ids if ticket_id in wanted - done]


def _known(ticket_ids: set[int]) -> list[Known]:
    """What is stored of those whose rows nobody holds, which are locked; five queries."""
    ids = padded(ticket_ids, TOGETHER)
    # The tickets are read under the locks, as `lock_state` says.
    states: list[TicketSla] = _STATES.rows(Q(pk__in=ids), order=("pk",))
    tickets = {ticket.pk: ticket for ticket in all_tickets.NAMED.rows(Q(pk__in=ids))}
    rows = _by(_CLOCKS.rows(Q(ticket_id__in=ids)), "ticket_id")
    facts = _by(_FACTS.rows(Q(ticket_id__in=ids)), "ticket_id")
    of_them = Q(clock_id__in=Among(Clock.objects.all, Q(ticket_id__in=ids)))
    events = _by(_EVENTS.rows(of_them, order=("id",)), "clock_id")
    return [
        Known(state, tickets[state.pk], rows.get(state.pk, []), facts.get(state.pk, []), events)
        for state in states
        if state.pk in tickets
    ]


def _by(rows: Sequence[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found

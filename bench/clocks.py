"""
What routing and the clocks cost: a decision, a claim of due clocks, and new deadlines for open tickets.

`python -m bench.clocks N`, in the environment of a running installation, prints the figures as JSON; all but
the clocks of N open tickets is taken back.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import django

from bench.timing import milliseconds, p50, p95
from tests.system.stack import ROOT, Stack

CLAIMED, DECISIONS, ROUNDS = 500, 60, 30
Note = Callable[..., None]


class ClocksBench:
    """One installation; its worker rests meanwhile only as far as the machine lets it."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note

    def run(self, *, tickets: int) -> None:
        """Measure in a process of its own, with the installation's database."""
        words = [sys.executable, "-m", "bench.clocks", str(tickets)]
        done = subprocess.run(
            words, cwd=ROOT, env=self.stack.env, stdout=subprocess.PIPE, check=True, text=True
        )
        for name, figures in json.loads(done.stdout.splitlines()[-1]).items():
            self.note(name, **figures)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    found = {"claim 500 clocks": claim(), **decide()}
    found |= recompute(int(sys.argv[1]))
    print(json.dumps(found))


class Undone(Exception):
    """Ends a transaction without leaving anything behind."""


def undone(work: Callable[[], Any]) -> Any:
    """The result of work that is taken back."""
    from django.db import transaction

    try:
        with transaction.atomic():
            result = work()
            raise Undone
    except Undone:
        return result


def claim() -> dict[str, float]:
    """Milliseconds of one claim among as many waiting clocks as there are tickets."""
    from django.db import connection

    from core import clock
    from sla.services.firing import checks_claim

    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sla_ticketsla (ticket_id, next_check_at) "
            "SELECT id, %s + id %% 100000 * interval '1 second' FROM tickets_ticket "
            "ON CONFLICT (ticket_id) DO UPDATE SET next_check_at = excluded.next_check_at",
            [now + timedelta(days=1)],
        )
        cursor.execute(
            "UPDATE sla_ticketsla SET next_check_at = %s WHERE ticket_id IN "
            "(SELECT id FROM tickets_ticket ORDER BY id LIMIT %s)",
            [now + timedelta(hours=1), CLAIMED],
        )
        cursor.execute("ANALYZE sla_ticketsla")
    soon = now + timedelta(hours=2)
    counted = undone(lambda: len(checks_claim(now=soon, limit=CLAIMED)))
    assert counted == CLAIMED, counted
    times = [
        undone(lambda: milliseconds(lambda: checks_claim(now=soon, limit=CLAIMED))) for _ in range(ROUNDS)
    ]
    return {"p50": p50(times), "p95": p95(times)}


def decide() -> dict[str, dict[str, float]]:
    """Where a ticket belongs and who gets it, without and with what is written: milliseconds, processor."""
    from core import clock
    from people.models import Presence, Role, User
    from routing.services import ticket_offer, ticket_route
    from tickets.models import Ticket

    now = clock.now()
    for number in range(20):
        User.objects.get_or_create(
            email=f"decider{number}@bench.example",
            defaults={"name": f"Decider {number}", "role": Role.AGENT, "capacity_email": 1000},
        )
    User.objects.filter(email__startswith="decider").update(presence=Presence.ONLINE)
    alive = Ticket.objects.filter(status__in=["new", "open"], is_spam=False, is_deleted=False)
    ids = list(alive.order_by("-pk").values_list("pk", flat=True)[:DECISIONS])
    # All open ones of the synthetic history belong to somebody.
    Ticket.objects.filter(pk__in=ids).update(assignee=None)

    def applied(ticket_id: int) -> None:
        ticket_route(ticket_id=ticket_id, now=now)
        ticket_offer(ticket_id=ticket_id, why="Measured", now=now)

    try:
        return {
            "decision": timed(partial(reached, now=now), ids),
            "decision and what it writes": timed(applied, ids),
        }
    finally:
        User.objects.filter(email__startswith="decider").update(presence=Presence.OFFLINE)


def timed(work: Callable[[int], Any], ids: list[int]) -> dict[str, float]:
    """What `work` takes for each of them, taken back each time."""
    if len(ids) < DECISIONS:
        raise RuntimeError(f"only {len(ids)} open tickets to decide about")
    times, processor = [], []
    for ticket_id in ids:
        before = time.process_time()
        times.append(undone(partial(milliseconds, partial(work, ticket_id))))
        processor.append((time.process_time() - before) * 1000)
    # The first ones also fill caches.
    return {"p50": p50(times[5:]), "p95": p95(times[5:]), "cpu": p50(processor[5:])}


def reached(ticket_id: int, *, now: datetime) -> None:
    """Everything that is read and weighed for one ticket: where it belongs, and who should have it."""
    from core.actors import SYSTEM
    from routing import selectors
    from routing.assign import choose
    from routing.models import TicketRouting
    from routing.rules import groups_of
    from routing.services.assigning import need_of
    from routing.services.routing import decide as route_of
    from tickets.selectors import ticket_for_update

    ticket = ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    state = TicketRouting(ticket_id=ticket_id)
    force, people = selectors.in_force(), selectors.takers()
    facts = selectors.facts_of(ticket, asks=groups_of(force.rules), now=now)
    route_of(
        ticket, state, facts, force, people,
        teams=selectors.TeamBook(), is_held=False, is_first=True, now=now,
    )  # fmt: skip
    need = need_of(ticket, state, force, now=now)
    candidates = selectors.candidates_for(ticket, people, category=ticket.type, now=now)
    if choose(need, candidates).user_id is None:
        raise RuntimeError("nobody could take the ticket")


def recompute(number: int) -> dict[str, dict[str, float]]:
    """New deadlines after each policy got other targets: milliseconds and processor time for one ticket."""
    from core import clock, events
    from core.actors import SYSTEM
    from sla.rendering import policies_json
    from sla.services import policies_replace, ticket_check, ticket_import
    from tickets.models import Ticket

    now = clock.now()
    alive = Ticket.objects.filter(status__in=["new", "open", "pending", "on_hold"])
    ids = list(alive.order_by("-pk").values_list("pk", flat=True)[:number])
    with events.silenced():
        for ticket_id in ids:
            ticket_import(ticket_id=ticket_id, now=now)

    def work() -> tuple[list[float], float]:
        policies = policies_json()
        for target in (target for policy in policies for target in policy["targets"]):
            target["resolution"] = (target["resolution"] or 3600) + 3600
        policies_replace(actor=SYSTEM, data={"results": policies}, now=now)
        before = time.process_time()
        times = [milliseconds(partial(ticket_check, ticket_id=one, now=now)) for one in ids]
        return times, (time.process_time() - before) * 1000 / len(ids)

    times, processor = undone(work)
    return {"recompute a ticket": {"p50": p50(times), "p95": p95(times), "cpu": processor}}


if __name__ == "__main__":
    main()

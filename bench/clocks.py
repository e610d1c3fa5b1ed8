"""
What routing and the clocks cost: a decision, and new deadlines for open tickets after a publication.

`python -m bench.clocks N`, in the environment of a running installation, prints the figures as JSON; all but
the clocks of N open tickets is taken back. What a claim of due clocks costs is in `bench.claiming`.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import Any

import django

from bench.candor import Candor
from bench.timing import WARM_UP, cpu_seconds, milliseconds, p50, p95
from tests.system.stack import ROOT, Stack

DECISIONS, READS, PAUSE = 60, 60, 0.1
REST, AT_REST, REST_WITHIN = 10.0, 0.15, 1800.0
"""Seconds to look at the worker, the share of a core it uses at rest, and how long that may take to come."""
ALONE = 2000
"""As many are recomputed ticket by ticket; more would say the same, later."""
_BEHIND = (
    "SELECT count(*) FROM sla_ticketsla WHERE next_check_at IS NOT NULL"
    " AND version_id IS DISTINCT FROM (SELECT max(id) FROM sla_slaversion)"
)
Note = Callable[..., None]


class ClocksBench:
    """One installation; its worker rests meanwhile only as far as the machine lets it."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note

    def run(self, *, tickets: int) -> None:
        """Measure in a process of its own, with the installation's database."""
        for name, figures in json.loads(self._own(str(tickets)).splitlines()[-1]).items():
            self.note(name, **figures)
        self.publication()

    def publication(self) -> None:
        """The real worker after a publication, and the queue page meanwhile."""
        with closing(Candor(f"http://127.0.0.1:{self.stack.port}", self.stack.token)) as candor:
            self._until_rest()
            at_rest = [milliseconds(candor.list) for _ in range(READS)][WARM_UP:]
            worker = self.stack.child("celery")
            before = cpu_seconds(worker)
            self._own("publish")
            started, meanwhile = time.perf_counter(), []
            tickets = self._behind()
            while self._behind():
                meanwhile.append(milliseconds(candor.list))
                time.sleep(PAUSE)
            took = time.perf_counter() - started
        cpu = (cpu_seconds(worker) - before) * 1000 / tickets
        self.note(f"publication, {tickets} tickets in {took:.0f} s", rate=tickets / took, cpu=cpu)
        ratio = p95(meanwhile) / p95(at_rest)
        self.note("list meanwhile", p50=p50(meanwhile), p95=p95(meanwhile), ratio=ratio, goal=2.0)

    def _until_rest(self) -> None:
        """Let the worker finish what the new tickets have set in motion, such as their figures."""
        worker, deadline = self.stack.child("celery"), time.monotonic() + REST_WITHIN
        while time.monotonic() < deadline:
            before = cpu_seconds(worker)
            time.sleep(REST)
            if cpu_seconds(worker) - before < AT_REST * REST:
                return

    def _behind(self) -> int:
        """How many open tickets have clocks of an earlier version."""
        return int(self.stack.rows(_BEHIND)[0][0])

    def _own(self, *words: str) -> str:
        command = [sys.executable, "-m", "bench.clocks", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.stack.env, stdout=subprocess.PIPE, check=True, text=True
        )
        return done.stdout


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    if sys.argv[1:] == ["publish"]:
        publish()
        return
    print(json.dumps(recompute(int(sys.argv[1])) | decide()))


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
    """
    New deadlines after each policy got other targets, ticket by ticket and as the worker does it.

    Milliseconds and processor time for one ticket; `pg` is the processor time of PostgreSQL for it.
    """
    from django.db import connection

    from core import clock, events
    from sla.services import ticket_check, ticket_import, tickets_check
    from tickets.models import Ticket

    now = clock.now()
    alive = Ticket.objects.filter(status__in=["new", "open", "pending", "on_hold"])
    ids = list(alive.order_by("-pk").values_list("pk", flat=True)[:number])
    with events.silenced():
        for ticket_id in ids:
            ticket_import(ticket_id=ticket_id, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]

    def work(check: Callable[[list[int]], object], chosen: list[int]) -> dict[str, float]:
        publish()
        before, behind = time.process_time(), cpu_seconds(backend)
        took = milliseconds(partial(check, chosen))
        return {
            "p50": took / len(chosen),
            "cpu": (time.process_time() - before) * 1000 / len(chosen),
            "pg": (cpu_seconds(backend) - behind) * 1000 / len(chosen),
        }

    def alone(chosen: list[int]) -> None:
        for ticket_id in chosen:
            ticket_check(ticket_id=ticket_id, now=now)

    def together(chosen: list[int]) -> None:
        tickets_check(ticket_ids=chosen, now=now)

    return {
        "recompute alone": undone(partial(work, alone, ids[:ALONE])),
        "recompute together": undone(partial(work, together, ids)),
    }


def publish() -> None:
    """Give each policy other targets."""
    from core import clock
    from core.actors import SYSTEM
    from sla.rendering import policies_json
    from sla.services import policies_replace

    policies = policies_json()
    for target in (target for policy in policies for target in policy["targets"]):
        target["resolution"] = (target["resolution"] or 3600) + 3600
    policies_replace(actor=SYSTEM, data={"results": policies}, now=clock.now())


if __name__ == "__main__":
    main()

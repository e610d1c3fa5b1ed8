"""
What a dashboard costs, and what a day's news cost the figures, by the number of tickets in the installation.

`python -m bench.insights`, in the environment of a running installation, measures the daily roll-up alone and
prints the figures as JSON: the tickets of the last day (at least the newest 20) worked out anew, then health
and spikes of all.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import django

from bench.timing import cpu_seconds, milliseconds, p50, p95
from tests.system.stack import ROOT, Stack

READS = {
    "dashboard": "insights/figures",
    "dashboard groups": "insights/groups?by=team",
    "dashboard days": "insights/series",
    "dashboard tickets": "insights/tickets?measure=backlog",
}
DAYS, SHIFT = 60, timedelta(hours=8)
"""For so many days everybody was online for a shift, so that utilisation has something to count."""
ROLL_UPS, LEAST = 5, 20
Note = Callable[..., None]


class InsightsBench:
    """One installation, its facts worked out; `note` takes a row of the table."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note

    def run(self, *, rounds: int) -> None:
        """The usual period of each part of a dashboard, without filters, then the roll-up of a day."""
        started = time.perf_counter()
        said = self.stack.manage("insights_rebuild").strip().splitlines()[0]
        print(f"{said}; worked out in {time.perf_counter() - started:.0f} s", flush=True)
        rolled_up = json.loads(self._own().splitlines()[-1])
        web = self.stack.child("gunicorn")
        with self.stack.client() as api:
            for name, path in READS.items():
                read = partial(api.get, path)
                read().raise_for_status()
                before = cpu_seconds(web)
                times = [milliseconds(read) for _ in range(rounds)]
                cpu = (cpu_seconds(web) - before) * 1000 / rounds
                self.note(name, p50=p50(times), p95=p95(times), cpu=cpu)
        for name, figures in rolled_up.items():
            self.note(name, **figures)

    def _own(self) -> str:
        command = [sys.executable, "-m", "bench.insights"]
        done = subprocess.run(
            command, cwd=ROOT, env=self.stack.env, stdout=subprocess.PIPE, check=True, text=True
        )
        return done.stdout


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    from core import clock

    now = clock.now()
    come_and_go(now)
    print(json.dumps(roll_up(now)))


def come_and_go(now: datetime) -> None:
    """What events would have told of shifts; their numbers are below those of real ones."""
    from insights.models import PresenceTurn
    from people.models import Presence, User

    turns = [
        (user_id, presence, now - timedelta(days=day) + after)
        for user_id in User.objects.order_by("pk").values_list("pk", flat=True)
        for day in range(1, DAYS + 1)
        for presence, after in ((Presence.ONLINE, timedelta(0)), (Presence.OFFLINE, SHIFT))
    ]
    PresenceTurn.objects.filter(event_id__lt=0).delete()
    PresenceTurn.objects.bulk_create(
        PresenceTurn(event_id=-number, user_id=user_id, presence=presence, at=at)
        for number, (user_id, presence, at) in enumerate(turns, start=1)
    )


def roll_up(now: datetime) -> dict[str, dict[str, float]]:
    """Several days on: the tickets in which something happened lately, then health and spikes."""
    from insights import services
    from tickets.models import Ticket

    newest = Ticket.objects.order_by("-last_activity_at").values_list("last_activity_at", flat=True)[0]
    lately = Ticket.objects.filter(last_activity_at__gt=newest - timedelta(days=1))
    ids = list(lately.values_list("pk", flat=True))
    if len(ids) < LEAST:
        ids = list(Ticket.objects.order_by("-last_activity_at").values_list("pk", flat=True)[:LEAST])
    whole, each = [], []
    for day in range(ROLL_UPS + 1):
        # Later than the worker's own clock, so that it leaves these alone.
        at = now + timedelta(days=day + 1)
        services.tickets_touch(ticket_ids=ids, now=at)
        facts = milliseconds(partial(_of_tickets, ids, at))
        rest = milliseconds(partial(_of_all, at))
        if day:  # The first warms up.
            whole.append(facts + rest)
            each.append(facts / len(ids))
    return {
        f"roll-up, {len(ids)}": {"p50": p50(whole), "p95": p95(whole)},
        "roll-up a ticket": {"p50": p50(each), "p95": p95(each)},
    }


def _of_tickets(ids: list[int], at: datetime) -> None:
    from insights import services

    for one in ids:
        services.facts_refresh(ticket_id=one, now=at)


def _of_all(at: datetime) -> None:
    from insights import services

    services.health_day_begin(now=at)
    while services.health_settle(now=at):
        pass
    services.spikes_look(now=at)


if __name__ == "__main__":
    main()

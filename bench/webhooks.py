"""
`python -m bench.webhooks`: events a second into the stream, and delivered to two webhooks.

One process, a PostgreSQL of its own (not durable), receivers on loopback that answer at once.
"""

import argparse
import os
import subprocess
import sys
import time
from typing import Any

from helpdesk.scratch import scratch_services

TICKETS = 200


def main() -> None:
    """Start what it needs, and measure in a process that finds it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=4000)
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inner:
        measure(given.events)
        return
    with scratch_services() as found:
        env = os.environ | found | {"DJANGO_SETTINGS_MODULE": "helpdesk.settings", "LOG_LEVEL": "WARNING"}
        again = [sys.executable, "-m", "bench.webhooks", "--inner", "--events", str(given.events)]
        subprocess.run(again, env=env, check=True)


def measure(count: int) -> None:
    """Publish, sequence, deliver; wall and processor seconds of this process for each."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from core import clock
    from core.actors import SYSTEM
    from integrations.webhooks import services
    from integrations.webhooks.services.posting import Postman
    from integrations.webhooks.services.streaming import sequence
    from tests.standins.receiver import Receiver

    with Receiver() as receiver:
        settings.OUTBOUND_ALLOWED_HOSTS = [receiver.host]
        for path in ("/one", "/two"):
            services.webhook_create(actor=SYSTEM, url=receiver.url + path, types=["*"], now=clock.now())
        publish_all(count)
        took = Took()
        while sequence(now=clock.now()):
            pass
        took.tell("sequenced", count)
        postman = Postman()
        took = Took()
        sent = postman.run_until_idle()
        took.tell("delivered (receivers in the same process)", sent)
        postman.stop()
        assert len(receiver.posts) == 2 * count, len(receiver.posts)


def publish_all(count: int) -> None:
    """So many changes, spread over tickets so that none has more than an hour allows."""
    from django.db import transaction

    from core.events import publish, step
    from tickets.events import TicketChanged

    tickets = max(TICKETS, count // 50)
    for start in range(0, count, 100):
        with transaction.atomic(), step():
            for number in range(start, min(start + 100, count)):
                changes: dict[str, list[Any]] = {"priority": ["P3", "P2"]}
                publish(TicketChanged(ticket_id=number % tickets + 1, changes=changes, by_ref="system"))


class Took:
    """Wall and processor time since it was made."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def tell(self, what: str, count: int) -> None:
        """Print how many a second."""
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        each = f"{count / wall:.0f} a second; {cpu / count * 1000:.2f} cpu ms each"
        print(f"{what}: {count} in {wall:.1f} s, {each}")


if __name__ == "__main__":
    main()

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from helpdesk.bulk.writing import tidy_up, write_tickets
from people.models import Brand


class Command(BaseCommand):
    """Make an installation large, to see how it behaves at that size."""

    help = "Add synthetic tickets of the last year with their customers and messages. Nobody is notified."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tickets", type=int, required=True)

    def handle(self, *args: Any, tickets: int, **options: Any) -> None:
        if not 2 <= tickets <= 10_000_000:
            raise CommandError("--tickets is a number from 2 to 10000000.")
        if not Brand.objects.filter(is_default=True).exists():
            raise CommandError("There is no default brand yet. Run manage.py create_owner first.")
        started = monotonic()
        written = write_tickets(count=tickets, now=clock.now())
        tidy_up()
        self.stdout.write(
            f"Tickets {written.first} to {written.last} in {monotonic() - started:.1f} s; "
            f"{written.typical} has 20 messages, {written.long} has 200."
        )

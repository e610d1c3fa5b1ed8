from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assistant.services.resolving import ledger_recompute
from core import clock


class Command(BaseCommand):
    """The resolution ledger, worked out anew from the history of every conversation."""

    help = "Compare the resolution ledger with what the history of all conversations says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="add the entries that are missing")

    def handle(self, *args: Any, **options: Any) -> None:
        done = ledger_recompute(now=clock.now(), apply=options["apply"])
        self.stdout.write(f"{done.looked_at} conversations, {len(done.differing)} differ")
        for ticket_id in done.differing:
            self.stdout.write(f"  #{ticket_id}")

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from insights.services import facts_rebuild


class Command(BaseCommand):
    """The facts behind all measures, worked out anew from the history of every ticket."""

    help = "Work out the facts behind all measures anew from the history of every ticket."

    def handle(self, *args: Any, **options: Any) -> None:
        done = facts_rebuild(now=clock.now())
        self.stdout.write(f"{done.looked_at} tickets, {len(done.differing)} differed")
        for ticket_id in done.differing[:100]:
            self.stdout.write(f"  #{ticket_id}")

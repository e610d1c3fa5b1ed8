from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from demo.loading import is_loaded, load_demo
from demo.people import OWNER, PASSWORD
from people.models import User


class Command(BaseCommand):
    """Fill an empty installation with the demo world; a second run changes nothing."""

    help = "Load two brands, staff, customers, articles and 300 tickets, with times relative to now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="Print nothing.")

    def handle(self, *args: Any, quiet: bool = False, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demo's passwords are known to everybody, so it is never loaded in production."
            )
        if is_loaded():
            self._say("The demo world is loaded already.", quiet)
            return
        if User.objects.exists():
            raise CommandError(
                "There are people in this installation. The demo world needs an empty one: "
                "set CANDOR_HOME to another folder, or DATABASE_URL to an empty database."
            )
        started = monotonic()
        count = load_demo(now=clock.now())
        self._say(
            f"Loaded {count} tickets in {monotonic() - started:.0f} s. Sign in as {OWNER} with {PASSWORD}.",
            quiet,
        )

    def _say(self, text: str, quiet: bool) -> None:
        if not quiet:
            self.stdout.write(text)

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import audit_chain, clock


class Command(BaseCommand):
    """Whether anything of the audit log was changed or taken out."""

    help = (
        "Walk along the seals of the audit log and say whether it is unbroken. Ends with 1 if an entry was"
        " changed, taken out or put in past the program. Note the head that it prints somewhere else: with"
        " --expect, also an end that was cut off shows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--expect", default="", metavar="HEAD", help="a head that was noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        audit_chain.seal_new()
        verdict = audit_chain.verify(now=now, expected=options["expect"].strip().lower())
        if verdict.fault is not None:
            raise CommandError(f"The audit log is broken after {verdict.entries} entries. {verdict.fault}")
        since = f" since {verdict.since:%Y-%m-%d %H:%M} UTC" if verdict.since else ""
        self.stdout.write(f"The audit log is unbroken{since}: {verdict.entries} entries.", self.style.SUCCESS)
        if verdict.erased:
            self.stdout.write(f"{verdict.erased} of them lost a name or words by the erasure of a person.")
        self.stdout.write(f"Head: {verdict.head or 'none yet'}")

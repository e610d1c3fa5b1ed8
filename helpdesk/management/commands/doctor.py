import sys
from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from core import clock
from helpdesk.doctor.api import check_json, worst_of
from helpdesk.doctor.diagnosing import diagnose


class Command(BaseCommand):
    """What is wrong with this installation, and what to do."""

    help = (
        "Say what is wrong with this installation and what to do. Ends with 1 if something is at fault, with"
        " 0 if all is well or there are only warnings."
    )
    # The checks tell of these themselves.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object, as the API gives it")

    def handle(self, *args: Any, **options: Any) -> None:
        found = diagnose()
        state = worst_of(found)
        if options["json"]:
            told = {"state": state, "looked_at": clock.now(), "checks": [check_json(one) for one in found]}
            self.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        else:
            self._told(found)
        if state == "fault":
            sys.exit(1)

    def _told(self, found: list[Any]) -> None:
        styles = {"ok": self.style.SUCCESS, "warning": self.style.WARNING, "fault": self.style.ERROR}
        for one in found:
            self.stdout.write(f"{styles[one.state](one.state.upper()):<8} {one.check}")
            for problem in one.problems:
                self.stdout.write(f"         {problem.said}\n         -> {problem.advice}")

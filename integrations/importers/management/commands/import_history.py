import sys
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from integrations.importers import services
from integrations.importers.models import Import, Issue, Source, State
from integrations.importers.records import KINDS
from people.actors import staff_actor
from people.selectors import internal as everybody


class Command(BaseCommand):
    """Bring an export over without the screen; the same import can be seen and undone there."""

    help = "Import tickets, contacts and companies of another system from its export, and tell nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The export: JSON, JSON lines, CSV, a ZIP, or an mbox.")
        parser.add_argument("--source", required=True, choices=Source.values)
        parser.add_argument("--by", required=True, help="The address of the admin who answers for it.")
        parser.add_argument("--account", default="", help="Tells several accounts of one system apart.")
        parser.add_argument("--brand", default="", help="Id or slug of the brand; the default one without.")
        parser.add_argument("--dry-run", action="store_true", help="Only tell what would come.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = everybody.user_by_email(options["by"].strip())
        if user is None:
            raise CommandError(f"There is nobody of the staff with the address {options['by']}.")
        actor, path = staff_actor(user), options["file"]
        try:
            with path.open("rb") as stream:
                found = services.import_create(
                    actor=actor, name=path.name, stream=stream, source=options["source"],
                    account=options["account"], brand=options["brand"], now=clock.now(),
                )  # fmt: skip
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {path}.") from error
        except DomainError as error:
            raise CommandError(error.message) from error
        found = self._work(found)
        if found.state == State.FAILED:
            raise CommandError(f"The file could not be read: {found.error}")
        for step in ("check",) if options["dry_run"] else ("check", "run"):
            services.import_step(actor=actor, import_id=found.pk, step=step, now=clock.now())
            found = self._work(found)
            self._tell(found, step)
        if options["dry_run"]:
            self.stdout.write(f"Nothing was written: this was a dry run. Its mapping is import {found.pk}.")

    def _work(self, found: Import) -> Import:
        started = monotonic()
        while services.import_work(import_id=found.pk, seconds=5.0):
            found.refresh_from_db()
            tickets = found.tally.get("run", {}).get("ticket", {}).get("new", 0)
            self.stdout.write(f"{found.state}: {tickets:,} tickets in {monotonic() - started:.0f} s")
            sys.stdout.flush()
        found.refresh_from_db()
        self.stdout.write(f"{found.state} after {monotonic() - started:.1f} s")
        return found

    def _tell(self, found: Import, phase: str) -> None:
        for kind in KINDS:
            told = found.tally.get(phase, {}).get(kind, {})
            line = ", ".join(f"{count:,} {name}" for name, count in sorted(told.items()))
            self.stdout.write(f"  {kind:<8} {found.counts.get(kind, 0):>9,} in the export: {line or 'none'}")
        rows = Issue.objects.filter(import_run=found, phase=phase).order_by("pk")
        for row in rows[:20]:
            place = f" {row.file}:{row.line}" if row.line else ""
            self.stdout.write(f"  {row.kind} {row.external_id}{place}: {row.code} {row.detail}".rstrip())
        if rows.count() > 20:
            self.stdout.write(f"  and {rows.count() - 20:,} more, on the screen and in its CSV")

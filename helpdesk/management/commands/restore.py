import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core import audit, clock
from core.actors import SYSTEM
from helpdesk.backup.checking import archive_check, refuse_newer
from helpdesk.backup.failing import BackupError, told
from helpdesk.backup.making import Manifest, file_count
from helpdesk.backup.repeating import Repeat, noted, unknown
from helpdesk.backup.restoring import Difference, restore
from helpdesk.backup.sealing import key_of


class Command(BaseCommand):
    """An archive of `backup`, proven first and compared afterwards."""

    help = (
        "Restore an archive of `backup` into an empty database. All of it is verified before anything is"
        " changed, and compared table by table afterwards; then migrations are applied. Stop web, worker and"
        " scheduler first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the archive")
        parser.add_argument(
            "--key-file", default="", metavar="FILE", help="the key file it was encrypted with"
        )
        parser.add_argument("--check", action="store_true", help="only verify the archive; change nothing")
        parser.add_argument(
            "--replace", action="store_true", help="take the place of what the database holds, which is lost"
        )
        parser.add_argument(
            "--audit-since",
            default="",
            metavar="CSV",
            help="a newer export of the audit log: lists the redactions and erasures to repeat",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            with told():
                key = key_of(passphrase=os.environ.get("BACKUP_PASSPHRASE", ""), file=options["key_file"])
                manifest = archive_check(path=path, key=key)
                self.stdout.write(_described(manifest))
                if options["check"]:
                    refuse_newer(manifest)
                    return
                newer = noted(Path(options["audit_since"])) if options["audit_since"] else []
                found = restore(path=path, key=key, manifest=manifest, replaces=options["replace"])
                self._compared(manifest, found)
        except BackupError as error:
            raise CommandError(str(error)) from error
        # The archive may be of an older version.
        call_command("prepare", verbosity=0)
        repeats = unknown(newer)
        _note(manifest, repeats)
        self._told(manifest, repeats, was_given=bool(options["audit_since"]))
        if found:
            raise CommandError("The restored database is not what the archive says. See above.")

    def _compared(self, manifest: Manifest, found: list[Difference]) -> None:
        if not found:
            self.stdout.write(
                f"Restored. All {len(manifest['tables'])} tables have the rows of the archive, and the first"
                " and last rows of each are the same.",
                self.style.SUCCESS,
            )
        for difference in found:
            self.stdout.write(f"Different: {difference}", self.style.ERROR)

    def _told(self, manifest: Manifest, repeats: list[Repeat], *, was_given: bool) -> None:
        since = manifest["made_at"]
        if not was_given:
            self.stdout.write(
                f"What was redacted or erased after {since} is back. Repeat it: look in a newer export of the"
                " audit log for tickets.redacted and people.person_erased, or restore with --audit-since."
            )
        elif repeats:
            self.stdout.write(f"These {len(repeats)} are back with the data. Repeat them:")
            for repeat in repeats:
                self.stdout.write(f"  {repeat}")
        else:
            self.stdout.write("The export tells of no redaction or erasure that would have to be repeated.")


def _described(manifest: Manifest) -> str:
    rows = sum(one["rows"] for one in manifest["tables"].values())
    text = (
        f"The archive is whole: made {manifest['made_at']}, {len(manifest['tables'])} tables"
        f" with {rows} rows, {file_count(manifest)} files."
    )
    if manifest["absent"]:
        text += f" {len(manifest['absent'])} files that its rows name were not there when it was made."
    return text


def _note(manifest: Manifest, repeats: list[Repeat]) -> None:
    """Say in the audit log that what follows goes on from a backup, and what it brought back."""
    listed = [{"at": one.at.isoformat(), "action": one.action, "target": one.target} for one in repeats]
    audit.record(
        actor=SYSTEM,
        action="helpdesk.backup_restored",
        target="backup",
        now=clock.now(),
        data={"made_at": manifest["made_at"], "to_repeat": listed},
    )

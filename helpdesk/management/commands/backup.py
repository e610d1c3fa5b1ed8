import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from helpdesk.backup.failing import BackupError, told
from helpdesk.backup.making import archive_write, backup_make, file_count, note_made
from helpdesk.backup.sealing import key_of


class Command(BaseCommand):
    """One archive of database and files, while everybody works."""

    help = (
        "Write one archive of the database and of the stored files of the same moment. Nothing has to be"
        " stopped. With BACKUP_PASSPHRASE or --key-file it is encrypted. FIELD_KEYS are not in it:"
        " keep them somewhere else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="a new file, such as candor-2026-03-02.backup; - writes to the output"
        )
        parser.add_argument(
            "--key-file", default="", metavar="FILE", help="encrypt with the bytes of this file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            with told():
                key = key_of(passphrase=os.environ.get("BACKUP_PASSPHRASE", ""), file=options["key_file"])
                if options["file"] == "-":
                    manifest = archive_write(sys.stdout.buffer, key=key, now=now)
                    sys.stdout.buffer.flush()
                    note_made(manifest, now=now)
                else:
                    manifest = backup_make(path=Path(options["file"]).resolve(), key=key, now=now)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(one["rows"] for one in manifest["tables"].values())
        # The output may be the archive.
        self.stderr.write(
            f"Backed up {len(manifest['tables'])} tables with {rows} rows, and {file_count(manifest)} files;"
            f" {'encrypted' if key else 'NOT encrypted'}.",
            self.style.SUCCESS,
        )
        if manifest["absent"]:
            self.stderr.write(
                f"{len(manifest['absent'])} files are named in the database and were not there:"
                f" {', '.join(manifest['absent'][:5])}"
            )

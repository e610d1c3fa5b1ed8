from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import Invalid
from integrations.email.models import Mailbox
from integrations.email.services.importing import Report, mbox_import, survey
from people.actors import staff_actor
from people.selectors import internal as everybody


class Command(BaseCommand):
    """Import a shared mailbox's past; an interrupted run is simply started again."""

    help = "Make tickets of the mails of an mbox file, with their replies, and tell nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The mbox file.")
        parser.add_argument("--mailbox", required=True, help="The address of the mailbox that it comes from.")
        parser.add_argument("--agent", required=True, help="Whose replies the mails from our addresses are.")
        parser.add_argument("--dry-run", action="store_true", help="Only tell what is in the file.")
        parser.add_argument("--every", type=int, default=100, help="Tell the progress after so many mails.")

    def handle(self, *args: Any, **options: Any) -> None:
        mailbox = (
            Mailbox.objects.select_related("brand").filter(address__iexact=options["mailbox"].strip()).first()
        )
        if mailbox is None:
            known = ", ".join(Mailbox.objects.values_list("address", flat=True)) or "none yet"
            raise CommandError(f"There is no mailbox {options['mailbox']}. Mailboxes: {known}.")
        user = everybody.user_by_email(options["agent"].strip())
        if user is None:
            raise CommandError(f"There is nobody of the staff with the address {options['agent']}.")
        path: Path = options["file"]
        try:
            places = survey(path)
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {path}.") from error
        except Invalid as error:
            raise CommandError(error.message) from error
        dated = [place.sent_at for place in places if place.sent_at.timestamp() > 0]
        when = f", from {dated[0]:%Y-%m-%d} to {dated[-1]:%Y-%m-%d}" if dated else ""
        self.stdout.write(f"{len(places):,} mails in {path.name}{when}.")
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
            return
        started = monotonic()
        report = Report()
        found = mbox_import(
            actor=staff_actor(user), mailbox=mailbox, path=path, places=places, now=clock.now()
        )
        for number, latest in enumerate(found, start=1):
            report = latest
            if number % options["every"] == 0:
                rate = number / max(monotonic() - started, 0.001)
                share = number / len(places)
                self.stdout.write(f"{number:,} of {len(places):,} ({share:.0%}), {rate:.0f} a second")
        for end, number in report.ends.most_common():
            self.stdout.write(f"  {number:>8,}  {end}")
        self.stdout.write(f"{len(report.tickets):,} tickets in {monotonic() - started:.0f} s.")

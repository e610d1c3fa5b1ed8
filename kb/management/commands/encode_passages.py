from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.encoding.client import EncoderAway
from kb.services.encoding import columns_in_use, passages_encode


class Command(BaseCommand):
    """Vectors of sentences for all passages now, instead of bit by bit in the background."""

    help = "Encode the passages that still wait for it, and tell how many are done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--status", action="store_true", help="only tell how many are done")

    def handle(self, *args: Any, **options: Any) -> None:
        if not columns_in_use():
            self.stdout.write("No encoder is in use (ENCODERS, AI_ENGINE).")
            return
        try:
            while not options["status"] and (made := passages_encode()):
                if options["verbosity"] > 1:
                    self.stdout.write(f"{made} more")
        except EncoderAway as away:
            self._tell()
            raise CommandError(f"The encoders do not answer. {away} What is done stays done.") from away
        self._tell()

    def _tell(self) -> None:
        for column in columns_in_use():
            passages = column.passages()
            done = passages.filter(**{column.version: column.encoder.version}).count()
            self.stdout.write(f"{column.encoder.key}: {done} of {passages.count()} passages")

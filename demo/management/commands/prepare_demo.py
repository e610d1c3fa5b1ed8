from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from demo.loading import is_loaded
from demo.loading.mail import point_mailboxes
from people.models import User

# Any number that no other lock of ours has.
_LOCK = 7203148


class Command(BaseCommand):
    """
    What `make run` does before it starts; where somebody works already, nothing is loaded.

    It holds the product's `prepare`, since a process of its own would cost every start some seconds.
    """

    help = "Prepare, load the demo world into an empty database, and tell its mailboxes where to send."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--smtp-port", type=int, help="The local server that takes the demo's mail.")

    def handle(self, *args: Any, smtp_port: int | None = None, **options: Any) -> None:
        call_command("prepare", verbosity=options["verbosity"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                if not User.objects.exists():
                    call_command("seed_demo", verbosity=options["verbosity"])
                if smtp_port is not None and is_loaded():
                    point_mailboxes(smtp_port)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from helpdesk.demo.loading.mail import point_mailboxes

# An arbitrary number that none of our other locks uses.
_LOCK = 7203147


class Command(BaseCommand):
    """Bring the database up to date; several processes may ask at once, one of them does it."""

    help = "Apply migrations and, with --demo, load the demo data into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=options["verbosity"])
                if demo and not get_user_model().objects.exists():
                    # All or nothing: a half-filled database would never be filled.
                    with transaction.atomic():
                        call_command("seed_demo", verbosity=options["verbosity"])
                if demo and os.environ.get("DEMO_SMTP_PORT"):
                    point_mailboxes(int(os.environ["DEMO_SMTP_PORT"]))
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

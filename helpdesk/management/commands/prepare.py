import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from helpdesk.demo.loading.mail import point_mailboxes

# Any number that no other lock of ours has.
_LOCK = 7203147


class Command(BaseCommand):
    """Bring the database up to date; several processes may ask at once, one does it."""

    help = "Apply migrations and, with --demo, load the demo data into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                if _waits_for_migrations():
                    call_command("migrate", interactive=False, verbosity=options["verbosity"])
                if demo and not get_user_model().objects.exists():
                    # All or nothing: a half-filled database would not be filled again.
                    with transaction.atomic():
                        call_command("seed_demo", verbosity=options["verbosity"])
                if demo and os.environ.get("DEMO_SMTP_PORT"):
                    point_mailboxes(int(os.environ["DEMO_SMTP_PORT"]))
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _waits_for_migrations() -> bool:
    # `migrate` compares every model with every migration even where there is nothing to do.
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

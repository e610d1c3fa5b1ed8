from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# An arbitrary number that none of our other locks uses.
_LOCK = 7203147


class Command(BaseCommand):
    """Bring the database up to date; several processes may ask at once, one of them does it."""

    help = "Apply migrations."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                if _waits_for_migrations():
                    call_command("migrate", interactive=False, verbosity=options["verbosity"])
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _waits_for_migrations() -> bool:
    # `migrate` compares every model with every migration even where there is nothing to do.
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

"""`manage.py flush`: empties the whole database, including append-only tables, which must allow it."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

_GUARDED = (
    "SELECT tgrelid::regclass::text FROM pg_trigger"
    " WHERE NOT tgisinternal AND right(tgname, 12) = '_not_emptied'"
)


class Command(flush.Command):
    """Removes all data after confirmation."""

    def handle(self, **options: Any) -> None:
        database = options["database"]
        with transaction.atomic(using=database), connections[database].cursor() as cursor:
            cursor.execute(_GUARDED)
            tables = [row[0] for row in cursor.fetchall()]
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            super().handle(**options)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

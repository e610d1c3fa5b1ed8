"""One process at a time for each kind of work on a mailbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Work(IntEnum):
    """The first half of a PostgreSQL advisory lock's key; the second is the mailbox."""

    FETCH = 0x6D61696C
    READ = 0x72656164
    SEND = 0x73656E64


@contextmanager
def mailbox_lock(work: Work, mailbox_id: int) -> Iterator[bool]:
    """Whether this process alone does this work on the mailbox; never waits, and holds it until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [work, mailbox_id])
        is_ours = bool(cursor.fetchone()[0])
    session = connection.connection
    try:
        yield is_ours
    finally:
        # A broken session has lost its lock, and Django may have opened another since.
        if is_ours and connection.connection is session and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [work, mailbox_id])

"""The database backend, as Django finds it by the name of its package."""

import select
import time
from typing import Any

from django_prometheus.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool

ASK_AFTER = 30.0
"""Seconds of rest after which a connection is asked: a network may have dropped it without a word."""


def check(connection: "Connection[Any]") -> None:
    """
    Raise an error for a connection that has ended, without asking PostgreSQL each time.

    A server that goes closes its connections, and then there is something to read, as there never is on one
    that rests.
    """
    now = time.monotonic()
    rested = now - getattr(connection, "candor_checked_at", 0.0)
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLHUP)
    if poll.poll(0) or rested > ASK_AFTER:
        ConnectionPool.check_connection(connection)
    connection.candor_checked_at = now  # type: ignore[attr-defined]  # our mark on the driver's object


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]  # the package has no types
    """One connection of the pool."""

    @property
    def pool(self) -> "ConnectionPool[Any] | None":
        """The pool of this process; None without one."""
        is_new = self.alias not in self._connection_pools
        found: ConnectionPool[Any] | None = super().pool
        if is_new and found is not None and found._check is not None:
            # Django has no setting for it, and passes the driver's own.
            found._check = check
        return found

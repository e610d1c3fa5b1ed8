"""Running SQL of our own on Django's connection, bound and prepared by PostgreSQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connection, connections
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg.types.datetime import TimestamptzLoader


def fetch(sql: str, params: Sequence[Any], *, is_kept: bool = True) -> list[tuple[Any, ...]]:
    """
    Run a statement with parameters bound by PostgreSQL; prepared when it is used often, with `is_kept`.

    It runs on Django's own connection, inside the caller's transaction if there is one.
    """
    with _cursor(is_kept=is_kept) as cursor:
        try:
            cursor.execute(sql, params)
        except NotSupportedError:
            # A migration changed a column under a kept plan; psycopg forgets all plans on this statement.
            if connection.in_atomic_block:
                raise
            cursor.execute("DEALLOCATE ALL")
            cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@contextmanager
def _cursor(*, is_kept: bool) -> Iterator[CursorWrapper]:
    raw: Any = _raw(_Kept if is_kept else _Planned)
    # Django's loader of time stamps is written in Python; the connection's time zone is UTC in any case.
    raw.adapters.register_loader("timestamptz", TimestamptzLoader)
    own = connections[DEFAULT_DB_ALIAS]
    with (_Logged if own.queries_logged else CursorWrapper)(raw, own) as cursor:
        yield cursor


def _raw(kind: type[Any]) -> Any:
    """A cursor of the driver on Django's own connection, which is opened if it has to be."""
    own = connections[DEFAULT_DB_ALIAS]
    own.close_if_health_check_failed()
    own.ensure_connection()
    return kind(own.connection)


def run_numbered(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """
    `fetch` for a long statement without a literal `%` that reads no time stamps: our placeholders are written
    as PostgreSQL numbers them once, where the driver would look for them in each call.
    """
    if connection.queries_logged:
        return fetch(sql, params)
    with CursorWrapper(_raw(_Numbered), connections[DEFAULT_DB_ALIAS]) as cursor:
        cursor.execute(_numbered(sql), params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@lru_cache(maxsize=1000)
def _numbered(sql: str) -> str:
    pieces = sql.split("%s")
    return pieces[0] + "".join(f"${number}{piece}" for number, piece in enumerate(pieces[1:], 1))


class _Logged(CursorDebugWrapper):
    """Logs the statement with its parameters: the driver's own form has none after binding."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        with self.debug_sql(psycopg.ClientCursor(self.cursor.connection).mogrify(sql, params)):
            return CursorWrapper.execute(self, sql, params)


class _Kept(psycopg.Cursor[tuple[Any, ...]]):
    """Prepared by PostgreSQL once it has run a few times on a connection, as `prepare_threshold` says."""


class _Numbered(psycopg.RawCursor[tuple[Any, ...]]):
    """As `_Kept`, with placeholders that PostgreSQL itself understands."""


class _Planned(psycopg.Cursor[tuple[Any, ...]]):
    """Planned anew each time."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> "_Planned":
        super().execute(query, params, **kwargs | {"prepare": False})
        return self

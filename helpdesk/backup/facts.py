"""What a database holds, in figures: the same in the archive and after a restore."""

from collections.abc import Iterator
from typing import TypedDict

from django.db import connection

from integrations.importers.models import Import
from kb.models import ArticleImage
from people.models import PersonRequest
from tickets.models import Attachment

SAMPLED = 200
"""Rows of each end of a table, by its key, that its checksum is made of."""


_READ_AS = {"timezone": "UTC", "datestyle": "ISO", "intervalstyle": "postgres", "bytea_output": "hex"}


class TableFacts(TypedDict):
    """One table: how many rows, and a checksum of the first and the last of them."""

    rows: int
    sample: str


def tables() -> list[str]:
    """The tables of this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE \"C\""
        )
        return [name for (name,) in cursor.fetchall()]


def table_facts() -> dict[str, TableFacts]:
    """Counts and checksums of all tables, in the caller's transaction."""
    found: dict[str, TableFacts] = {}
    with connection.cursor() as cursor:
        # What a row reads as depends on these.
        for name, value in _READ_AS.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        keys = _keys()
        for name in tables():
            sql = _facts_sql(name, keys.get(name, []))
            cursor.execute(sql)
            rows, sample = cursor.fetchone()
            found[name] = {"rows": rows, "sample": sample or ""}
    return found


def _facts_sql(name: str, key: list[str]) -> str:
    quote = connection.ops.quote_name
    table = quote(name)
    line = "encode(sha256(convert_to(t::text, 'UTF8')), 'hex')"
    if key:
        up, down = ", ".join(key), ", ".join(f"{column} DESC" for column in key)
        lines = " UNION ALL ".join(
            f"(SELECT {line} AS line FROM {table} t ORDER BY {order} LIMIT {SAMPLED})"  # noqa: S608 (names of the database itself)
            for order in (up, down)
        )
    else:
        lines = f"SELECT {line} AS line FROM {table} t ORDER BY line LIMIT {SAMPLED}"  # noqa: S608 (as above)
    joined = "string_agg(line, '' ORDER BY line COLLATE \"C\")"
    return (
        f"SELECT (SELECT count(*) FROM {table}),"  # noqa: S608 (as above)
        f" (SELECT encode(sha256(convert_to({joined}, 'UTF8')), 'hex') FROM ({lines}) s)"
    )


def _keys() -> dict[str, list[str]]:
    """The columns of each primary key; text is ordered by bytes, whatever the database's locale."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, a.attcollation <> 0 FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)"
            " WHERE i.indisprimary ORDER BY 1, array_position(i.indkey::int2[], a.attnum)"
        )
        for table, column, is_text in cursor.fetchall():
            quoted = connection.ops.quote_name(column)
            found.setdefault(table, []).append(f'{quoted} COLLATE "C"' if is_text else quoted)
    return found


def stored_paths() -> Iterator[str]:
    """The files below MEDIA_ROOT that rows of this transaction name."""
    seen: set[str] = set()
    for path in _named_paths():
        if path and path not in seen:
            seen.add(path)
            yield path


def _named_paths() -> Iterator[str]:
    yield from Attachment.objects.values_list("path", flat=True).distinct().iterator()
    for image in ArticleImage.objects.only("public_id").iterator():
        yield image.path
    yield from Import.objects.exclude(path="").values_list("path", flat=True)
    yield from PersonRequest.objects.exclude(path="").values_list("path", flat=True)


def migrations() -> list[str]:
    """The migrations that this database has, as `app.name`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]

"""
What was read of an export, sorted: a file of SQLite beside the upload, from which an import runs in batches.

It is made once, whole or not at all, and has nothing that the export does not have. Keys are unique in it,
those of messages in their ticket, so a record that comes twice is one, as it came last; its order is the same
in every run, so that a position means something.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson

from integrations.importers import records
from integrations.importers.records import (
    KINDS,
    Article,
    Company,
    Contact,
    Fault,
    Message,
    Named,
    Placing,
    Record,
    Ticket,
)

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA user_version = 2;
CREATE TABLE record (pos INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL,
    data BLOB NOT NULL, UNIQUE (kind, key));
CREATE TABLE message (pos INTEGER PRIMARY KEY, ticket TEXT NOT NULL, key TEXT NOT NULL,
    at TEXT NOT NULL, author TEXT NOT NULL, files INTEGER NOT NULL, data BLOB NOT NULL,
    UNIQUE (ticket, key));
CREATE TABLE fault (pos INTEGER PRIMARY KEY, code TEXT, file TEXT, line INTEGER, detail TEXT, kind TEXT,
    key TEXT);
CREATE TABLE value (kind TEXT, key TEXT, count INTEGER, PRIMARY KEY (kind, key));
CREATE TABLE address (email TEXT, key TEXT, PRIMARY KEY (email, key));
CREATE TABLE asked (key TEXT PRIMARY KEY);
"""
_INDEXES = """
CREATE INDEX message_by_ticket ON message (ticket, at, pos);
CREATE INDEX record_by_kind ON record (kind, pos);
"""
MAX_FAULTS = 100_000
LONGEST_KEY = 200
"""Of an id; what is remembered of an import has no room for a longer one."""
VERSION = 2


class Stage:
    """An open stage."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def batch(self, kind: str, after: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """The next records of a kind, with their positions."""
        rows = self._sql.execute(
            "SELECT pos, data FROM record WHERE kind = ? AND pos > ? ORDER BY pos LIMIT ?",
            (kind, after, limit),
        )
        return [(pos, orjson.loads(data)) for pos, data in rows]

    def one(self, kind: str, key: str) -> dict[str, Any] | None:
        """A record by its key."""
        row = self._sql.execute("SELECT data FROM record WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def some(self, kind: str, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Records by their keys."""
        return {key: found for key in set(keys) if (found := self.one(kind, key)) is not None}

    def messages(self, ticket: str) -> list[dict[str, Any]]:
        """The messages of a ticket, oldest first."""
        rows = self._sql.execute(
            "SELECT data, key, at FROM message WHERE ticket = ? ORDER BY at, pos", (ticket,)
        )
        return [orjson.loads(data) | {"key": key, "at": at} for data, key, at in rows]

    def earlier(self, email: str, until: int) -> list[dict[str, Any]]:
        """The contacts with this address, up to a position."""
        rows = self._sql.execute(
            "SELECT data FROM record WHERE kind = 'contact' AND pos <= ?"
            " AND key IN (SELECT key FROM address WHERE email = ?)",
            (until, email.lower()),
        )
        return [orjson.loads(data) for (data,) in rows]

    def has_asked(self, key: str) -> bool:
        """Whether somebody is the requester of a ticket."""
        return self._sql.execute("SELECT 1 FROM asked WHERE key = ?", (key,)).fetchone() is not None

    def count(self, kind: str) -> int:
        """How many there are of a kind."""
        if kind == "message":
            return int(self._sql.execute("SELECT count(*) FROM message").fetchone()[0])
        if kind == "file":
            return int(self._sql.execute("SELECT coalesce(sum(files), 0) FROM message").fetchone()[0])
        rows = self._sql.execute("SELECT count(*) FROM record WHERE kind = ?", (kind,))
        return int(rows.fetchone()[0])

    def count_said(self) -> int:
        """How many messages have words."""
        rows = self._sql.execute("SELECT data FROM message")
        return sum(
            1 for (data,) in rows if any(orjson.loads(data)[name].strip() for name in ("html", "text"))
        )

    def orphans(self) -> Iterator[dict[str, Any]]:
        """Messages of tickets that are not in the export."""
        rows = self._sql.execute(
            "SELECT data, key FROM message WHERE ticket NOT IN (SELECT key FROM record WHERE kind = 'ticket')"
        )
        for data, key in rows:
            yield orjson.loads(data) | {"key": key}

    def faults(self) -> list[Fault]:
        """What could not be read, in its order."""
        rows = self._sql.execute(
            "SELECT code, file, line, detail, kind, key FROM fault ORDER BY pos LIMIT ?", (MAX_FAULTS,)
        )
        return [Fault(*row) for row in rows]

    def values(self) -> dict[str, dict[str, int]]:
        """The values that tickets have, by what they are values of, with how many have them."""
        found: dict[str, dict[str, int]] = {}
        for kind, key, count in self._sql.execute(
            "SELECT kind, key, count FROM value ORDER BY count DESC, key"
        ):
            found.setdefault(kind, {})[key] = count
        return found

    def names(self, addresses: Iterable[str]) -> bool:
        """Whether somebody with one of these addresses is in it."""
        return any(
            self._sql.execute("SELECT 1 FROM address WHERE email = ?", (one,)).fetchone() for one in addresses
        )


def is_whole(path: Path) -> bool:
    """Whether a stage is there, and written as this version of us writes it."""
    if not path.is_file():
        return False
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


@contextmanager
def opened(path: Path) -> Iterator[Stage]:
    """A stage to read."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield Stage(connection)


def make(path: Path, found: Iterable[Record], *, has_descriptions: bool) -> None:
    """
    Write a stage; it is at its place when it is whole.

    `has_descriptions`: a message that merely repeats the first one (`…:description`) goes where there
    are others.
    """
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as connection:
        connection.executescript(_TABLES)
        writer = _Writer(connection)
        for record in found:
            writer.add(record)
        connection.executescript(_INDEXES)
        if has_descriptions:
            connection.execute(
                "DELETE FROM message WHERE key = ticket || ':description' AND EXISTS"
                " (SELECT 1 FROM message o WHERE o.ticket = message.ticket AND o.key <> message.key)"
            )
        writer.finish()
        connection.commit()
    half.replace(path)


def _values_of(ticket: dict[str, Any]) -> list[tuple[str, str]]:
    """What a ticket has of each kind that a mapping is for."""
    plain = ("status", "priority", "type", "group", "brand")
    return [
        *((kind, ticket[kind]) for kind in plain),
        ("agent", ticket["assignee"]),
        *(("field", name) for name in ticket["fields"]),
        *(("tag", tag) for tag in ticket["tags"]),
    ]


class _Writer:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def add(self, record: Record) -> None:
        if not isinstance(record, Fault) and len(record.key) > LONGEST_KEY:
            kind = type(record).__name__.lower()
            record = Fault("id_too_long", "", kind=kind if kind in KINDS else "", key=record.key)
        match record:
            case Fault():
                self._fault(record)
            case Named():
                self._put(record.kind, record.key, {"key": record.key, "name": record.name})
            case Message():
                self._message(record)
            case Placing():
                self._place(record)
            case Company():
                self._put("company", record.key, records.dumped(record))
            case Contact():
                self._contact(record)
            case Article():
                self._put("article", record.key, records.dumped(record))
            case Ticket():
                self._ticket(record)

    def finish(self) -> None:
        """Sum up the tickets as they came last."""
        values = Counter[tuple[str, str]]()
        asked = set[str]()
        for (data,) in self._sql.execute("SELECT data FROM record WHERE kind = 'ticket'"):
            ticket = orjson.loads(data)
            asked.add(ticket["requester"])
            values.update(pair for pair in _values_of(ticket) if pair[1])
        rows = [(kind, key, count) for (kind, key), count in values.items()]
        self._sql.executemany("INSERT INTO value VALUES (?, ?, ?)", rows)
        self._sql.executemany("INSERT INTO asked VALUES (?)", [(key,) for key in sorted(asked)])

    def _put(self, kind: str, key: str, data: dict[str, Any]) -> bool:
        """Store a record; the last word counts. False if there was one with its key."""
        body = orjson.dumps(data)
        cursor = self._sql.execute(
            "INSERT OR IGNORE INTO record (kind, key, data) VALUES (?, ?, ?)", (kind, key, body)
        )
        if cursor.rowcount:
            return True
        self._sql.execute("UPDATE record SET data = ? WHERE kind = ? AND key = ?", (body, kind, key))
        return False

    def _contact(self, record: Contact) -> None:
        known = self._sql.execute(
            "SELECT data FROM record WHERE kind = 'contact' AND key = ?", (record.key,)
        ).fetchone()
        data = records.dumped(record)
        if known is not None:
            # Beside a ticket stands less of somebody than in the list of people.
            before = orjson.loads(known[0])
            data = before | {name: value for name, value in data.items() if value}
        self._put("contact", record.key, data)
        if record.email:
            self._sql.execute(
                "INSERT OR IGNORE INTO address VALUES (?, ?)", (record.email.lower(), record.key)
            )

    def _ticket(self, record: Ticket) -> None:
        if not self._put("ticket", record.key, records.dumped(record)):
            self._fault(Fault("twice", "", kind="ticket", key=record.key))

    def _place(self, record: Placing) -> None:
        """A message that had no ticket yet goes to one."""
        known = self._sql.execute(
            "SELECT data FROM message WHERE ticket = '' AND key = ?", (record.key,)
        ).fetchone()
        if known is None:
            return
        data = orjson.loads(known[0])
        if record.doubt:
            data |= {"is_public": False, "doubt": record.doubt}
        self._sql.execute(
            "UPDATE message SET ticket = ?, data = ? WHERE ticket = '' AND key = ?",
            (record.ticket, orjson.dumps(data), record.key),
        )

    def _message(self, record: Message) -> None:
        """Store a message; the last word counts, of each ticket for itself."""
        data = records.dumped(record)
        for name in ("key", "ticket", "at"):
            del data[name]
        row = (record.at, record.author, len(record.files), orjson.dumps(data), record.ticket, record.key)
        cursor = self._sql.execute(
            "UPDATE message SET at = ?, author = ?, files = ?, data = ? WHERE ticket = ? AND key = ?", row
        )
        if cursor.rowcount:
            self._fault(Fault("twice", "", kind="message", key=record.key))
            return
        self._sql.execute(
            "INSERT INTO message (at, author, files, data, ticket, key) VALUES (?, ?, ?, ?, ?, ?)", row
        )

    def _fault(self, fault: Fault) -> None:
        self._sql.execute(
            "INSERT INTO fault (code, file, line, detail, kind, key) VALUES (?, ?, ?, ?, ?, ?)",
            (fault.code, fault.file, fault.line, fault.detail, fault.kind, fault.key),
        )

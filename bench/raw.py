"""The floor for the database: the least SQL that does the same work, on one open connection."""

import uuid
from typing import Any

import psycopg

_ROW = (
    "SELECT t.*, b.name, r.name, r.email, c.name, c.segment, m.name, u.name FROM tickets_ticket t"
    " JOIN people_brand b ON b.id = t.brand_id JOIN people_contact r ON r.id = t.requester_id"
    " LEFT JOIN people_company c ON c.id = t.company_id LEFT JOIN people_team m ON m.id = t.team_id"
    " LEFT JOIN people_user u ON u.id = t.assignee_id"
)
_ENTRY = (
    "INSERT INTO tickets_timelineentry (public_id, ticket_id, kind, visibility, author_kind, author_name,"
    " title, body_html, body_text, payload, channel, channel_message_id, delivery_state, delivery_detail,"
    " has_attachments, is_redacted, created_at, search)"
    " VALUES (%s, %s, 'message', 'public', 'contact', 'Bench', %s, %s, %s, '{}', 'api', '', '', '', false,"
    " false, now(), to_tsvector('english', %s)) RETURNING id"
)
_EVENT = (
    "INSERT INTO core_outboxevent"
    " (name, payload, live, topics, created_at, completed_at, attempts, last_error)"
    " VALUES ('bench.measured', '{}', '[]', '[]', now(), now(), 0, '')"
)


class RawSQL:
    """Each method is one piece of work; every write is committed separately."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        row = self._connection.execute("SELECT * FROM tickets_ticket ORDER BY id LIMIT 1")
        assert row.description is not None
        self._columns = [column.name for column in row.description if column.name not in ("id", "public_id")]

    def create(self, subject: str, body: str) -> None:
        with self._connection.transaction():
            names = ", ".join(f'"{name}"' for name in self._columns)
            chosen = names.replace('"subject"', "%s", 1)
            found = self._connection.execute(
                f"INSERT INTO tickets_ticket (public_id, {names}) SELECT %s, {chosen} FROM tickets_ticket"  # noqa: S608 (our own column names)
                " WHERE id = (SELECT min(id) FROM tickets_ticket) RETURNING id",
                [uuid.uuid4(), subject],
            ).fetchone()
            assert found is not None
            self._write(found[0], subject, body)

    def reply(self, number: int, body: str) -> None:
        with self._connection.transaction():
            self._connection.execute("SELECT id FROM tickets_ticket WHERE id = %s FOR UPDATE", [number])
            self._write(number, "", body)

    def _write(self, number: int, title: str, body: str) -> None:
        values: list[Any] = [uuid.uuid4(), number, title, f"<p>{body}</p>", body, f"{title} {body}"]
        entry = self._connection.execute(_ENTRY, values).fetchone()
        assert entry is not None
        self._connection.execute(
            "UPDATE tickets_ticket SET last_entry_id = %s, last_activity_at = now() WHERE id = %s",
            [entry[0], number],
        )
        self._connection.execute(_EVENT)

    def open(self, number: int) -> None:
        self._connection.execute(f"{_ROW} WHERE t.id = %s", [number]).fetchall()
        self._connection.execute(
            "SELECT id, kind, author_name, body_html, body_text, payload, created_at"
            " FROM tickets_timelineentry WHERE ticket_id = %s ORDER BY id DESC LIMIT 20",
            [number],
        ).fetchall()

    def list(self) -> None:
        self._connection.execute(f"{_ROW} ORDER BY t.last_activity_at DESC, t.id DESC LIMIT 26").fetchall()

    def search(self, text: str) -> None:
        found = self._connection.execute(
            "SELECT ticket_id FROM tickets_timelineentry WHERE search @@ websearch_to_tsquery('english', %s)"
            " ORDER BY id DESC LIMIT 50",
            [text],
        ).fetchall()
        ids = list(dict.fromkeys(row[0] for row in found))[:25]
        self._connection.execute(f"{_ROW} WHERE t.id = ANY(%s)", [ids]).fetchall()

    def pending_events(self) -> int:
        row = self._connection.execute("SELECT count(*) FROM core_outboxevent WHERE completed_at IS NULL")
        return int((row.fetchone() or (0,))[0])

    def close(self) -> None:
        self._connection.close()

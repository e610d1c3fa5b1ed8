"""A mailbox in the middle of it all: who writes to it, and the accounts kept of every mail."""

import contextlib
import imaplib
import random
import re
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from tests.mailservers import Pymap, SmtpSink
from tests.system.letters import ENDS, Letter, Ours, Writer
from tests.system.stack import Stack, wait_until

PATIENCE = 900.0
BACKLOG = 30
_UID = re.compile(rb"APPENDUID \d+ (\d+)")


@dataclass
class Post:
    """The servers of a mailbox; `letters` holds what was delivered into it, by UID."""

    stack: Stack
    imap: Pymap
    smtp: SmtpSink
    chance: random.Random
    letters: dict[int, Letter] = field(default_factory=dict)
    replies: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writer = Writer(self.chance)
        self._used: set[str] = set()
        self._doors = contextlib.ExitStack()
        self._door: imaplib.IMAP4 = self._doors.enter_context(self.imap.door(""))

    def close(self) -> None:
        self._doors.close()

    def deliver(self, kind: str) -> None:
        """One mail of this kind reaches the mailbox, as soon as the worker keeps up."""
        wait_until(lambda: len(self.letters) - self.ended() < BACKLOG, "the worker keeps up", PATIENCE)
        letter = self._letter(kind)
        answer, data = self._door.append("INBOX", "", "", letter.raw)
        assert answer == "OK", data
        # Debian's imaplib keeps the response code apart from the answer.
        found = _UID.search(b" ".join(part for part in data if part))
        assert found, data
        self.letters[int(found[1])] = letter

    def answer(self) -> None:
        """An agent answers some ticket, repeating the call until it is acknowledged."""
        tickets = [number for (number,) in self.rows("SELECT id FROM tickets_ticket ORDER BY id")]
        if not tickets:
            return
        number, text, key = self.chance.choice(tickets), f"answer {uuid.uuid4().hex}", uuid.uuid4().hex
        deadline = time.monotonic() + PATIENCE
        with self.stack.client() as api:
            while time.monotonic() < deadline:
                with contextlib.suppress(httpx.TransportError):
                    given = api.post(
                        f"tickets/{number}/replies", json={"body": text}, headers={"Idempotency-Key": key}
                    )
                    if given.status_code in (200, 201):
                        self.replies[text] = given.json()["id"]
                        return
                    assert given.status_code >= 500, given.text
                time.sleep(0.2)
        raise AssertionError("An answer was never acknowledged.")

    def _letter(self, kind: str) -> Letter:
        if kind.startswith("our own mail") or kind == "copy":
            return self._returned(kind)
        write = self.writer
        match kind:
            case "reply to our address" | "reply to our Message-ID":
                return write.reply(kind, self._ours())
            case "automatic answer":
                return write.automatic(kind, self._ours())
            case "automatic, unasked":
                return write.automatic(kind, None)
            case "bounce":
                return write.bounce(kind, self._ours(once=True))
            case "200 nested parts":
                return write.nested(kind)
            case "broken MIME":
                return write.broken(kind)
            case "megabyte line":
                return write.long_line(kind)
            case "25 MB":
                return write.large(kind)
        return write.ordinary(kind)

    def _returned(self, kind: str) -> Letter:
        """A mail that the mailbox had, or that came from it."""
        wanted = "ordinary" if kind == "copy" else "our own mail"
        had = [one for one in self.letters.values() if one.kind == wanted]
        if kind == "our own mail" or not had:
            return Letter("our own mail", self._ours(once=True).raw, "")
        first = self.chance.choice(had)
        return Letter(kind, first.raw, first.mark)

    def _ours(self, *, once: bool = False) -> Ours:
        """A mail of ours that the world has; with `once` one that nobody has reacted to in such a way."""

        def known() -> list[Ours]:
            read = [Ours.read(taken) for taken in list(self.smtp.mails)[-100:]]
            return [one for one in read if not once or one.message_id not in self._used]

        wait_until(lambda: bool(known()), "a mail of ours has left", PATIENCE)
        chosen = self.chance.choice(known())
        if once:
            self._used.add(chosen.message_id)
        return chosen

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query, asked again while the database is away."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.stack.rows(sql)
            except psycopg.OperationalError:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def ended(self) -> int:
        """How many mails have come to an end."""
        sql = "SELECT count(*) FROM email_inboundmail WHERE state NOT IN ('fetched', 'failed')"
        return int(self.rows(sql)[0][0])

    def waiting(self) -> dict[str, int]:
        """What still waits for something, by kind; empty when all is done."""
        events = "SELECT count(*) FROM core_outboxevent WHERE completed_at IS NULL"
        mails = "SELECT count(*) FROM email_outgoingmail WHERE next_attempt_at IS NOT NULL"
        counts = {
            "mails to read": len(self.letters) - self.ended(),
            "events": int(self.rows(events)[0][0]),
            "mails to send": int(self.rows(mails)[0][0]),
        }
        return {what: count for what, count in counts.items() if count}


@dataclass
class Books:
    """What became of every mail, as the database and the world tell it; `wrong` is what must not be."""

    post: Post
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.post_rows = self.post.rows(
            "SELECT uid, state, reason, detail, entry_id, ticket_id FROM email_inboundmail ORDER BY uid, id"
        )
        self.entries = self.post.rows(
            "SELECT e.id, e.ticket_id, e.kind, e.body_text, e.channel_message_id"
            " FROM tickets_timelineentry e WHERE jsonb_exists(e.payload, 'mail') ORDER BY e.id"
        )
        self._ends()
        self._texts()
        self._threads()
        self._sent()

    def _ends(self) -> None:
        rows = Counter(row[0] for row in self.post_rows)
        if wrong := {uid: rows[uid] for uid in self.post.letters if rows[uid] != 1}:
            self.wrong.append(f"UIDs with other than one row: {wrong}")
        if unknown := set(rows) - set(self.post.letters):
            self.wrong.append(f"rows of mails that nobody sent: {unknown}")
        self.table = Counter(
            (self.post.letters[uid].kind, state, reason)
            for uid, state, reason, *_ in self.post_rows
            if uid in self.post.letters
        )
        for kind, state, reason in self.table:
            if (state, reason) not in ENDS[kind]:
                told = [row[3] for row in self.post_rows if self.post.letters[row[0]].kind == kind
                        and row[1:3] == (state, reason)]  # fmt: skip
                self.wrong.append(f"{kind} ended as {state} {reason}: {told[:3]}")

    def _texts(self) -> None:
        """Each mark is in exactly one entry, and one row among all copies of a mail is its first."""
        found: Counter[str] = Counter()
        for _, _, _, text, _ in self.entries:
            found.update(set(re.findall(r"mark\d{5}x[0-9a-f]{8}", text)))
        firsts: Counter[str] = Counter()
        for uid, state, reason, *_ in self.post_rows:
            letter = self.post.letters.get(uid)
            if letter is None or not letter.mark:
                continue
            firsts[letter.mark] += 0 if reason == "duplicate" else 1
            # A delivery report is told in our words, what was suspended is in no timeline.
            wanted = 0 if state == "suspended" or letter.kind == "bounce" else 1
            if found[letter.mark] != wanted:
                self.wrong.append(f"{letter.kind} {letter.mark} is in {found[letter.mark]} entries")
        if doubled := [mark for mark, count in firsts.items() if count != 1]:
            self.wrong.append(f"copies without exactly one first: {doubled}")
        if doubled := [one for one, n in Counter(row[4] for row in self.entries if row[4]).items() if n > 1]:
            self.wrong.append(f"messages that are in a timeline twice: {doubled}")
        bounces = self._entries_of("bounce")
        if len(set(bounces)) != len(bounces):
            self.wrong.append("a delivery report has no entry of its own")

    def _entries_of(self, kind: str) -> list[int]:
        return [row[4] for row in self.post_rows if self.post.letters[row[0]].kind == kind]

    def _threads(self) -> None:
        """What answers a mail of ours is in the ticket of that mail."""
        sent = self.post.rows("SELECT message_id, ticket_id FROM email_outgoingmail")
        tickets = dict(sent)
        for uid, _, _, _, _, ticket_id in self.post_rows:
            letter = self.post.letters[uid]
            if letter.answers and tickets.get(letter.answers) != ticket_id:
                self.wrong.append(f"{letter.kind} {letter.mark} is in ticket {ticket_id}")

    def _sent(self) -> None:
        """What we call sent the world took exactly once; what is in doubt, at most once."""
        took = Counter(Ours.read(taken).message_id for taken in self.post.smtp.mails)
        sent = self.post.rows("SELECT message_id, state, kind, entry_id FROM email_outgoingmail")
        self.sent: Counter[tuple[str, str, int]] = Counter()
        for message_id, state, kind, _ in sent:
            count = took[message_id]
            self.sent[kind, state, count] += 1
            is_right = {"sent": count == 1, "bounced": count == 1, "in_doubt": count <= 1}.get(
                state, not count
            )
            if not is_right:
                self.wrong.append(f"{message_id} is {state}, and the world has it {count} times")
        if unknown := set(took) - {row[0] for row in sent}:
            self.wrong.append(f"mails that left without a row: {unknown}")
        entries = {row[3] for row in sent}
        if lost := [text for text, entry_id in self.post.replies.items() if entry_id not in entries]:
            self.wrong.append(f"answers that became no mail: {lost}")

    def told(self) -> str:
        """The tables: what came in, what went out."""
        lines = [f"{'kind of mail':<26}{'end':<12}{'reason':<14}{'mails':>6}"]
        lines += [
            f"{kind:<26}{state:<12}{reason or '-':<14}{count:>6}"
            for (kind, state, reason), count in sorted(self.table.items())
        ]
        lines += [f"{'all':<52}{self.table.total():>6}", ""]
        lines.append(f"{'our mail':<26}{'state':<12}{'taken':<14}{'mails':>6}")
        lines += [
            f"{kind:<26}{state:<12}{took:<14}{count:>6}"
            for (kind, state, took), count in sorted(self.sent.items())
        ]
        return "\n".join([*lines, f"{'all':<52}{self.sent.total():>6}"])

"""The mails that flood a mailbox while everything breaks: each kind, and its acceptable outcomes."""

import email
import email.policy
import random
from dataclasses import dataclass
from email.message import EmailMessage

from tests.mails import raw_mail
from tests.mailservers import Received
from tests.system.mailboxes import ADDRESS, AUTHSERV

MEGABYTE = 1024 * 1024
DOMAINS = 40
NESTING = 200

STORED = frozenset({("stored", "")})
ENDS: dict[str, frozenset[tuple[str, str]]] = {
    "ordinary": STORED | {("stored", "duplicate")},
    "copy": STORED | {("stored", "duplicate")},
    "reply to our address": STORED,
    "reply to our Message-ID": STORED,
    "automatic answer": frozenset({("stored", "automatic")}),
    "automatic, unasked": frozenset({("suspended", "automatic")}),
    "our own mail": frozenset({("suspended", "loop")}),
    "our own mail, copy": frozenset({("deleted", "duplicate"), ("suspended", "loop")}),
    "bounce": frozenset({("stored", "bounce")}),
    "200 nested parts": frozenset({("suspended", "unreadable")}),
    "broken MIME": STORED,
    "megabyte line": STORED,
    "25 MB": STORED,
}
"""Kind to the ends that it may come to; a copy may be read before what it is a copy of."""

_SHARES = {
    "ordinary": 45,
    "copy": 13,
    "reply to our address": 10,
    "reply to our Message-ID": 8,
    "automatic answer": 5,
    "automatic, unasked": 4,
    "our own mail": 4,
    "our own mail, copy": 2,
    "bounce": 4,
    "200 nested parts": 1.5,
    "broken MIME": 2,
    "megabyte line": 1.5,
}


@dataclass(frozen=True)
class Letter:
    """A mail on its way; `mark` stands in its text and nowhere else, `answers` is a Message-ID of ours."""

    kind: str
    raw: bytes
    mark: str
    answers: str = ""


@dataclass(frozen=True)
class Ours:
    """A mail of ours as the server of the world took it."""

    raw: bytes
    message_id: str
    recipient: str
    reply_to: str

    @classmethod
    def read(cls, taken: Received) -> "Ours":
        mail = email.message_from_bytes(taken.content, policy=email.policy.default)
        assert mail["X-Candor-Loop"]
        return cls(
            taken.content,
            str(mail["Message-ID"]).strip("<>"),
            taken.recipients[0],
            mail["Reply-To"].addresses[0].addr_spec,
        )


def plan(count: int, chance: random.Random) -> list[str]:
    """The kinds of `count` mails in the order of their coming, the first of them ordinary."""
    kinds = [kind for kind, share in _SHARES.items() for _ in range(max(1, round(count * share / 100)))]
    kinds = (kinds + ["ordinary"] * count)[: count - 1]
    chance.shuffle(kinds)
    kinds.insert(count // 3, "25 MB")
    ordinary = [kind for kind in kinds if kind == "ordinary"][:10]
    for kind in ordinary:
        kinds.remove(kind)
    return ordinary + kinds


class Writer:
    """Writes letters; `number` makes senders, marks and Message-IDs of their own."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._number = 0

    def ordinary(self, kind: str, *, padding: str = "", files: dict[str, bytes] | None = None) -> Letter:
        mark = self._mark()
        text = f"Our export fails. {mark}\n{padding}"
        return Letter(kind, self._raw(text, mark, files=files), mark)

    def large(self, kind: str) -> Letter:
        """18 MB of a file are 25 MB in base64."""
        content = self._chance.randbytes(25 * MEGABYTE * 57 // 78)
        return self.ordinary(kind, files={"export.bin": content})

    def long_line(self, kind: str) -> Letter:
        """One line of a megabyte that would fit into a kilobyte."""
        mark = self._mark()
        head = self._raw("", mark).partition(b"\r\n\r\n")[0]
        line = f"Our export fails. {mark} {'On a@b.c wrote: ' * (MEGABYTE // 16)}\r\n"
        return Letter(kind, head + b"\r\n\r\n" + line.encode(), mark)

    def nested(self, kind: str) -> Letter:
        mark = self._mark()
        head = self._raw("", mark).partition(b"Content-Type")[0]
        opened = "".join(
            f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'
            for level in range(NESTING)
        )
        closed = "".join(f"--b{level}--\r\n" for level in reversed(range(NESTING)))
        body = f"{opened}Content-Type: text/plain\r\n\r\n{mark}\r\n{closed}"
        return Letter(kind, head + b"MIME-Version: 1.0\r\n" + body.encode(), mark)

    def broken(self, kind: str) -> Letter:
        """An open boundary, a charset or an encoding that does not exist, a part that breaks off."""
        mark = self._mark()
        head = self._raw("", mark).partition(b"Content-Type")[0]
        types = (
            b'multipart/mixed; boundary="lost\r\n\r\n%s\r\n',
            b"text/plain; charset=x-none\r\n\r\n\xff\xfe %s \x00\r\n",
            b"text/plain\r\nContent-Transfer-Encoding: base65\r\n\r\n%s\r\n",
            b"multipart/alternative; boundary=a\r\n\r\n--a\r\n\r\n%s\r\n--a\r\nContent-Type: x\r\n",
        )
        body = b"MIME-Version: 1.0\r\nContent-Type: " + self._chance.choice(types) % mark.encode()
        return Letter(kind, head + body, mark)

    def reply(self, kind: str, ours: Ours) -> Letter:
        is_by_id = kind == "reply to our Message-ID"
        mark = self._mark()
        raw = self._raw(
            f"Thank you. {mark}\n\nOn Monday Support wrote:\n> We look into it.",
            mark,
            sender=ours.recipient,
            to=ADDRESS if is_by_id else ours.reply_to,
            headers={"In-Reply-To": f"<{ours.message_id}>"} if is_by_id else {},
        )
        return Letter(kind, raw, mark, ours.message_id)

    def automatic(self, kind: str, ours: Ours | None) -> Letter:
        mark = self._mark()
        headers = {"Auto-Submitted": "auto-replied"}
        text = f"I am away until Monday. {mark}"
        if ours is None:
            return Letter(kind, self._raw(text, mark, headers=headers), mark)
        headers["In-Reply-To"] = f"<{ours.message_id}>"
        raw = self._raw(text, mark, sender=ours.recipient, to=ours.reply_to, headers=headers)
        return Letter(kind, raw, mark, ours.message_id)

    def bounce(self, kind: str, ours: Ours) -> Letter:
        mark = self._mark()
        report = EmailMessage(policy=email.policy.SMTP)
        report["From"] = f"MAILER-DAEMON@{ours.recipient.rpartition('@')[2]}"
        report["To"], report["Subject"] = ADDRESS, "Undelivered Mail Returned to Sender"
        report["Message-ID"] = f"<{mark}@mx.customer.test>"
        report["Return-Path"], report["Auto-Submitted"] = "<>", "auto-replied"
        head = report.as_bytes().rstrip(b"\r\n") + b"\r\nMIME-Version: 1.0\r\n"
        original = ours.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        body = (
            'Content-Type: multipart/report; report-type=delivery-status; boundary="report"\r\n\r\n'
            f"--report\r\nContent-Type: text/plain\r\n\r\nIt did not arrive. {mark}\r\n"
            "--report\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.customer.test\r\n\r\n"
            f"Final-Recipient: rfc822; {ours.recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n\r\n"
            f"--report\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n--report--\r\n"
        )
        return Letter(kind, head + body.encode(), mark, ours.message_id)

    def _mark(self) -> str:
        self._number += 1
        return f"mark{self._number:05}x{self._chance.getrandbits(32):08x}"

    def _raw(
        self,
        text: str,
        mark: str,
        *,
        sender: str = "",
        to: str = ADDRESS,
        headers: dict[str, str] | None = None,
        files: dict[str, bytes] | None = None,
    ) -> bytes:
        sender = sender or f"Customer <c{self._number}@d{self._number % DOMAINS}.customer.test>"
        domain = sender.rpartition("@")[2].rstrip(">")
        vouched = {"Authentication-Results": f"{AUTHSERV}; dmarc=pass header.from={domain}"}
        return raw_mail(
            text,
            sender=sender,
            to=to,
            subject="Export fails",
            message_id=f"<{mark}@customer.test>",
            is_proven=False,
            files=files,
            headers=vouched | (headers or {}),
        )

"""
The past of a shared mailbox as an mbox file: threads become tickets, by References and In-Reply-To.

The file is read mail by mail; each is parsed in the process with limits that reads arriving mail.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.addresses import comparable
from integrations.email.mime.parsed import ParsedMail
from integrations.email.sandbox.pool import PoisonMail, parse_safely
from integrations.importers.readers.mail_states import HEAD, state_of
from integrations.importers.readers.streams import Unreadable
from integrations.importers.records import Contact, Fault, File, Message, Placing, Record, Ticket, words

QUIET_AFTER = timedelta(days=14)
"""A thread that has been silent for this long is `quiet`, which is proposed to mean resolved."""
Sender = Callable[[ParsedMail], tuple[str, str]]
MOST_NAMED = 50
"""Recipients of a mail that are looked at."""


def key_of(text: str) -> str:
    """A key that says nothing of who it is: what is remembered of an import outlives an erasure."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


@dataclass(frozen=True)
class Place:
    """Where a mail is: its first byte after the From line, its length, and the number of the line."""

    start: int
    length: int
    line: int


@dataclass
class _Threads:
    """Which mails are one conversation; a circle of references is one as well."""

    roots: dict[str, str] = field(default_factory=dict)

    def root(self, key: str) -> str:
        path = []
        while (above := self.roots.setdefault(key, key)) != key:
            path.append(key)
            key = above
        for one in path:
            self.roots[one] = key
        return key

    def join(self, keys: list[str]) -> str:
        """All of these are one, named by the first, which is the oldest that anybody mentions."""
        roots = [self.root(key) for key in keys]
        for root in roots[1:]:
            self.roots[root] = roots[0]
        return roots[0]


def places(path: Path, *, limit: int) -> Iterator[Place | Fault]:
    """The mails of a file, without holding one; a mail over `limit` bytes is a fault."""
    with path.open("rb") as file:
        if not file.read(5).startswith(b"From "):
            raise Unreadable("no_mbox", "It does not begin with a From line.")
        file.seek(0)
        start, at, line, begun, was_blank = -1, 0, 0, 0, True
        while piece := file.readline(65_536):
            line += piece.endswith(b"\n")
            if was_blank and piece.startswith(b"From "):
                if start >= 0:
                    yield _place(start, at - start, begun, limit, path.name)
                start, begun = at + len(piece), line
            at += len(piece)
            was_blank = piece in (b"\n", b"\r\n")
        if start >= 0:
            yield _place(start, at - start, begun, limit, path.name)


def _place(start: int, length: int, line: int, limit: int, file: str) -> Place | Fault:
    if length > limit:
        return Fault("mail_too_large", file, line, f"{length:,} bytes", "message")
    return Place(start, length, line)


def mail_at(path: Path, start: int, length: int) -> ParsedMail:
    """A mail of the file, parsed. Raises PoisonMail."""
    with path.open("rb") as file:
        file.seek(start)
        return parse_safely(file.read(length).replace(b"\n>From ", b"\nFrom "))


def _state_at(path: Path, start: int, length: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return state_of(file.read(min(length, HEAD)))


def read(
    path: Path, *, limit: int, sender: Sender, is_ours: Callable[[str], bool], now: datetime
) -> Iterator[Record]:
    """The records of an mbox file: messages first, then the tickets that they make."""
    threads = _Threads()
    heads: dict[str, _Head] = {}
    for place in places(path, limit=limit):
        if isinstance(place, Fault):
            yield place
            continue
        mail = _mail(path, place)
        if isinstance(mail, Fault):
            yield mail
            continue
        sent = mail.sent_at
        assert sent is not None  # noqa: S101 (`_mail` refuses those without)
        own = key_of(mail.message_id or f"{place.start}:{sent.isoformat()}:{mail.subject}")
        if own in heads:
            yield Fault("same_mail", path.name, place.line, named(mail), "message", own)
            continue
        threads.join([*(key_of(one) for one in (*mail.references, *mail.in_reply_to)), own])
        name, address = sender(mail)
        named_in = [one.address for one in (*mail.to, *mail.cc)[:MOST_NAMED] if not is_ours(one.address)]
        head = _Head(
            own, sent.astimezone(UTC), comparable(address), name, is_ours(address), mail, place,
            recipients=frozenset(comparable(one) for one in named_in), automatic=automatic_of(mail),
        )  # fmt: skip
        heads[own] = head.bare()
        if address:
            yield Contact(key_of(head.address), words(name), address, is_agent=head.is_ours)
        yield _message(head)
    yield from _tickets(heads, threads, now)


def _mail(path: Path, place: Place) -> ParsedMail | Fault:
    """A mail that was sent or received by somebody at a time, or why it is none."""
    try:
        mail = mail_at(path, place.start, place.length)
    except PoisonMail as error:
        return Fault("mail_unreadable", path.name, place.line, str(error)[:200], "message")
    if state := _state_at(path, place.start, place.length):
        return Fault(state, path.name, place.line, named(mail), "message")
    if mail.bounce is not None or mail.is_newsletter:
        return Fault("automatic", path.name, place.line, named(mail), "message")
    if mail.sent_at is None or not 1980 <= mail.sent_at.year <= 2200:
        return Fault("date_unreadable", path.name, place.line, named(mail), "message")
    return mail


def named(mail: ParsedMail) -> str:
    """What people know a mail by: its day and subject."""
    day = mail.sent_at.date().isoformat() if mail.sent_at is not None else ""
    return words(f"{day} {mail.subject}".strip(), 200)


def automatic_of(mail: ParsedMail) -> str:
    """The kind of mail that a program wrote; people write through lists as well."""
    return "" if mail.automatic == "list" else mail.automatic


def route_of(mail: ParsedMail) -> str:
    """Who wrote to whom, as the head of a mail says it."""
    lines = [("From", (mail.from_,)), ("To", mail.to), ("Cc", mail.cc)]
    told = [
        f"{word}: " + ", ".join(f"{one.name} <{one.address}>".strip() for one in some[:10])
        for word, some in lines
        if some
    ]
    return words("\n".join(told))


@dataclass(frozen=True)
class _Head:
    key: str
    at: datetime
    address: str
    name: str
    is_ours: bool
    mail: ParsedMail | None
    place: Place
    subject: str = ""
    recipients: frozenset[str] = frozenset()
    automatic: str = ""

    def bare(self) -> "_Head":
        """What is held of each mail until all are read."""
        subject = self.mail.subject if self.mail is not None else ""
        return replace(self, name="", mail=None, subject=words(subject, 300))


def _message(head: _Head) -> Message:
    mail = head.mail
    assert mail is not None  # noqa: S101 (made with it)
    files = [
        File(words(file.name, 255), place=f"{head.place.start}:{head.place.length}:{number}")
        for number, file in enumerate(mail.files)
    ]
    return Message(
        key=head.key,
        ticket="",
        at=head.at.isoformat(),
        author=key_of(head.address),
        name=words(head.name),
        by="" if not head.is_ours else "system" if head.automatic else "staff",
        html=mail.visible_html,
        text=mail.visible_text,
        files=files,
        automatic=head.automatic,
        route=route_of(mail),
    )


def _tickets(heads: dict[str, _Head], threads: _Threads, now: datetime) -> Iterator[Record]:
    """The conversations, and which mail belongs to which."""
    found: dict[str, list[_Head]] = {}
    for key, one in heads.items():
        found.setdefault(threads.root(key), []).append(one)
    for root, mails in found.items():
        mails.sort(key=lambda head: (head.at, head.place.start))
        strangers = [head for head in mails if not head.is_ours]
        theirs = next((head for head in strangers if not head.automatic), None)
        last = mails[-1].at
        yield Ticket(
            key=root,
            number="",
            subject=mails[0].subject,
            requester=key_of(theirs.address) if theirs is not None and theirs.address else "",
            status="quiet" if last < now - QUIET_AFTER else "active",
            created_at=mails[0].at.isoformat(),
            channel="email",
            solved_at=last.isoformat(),
            left="" if theirs is not None else "automatic" if strangers else "we_wrote_first",
        )
        internal = _internal(mails, theirs.address if theirs is not None else "")
        for head in mails:
            yield Placing(head.key, root, "internal_mail" if head.key in internal else "")


def _internal(mails: list[_Head], requester: str) -> set[str]:
    """
    The mails of a conversation that its customers had no part in.

    Its customers are who asked, and whoever else a mail from or to one of them went to.
    """
    customers, found = {requester} - {""}, set[str]()
    for head in mails:
        if head.address in customers or head.recipients & customers:
            customers |= head.recipients
        else:
            found.add(head.key)
    return found

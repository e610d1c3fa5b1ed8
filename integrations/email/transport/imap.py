"""
One folder of an IMAP server, read by UID.

Flags and dates play no part once a folder has a cursor: neither another program marking mail as read nor a
wrong clock can make us miss one, and we never mark anything ourselves.
"""

import contextlib
import imaplib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from imapclient.exceptions import CapabilityError, LoginError

from integrations.email.transport.connecting import MailServerError, broken, spoken, time_limit
from integrations.email.transport.imap_client import Client, ImapAccount, refused, said

__all__ = ["Fetched", "ImapAccount", "ImapSession", "MailServerError", "Unreadable"]

logger = logging.getLogger(__name__)

SESSION_SECONDS = 300.0
# The library parses lines of up to 1 MB: this many UIDs of eight digits.
MAX_WINDOW = 100_000
FIRST_WINDOW = 1000
GROUP_BYTES = 4 * 1024 * 1024
GROUP_MAILS = 25
HEAD_BYTES = 64 * 1024
IDLE_SLICE_SECONDS = 1.0


@dataclass(frozen=True)
class Fetched:
    """One message: `raw` as the server has it, or None over the limit; then `head` holds its headers."""

    uid: int
    size: int
    raw: bytes | None
    head: bytes = b""


class Unreadable(MailServerError):
    """The server has a message but does not deliver it; `uid` and `size` identify it."""

    def __init__(self, uid: int, size: int, answer: object) -> None:
        super().__init__(
            "unreadable",
            f"The server does not hand over message {uid}: {said(answer) or 'it sent nothing'}.",
            "Open this message in another mail program, or move it to another folder.",
        )
        self.uid = uid
        self.size = size


class ImapSession:
    """
    A signed-in connection with the account's folder selected read-only; use it as a context manager.

    Entering and every method raise MailServerError. `uid_next` is 0 if the server does not report it.
    """

    def __init__(self, account: ImapAccount, *, seconds: float = SESSION_SECONDS) -> None:
        self._account = account
        self._seconds = seconds
        self._open = contextlib.ExitStack()
        self._is_signed_in = False
        self.uid_validity = 0
        self.uid_next = 0

    def __enter__(self) -> Self:
        try:
            with self._plainly("connecting"):
                self._client = Client(self._account)
            self._open.callback(self._leave)
            self._open.enter_context(time_limit(self._client.current_socket, self._seconds))
            self._secure()
            self._sign_in()
            self._is_signed_in = True
            self._select()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def can_idle(self) -> bool:
        """Whether the server announces new mail by itself."""
        with self._plainly("asking what the server can do"):
            return bool(self._client.has_capability("IDLE"))

    def last_uid(self) -> int:
        """The greatest UID that is or was in the folder."""
        if self.uid_next:
            return self.uid_next - 1
        return max(self._search("*"), default=0)

    def newest_uid(self) -> int:
        """The UID of the newest message currently in the folder; 0 if it is empty."""
        self.refresh()
        return max(self._search("*"), default=0)

    def refresh(self) -> None:
        """Let the server report changes; until then some answer from what they knew at the start."""
        with self._plainly("asking for news"):
            self._client.noop()

    def first_uid_since(self, day: Any) -> int:
        """The smallest UID of a message that reached the folder on or after `day` (a date); 0 if none."""
        with self._plainly("looking for messages"):
            return min(self._client.search(["SINCE", day]), default=0)

    def first_uid_from(self, moment: datetime) -> int:
        """The smallest UID of a message that reached the folder at or after `moment`; 0 if none."""
        with self._plainly("looking for messages"):
            # Servers compare days without their time zone.
            uids = sorted(self._client.search(["SINCE", (moment - timedelta(days=1)).date()]))
            for start in range(0, len(uids), FIRST_WINDOW):
                answer = self._client.fetch(uids[start : start + FIRST_WINDOW], ["INTERNALDATE"])
                late = [
                    int(uid) for uid, data in answer.items() if _is_since(moment, data.get(b"INTERNALDATE"))
                ]
                if late:
                    return min(late)
        return 0

    def fetch_after(self, uid: int, *, limit: int, max_bytes: int) -> Iterator[Fetched]:
        """
        At most `limit` messages with a greater UID, ascending; those expunged in the meantime are skipped.

        Raises Unreadable if an existing message cannot be read; earlier ones were already yielded.
        """
        uids = self._uids_after(uid, limit)
        if not uids:
            return
        sizes = self._sizes(uids)
        for group in _groups([(uid, sizes[uid]) for uid in uids if uid in sizes], max_bytes):
            yield from self._bodies(group, max_bytes)

    def idle(self, seconds: float, *, stop: Callable[[], bool] = lambda: False) -> bool:
        """
        Wait until the server announces mail (True), `seconds` have passed or `stop` says so.

        `stop` is asked every second.
        """
        ends_at = time.monotonic() + seconds
        with self._plainly("waiting for mail"):
            is_news = self._client.begin_idle()
            while not is_news and not stop() and (left := ends_at - time.monotonic()) > 0:
                started = time.monotonic()
                slice_seconds = min(left, IDLE_SLICE_SECONDS)
                answers = self._client.waiting_answers() or self._client.idle_check(timeout=slice_seconds)
                is_news = _tells_of_mail(answers)
                if not answers and time.monotonic() - started < slice_seconds / 2:
                    # The library reports the end of the connection as an immediate silence.
                    break
            _, answers = self._client.idle_done()
        return is_news or _tells_of_mail(answers)

    def _secure(self) -> None:
        if self._account.security != "starttls":
            return
        with self._plainly("starting TLS"):
            if not self._client.has_capability("STARTTLS"):
                raise MailServerError(
                    "no_starttls",
                    f"{self._account.host}:{self._account.port} does not offer STARTTLS, "
                    "so nothing was sent to it.",
                    "Choose TLS with port 993, or ask the provider for the right port.",
                )
            self._client.upgrade()

    def _sign_in(self) -> None:
        account = self._account
        try:
            with self._plainly("signing in"):
                if account.access_token:
                    self._client.oauth2_login(account.username, account.access_token)
                else:
                    self._client.login(account.username, account.password)
        except MailServerError as error:
            if isinstance(error.__cause__, CapabilityError):
                raise refused(account, error.__cause__) from error
            raise

    def _select(self) -> None:
        folder = self._account.folder
        try:
            # EXAMINE and not SELECT: the server itself then keeps us from changing anything.
            with self._plainly("opening the folder"):
                answer = self._client.select_folder(folder, readonly=True)
        except MailServerError as error:
            if error.code != "answer":
                raise
            raise MailServerError(
                "folder",
                f"The folder {folder} cannot be opened: {said(error.__cause__)}.",
                "Check the folder's name; in most mailboxes it is INBOX.",
            ) from error
        self.uid_validity = int(answer.get(b"UIDVALIDITY", 0))
        self.uid_next = int(answer.get(b"UIDNEXT", 0))
        if not self.uid_validity:
            raise MailServerError(
                "no_uids",
                f"{self._account.host} gives its messages no lasting numbers.",
                "This server cannot be used; have its mail forwarded instead.",
            )

    def _uids_after(self, uid: int, limit: int) -> list[int]:
        """The next UIDs, ascending; asked for in windows, because answers are limited in size."""
        found: list[int] = []
        start, window = uid + 1, FIRST_WINDOW
        while len(found) < limit and start + window <= self.uid_next:
            here = self._search(f"{start}:{start + window - 1}")
            found += sorted(u for u in here if u >= start)
            start += window
            if not here:
                window = min(window * 2, MAX_WINDOW)
        if len(found) < limit:
            # `n:*` returns the last message even if n is beyond it.
            found += sorted(u for u in self._search(f"{start}:*") if u >= start)
        return found[:limit]

    def _search(self, uids: str) -> list[int]:
        with self._plainly("looking for messages"):
            return [int(uid) for uid in self._client.search(["UID", uids])]

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        with self._plainly("reading sizes"):
            answer = self._client.fetch(uids, ["RFC822.SIZE"])
        sizes = {uid: data.get(b"RFC822.SIZE") for uid, data in answer.items()}
        return {uid: int(size) for uid, size in sizes.items() if size is not None}

    def _bodies(self, group: list[tuple[int, int]], max_bytes: int) -> Iterator[Fetched]:
        answer: dict[int, Any] = {}
        if group[0][1] <= max_bytes:
            try:
                answer = self._fetch([uid for uid, _ in group], max_bytes)
            except MailServerError as error:
                if error.code != "answer":
                    raise
                # One of them is the cause; fetched one by one, the others still arrive.
        for uid, size in group:
            raw = _body(answer.get(uid))
            if raw is None and size <= max_bytes:
                raw = self._alone(uid, size, max_bytes)
                if raw is None:
                    continue
            if raw is None or len(raw) > max_bytes:
                yield Fetched(uid=uid, size=max(size, max_bytes + 1), raw=None, head=self._head(uid))
            else:
                yield Fetched(uid=uid, size=len(raw), raw=raw)

    def _fetch(self, uids: list[int], max_bytes: int) -> dict[int, Any]:
        # Some servers do not keep to the announced size; the partial form enforces it.
        with self._plainly("reading messages"), self._client.room_for(max_bytes):
            return dict(self._client.fetch(uids, [f"BODY.PEEK[]<0.{max_bytes + 1}>"]))

    def _alone(self, uid: int, size: int, max_bytes: int) -> bytes | None:
        """One message that a group fetch did not return; None if it no longer exists."""
        refusal: object = ""
        try:
            raw = _body(self._fetch([uid], max_bytes).get(uid))
        except MailServerError as error:
            if error.code != "answer":
                raise
            raw, refusal = None, error.__cause__
        if raw is None and uid in self._search(str(uid)):
            raise Unreadable(uid, size, refusal)
        return raw

    def _head(self, uid: int) -> bytes:
        try:
            with self._plainly("reading headers"), self._client.room_for(HEAD_BYTES):
                answer = self._client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEAD_BYTES}>"])
        except MailServerError as error:
            if error.code != "answer":
                raise
            return b""
        return _body(answer.get(uid)) or b""

    def _leave(self) -> None:
        # The mail is safely stored; whether the server hears our logout does not matter.
        with contextlib.suppress(Exception):
            own = self._client.current_socket()
            if own is not None:
                own.settimeout(2)
            self._client.logout()
        with contextlib.suppress(Exception):
            self._client.shutdown()

    @contextlib.contextmanager
    def _plainly(self, stage: str) -> Iterator[None]:
        account = self._account
        try:
            yield
        except MailServerError:
            raise
        except LoginError as error:
            raise refused(account, error) from error
        except imaplib.IMAP4.abort as error:
            logger.info("An IMAP server broke off", extra={"answer": spoken(error)})
            known = ConnectionResetError("it closed, or answered out of turn")
            raise broken(known, host=account.host, port=account.port, stage=stage) from error
        except imaplib.IMAP4.error as error:
            # Only a server that has signed us in is known to be the mailbox's own: its words may be shown.
            logger.info("An IMAP server refused", extra={"answer": spoken(error)})
            told = f": {said(error)}" if self._is_signed_in else ""
            raise MailServerError(
                "answer",
                f"{account.host} answered with an error while {stage}{told}.",
                "Check server and port.",
            ) from error
        except (OSError, EOFError) as error:
            reason = error if isinstance(error, OSError) else ConnectionResetError("closed")
            raise broken(reason, host=account.host, port=account.port, stage=stage) from error
        except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
            # The library fails on nonsense in many ways, and which one tells nobody anything.
            raise MailServerError(
                "protocol",
                f"{account.host} sent something that is not IMAP while {stage}.",
                "Check server and port.",
            ) from error


def _groups(mails: list[tuple[int, int]], max_bytes: int) -> Iterator[list[tuple[int, int]]]:
    """Neighbors that are fetched together; a message over the limit is alone."""
    group: list[tuple[int, int]] = []
    total = 0
    for uid, size in mails:
        is_full = len(group) == GROUP_MAILS or total + size > GROUP_BYTES
        if group and (is_full or size > max_bytes):
            yield group
            group, total = [], 0
        group.append((uid, size))
        total += size
        if size > max_bytes:
            yield group
            group, total = [], 0
    if group:
        yield group


def _body(data: Any) -> bytes | None:
    """The one text of a message in the answer about it, whatever name the server gives it."""
    for name, value in (data or {}).items():
        if name.startswith(b"BODY[") and isinstance(value, bytes):
            return value
    return None


def _tells_of_mail(answers: Any) -> bool:
    return any(len(answer) > 1 and answer[1] in (b"EXISTS", b"RECENT") for answer in answers or ())


def _is_since(moment: datetime, arrived: datetime | None) -> bool:
    """Whether a message is as new; one without a date counts, and a date without a zone is in UTC."""
    if arrived is None:
        return True
    return (arrived if arrived.tzinfo else arrived.replace(tzinfo=UTC)) >= moment

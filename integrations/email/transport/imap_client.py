"""The connection below `imap`: the library's, with what it lacks."""

import contextlib
import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError

from integrations.email.transport.connecting import MailServerError, connect, secure, spoken

logger = logging.getLogger(__name__)

_RESPONSE_CODE = re.compile(r"\[[A-Z]{3,30}\]", re.IGNORECASE)
# Room in an answer besides the one message it contains.
LITERAL_SLACK = 1024 * 1024
PASSING_CODES = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "TOO MANY", "TRY AGAIN")


@dataclass(frozen=True)
class ImapAccount:
    """A server, our account there, and the folder; `security` is tls, starttls or none. Times in seconds."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str = ""
    access_token: str = ""
    folder: str = "INBOX"
    timeout: float = 30


class Wire(imaplib.IMAP4):
    """The library's connection, over our sockets and with a limit on the size of an answer."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self.room = LITERAL_SLACK
        super().__init__(account.host, account.port, timeout=account.timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        own = connect(self._account.host, self._account.port, timeout=self._account.timeout)
        return secure(own, self._account.host) if self._account.security == "tls" else own

    def read(self, size: int) -> bytes:
        """Read a literal of `size` bytes."""
        if size > self.room:
            raise MailServerError(
                "too_much",
                f"{self._account.host} wants to send {size} bytes at once, more than was asked for.",
                "Ask the people who run the mail server.",
            )
        return super().read(size)


class Client(IMAPClient):  # type: ignore[misc]  # the library carries no types
    """The library's client with our sockets, our STARTTLS, and a wait that misses nothing."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        super().__init__(account.host, account.port, ssl=account.security == "tls", timeout=account.timeout)
        # Times of messages keep their zone instead of being moved to this machine's.
        self.normalise_times = False
        # The library formats every line for its debug log, whether enabled or not.
        self._imap.debug = 0

    def _create_IMAP4(self) -> Wire:
        return Wire(self._account)

    def current_socket(self) -> socket.socket | None:
        """The socket currently in use."""
        own: socket.socket | None = getattr(self._imap, "sock", None)
        return own

    def upgrade(self) -> None:
        """STARTTLS with our certificate check; capabilities received before it are discarded."""
        wire = self._imap
        typ, data = wire._simple_command("STARTTLS")
        self._checkok("starttls", typ, data)
        wire.sock = secure(wire.sock, self._account.host)
        wire.file = wire.sock.makefile("rb")
        wire._tls_established = True
        wire._get_capabilities()
        self._cached_capabilities = None
        self._starttls_done = True

    def begin_idle(self) -> bool:
        """Start waiting; returns whether the server announced mail instead of confirming the wait."""
        if not self.has_capability("IDLE"):
            raise imaplib.IMAP4.error("IDLE is not offered")
        wire = self._imap
        wire.untagged_responses.pop("EXISTS", None)
        self._idle_tag = wire._command("IDLE")
        while wire._get_response() is not None:
            if wire.tagged_commands.get(self._idle_tag):
                raise imaplib.IMAP4.error("IDLE was refused")
        return "EXISTS" in wire.untagged_responses

    def waiting_answers(self) -> list[tuple[bytes, ...]]:
        """Answers already in our buffer: the library's wait sees only later ones."""
        wire, answers = self._imap, []
        while self._has_waiting_bytes():
            answers.append(tuple(wire._get_line().removeprefix(b"* ").split()))
        return answers

    def _has_waiting_bytes(self) -> bool:
        wire = self._imap
        timeout = wire.sock.gettimeout()
        wire.sock.settimeout(0)
        try:
            return bool(wire.file.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            wire.sock.settimeout(timeout)

    @contextlib.contextmanager
    def room_for(self, size: int) -> Iterator[None]:
        """Allow literals of `size` bytes in the next answers."""
        self._imap.room = size + LITERAL_SLACK
        try:
            yield
        finally:
            self._imap.room = LITERAL_SLACK


def refused(account: ImapAccount, error: Exception) -> MailServerError:
    """The wording for a refused sign-in; some refusals are temporary."""
    answer = said(error)
    # Its words stay in the log: whoever chooses the server could otherwise read banners in our network.
    logger.info("An IMAP server refused the sign-in", extra={"answer": answer})
    code = _RESPONSE_CODE.match(answer)
    if isinstance(error, CapabilityError):
        return MailServerError(
            "no_auth",
            f"{account.host}:{account.port} does not offer this way of signing in.",
            "Choose TLS or STARTTLS, or another way of signing in.",
            is_sign_in=True,
        )
    if any(code in answer.upper() for code in PASSING_CODES):
        return MailServerError("busy", f"{account.host} cannot sign us in just now.", "It is tried again.")
    return MailServerError(
        "sign_in",
        f"{account.host} refused the sign-in{f' ({code[0].upper()})' if code else ''}.",
        "Check user name and password; many providers want an app password here.",
        is_sign_in=True,
    )


def said(answer: object) -> str:
    """Just the server's words: the library puts the command's name in front of them."""
    return re.sub(r"^[a-z]+ (failed|command error): ", "", spoken(answer or ""), flags=re.IGNORECASE)

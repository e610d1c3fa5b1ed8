"""How a connection to a mail server comes about, and the words for what can go wrong on the way."""

import ipaddress
import logging
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

logger = logging.getLogger(__name__)

MAX_ADDRESSES = 3
SECURITY_HINT = "TLS usually has port 993 (IMAP) or 465 (SMTP); STARTTLS has 143 or 587."


class MailServerError(Exception):
    """
    A mail server could not be used.

    `code` is for programs, `what` happened and `what_to_do` are whole sentences for the admin.
    `is_sign_in` says that the account was refused: trying again without a person changes nothing.
    """

    def __init__(self, code: str, what: str, what_to_do: str = "", *, is_sign_in: bool = False) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.what_to_do = what_to_do
        self.is_sign_in = is_sign_in

    @property
    def explanation(self) -> str:
        """Both sentences."""
        return f"{self.what} {self.what_to_do}".strip()


def spoken(answer: object, *, limit: int = 200) -> str:
    """What a server said, on one line without control characters and final dot, cut at `limit`."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    # imaplib shows some answers as Python writes bytes.
    return re.sub(r"^b(['\"])(.*)\1$", r"\2", line)[:limit].rstrip(".")


def tls_context() -> ssl.SSLContext:
    """Certificates are always checked; MAIL_CA_FILE adds the authority of a server of one's own."""
    context = ssl.create_default_context()
    if settings.MAIL_CA_FILE:
        context.load_verify_locations(settings.MAIL_CA_FILE)
    return context


def addresses_of(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
    """
    Where `host` is: address families with addresses, the most wanted first.

    A company's own mail server is often internal, so internal addresses are fine, except those where only
    the machinery of a cloud answers. Raises MailServerError.
    """
    if not host:
        raise MailServerError("no_host", "There is no server name.", "Enter the name of the mail server.")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise MailServerError(
            "unresolvable", f"The name {host} has no address.", "Check the spelling of the server name."
        ) from error
    usable = []
    for family, _, _, _, address in found:
        ip = ipaddress.ip_address(str(address[0]).split("%")[0])
        if not (ip.is_link_local or ip.is_multicast or ip.is_unspecified):
            usable.append((int(family), (str(address[0]), int(address[1]))))
    if not usable:
        raise MailServerError(
            "unresolvable",
            f"The name {host} leads to an address where no mail server can be.",
            "Enter the name of the mail server itself.",
        )
    return usable[:MAX_ADDRESSES]


def connect(host: str, port: int, *, timeout: float) -> socket.socket:
    """An open connection whose every step may take `timeout` seconds; raises MailServerError."""
    problem: OSError = OSError()
    for family, address in addresses_of(host, port):
        own = socket.socket(family, socket.SOCK_STREAM)
        own.settimeout(timeout)
        try:
            own.connect(address)
        except OSError as error:
            own.close()
            problem = error
        else:
            return own
    raise broken(problem, host=host, port=port, stage="connecting") from problem


def secure(own: socket.socket, host: str) -> ssl.SSLSocket:
    """The same connection with TLS and a checked certificate; raises MailServerError and closes it."""
    try:
        return tls_context().wrap_socket(own, server_hostname=host)
    except OSError as error:
        own.close()
        raise broken(error, host=host, port=0, stage="starting TLS") from error


def broken(error: Exception, *, host: str, port: int, stage: str) -> MailServerError:
    """The words for an error of the network or of TLS."""
    if isinstance(error, MailServerError):
        return error
    where = f"{host}:{port}" if port else host
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailServerError(
            "certificate",
            f"The certificate of {host} is not valid: {spoken(error.verify_message)}.",
            "Use the name that the certificate was made for, or name its authority in MAIL_CA_FILE.",
        )
    if isinstance(error, TimeoutError):
        return MailServerError(
            "timeout",
            f"{where} did not answer in time while {stage}.",
            "Check server and port. A firewall may swallow the connection.",
        )
    if isinstance(error, ConnectionRefusedError):
        return MailServerError("refused", f"{where} refuses connections.", f"Check the port. {SECURITY_HINT}")
    if isinstance(error, ssl.SSLError):
        reason = spoken(error.reason or error)
        return MailServerError("tls", f"{host} does not speak TLS here ({reason}).", SECURITY_HINT)
    return MailServerError(
        "dropped",
        f"The connection to {where} broke while {stage}: {spoken(error) or type(error).__name__}.",
        "This often passes by itself; it is tried again.",
    )


@contextmanager
def time_limit(current: Callable[[], socket.socket | None], seconds: float) -> Iterator[None]:
    """
    Cut the connection (`current` when time is up) after so many seconds, whatever it is doing.

    A timeout bounds the silence of a server; this bounds one that talks forever.
    """

    def cut() -> None:
        own = current()
        if own is None:
            return
        try:
            # An SSLSocket's own `shutdown` takes its TLS layer away from the thread that reads.
            socket.socket.shutdown(own, socket.SHUT_RDWR)
        except OSError:
            logger.debug("A connection was closed before its time was up")

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()

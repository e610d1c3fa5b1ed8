"""Connecting to a mail server, and the wording for what can go wrong."""

import ipaddress
import logging
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

from core.addresses import NotAnAddress, ascii_domain

logger = logging.getLogger(__name__)

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\S)")
_MACHINERY = frozenset(
    ipaddress.ip_address(one)
    for one in (
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::23",
        "fd00:ec2::123",
        "fd00:ec2::250",
        "fd00:ec2::253",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)
"""Addresses, apart from link-local ones, where clouds serve data meant only for the machine itself."""
_EMBEDDING = (("64:ff9b::/96", 0), ("64:ff9b:1::/48", 0), ("::ffff:0:0:0/96", 0), ("2002::/16", 80))
_EMBEDDED = [(ipaddress.IPv6Network(network), shift) for network, shift in _EMBEDDING]
"""IPv6 networks that embed an IPv4 address, and the bits after it: NAT64, translation, 6to4."""
_SITE_LOCAL, _THIS_NETWORK = ipaddress.IPv6Network("fec0::/10"), ipaddress.IPv4Network("0.0.0.0/8")

MAX_ADDRESSES = 3
SECURITY_HINT = "TLS usually has port 993 (IMAP) or 465 (SMTP); STARTTLS has 143 or 587."


class MailServerError(Exception):
    """
    A mail server could not be used.

    `code` is for programs; `what` happened and `what_to_do` are whole sentences for the admin. `is_sign_in`
    means that the account was refused: retrying without a person is pointless.
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
    """A server's words on one line, without control characters and final period, cut at `limit`."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    # imaplib shows some answers as Python bytes literals.
    return re.sub(r"^b(['\"])(.*)\1$", r"\2", line)[:limit].rstrip(".")


def kind_of_answer(code: int, answer: object) -> str:
    """
    The kind of an answer: its code and enhanced status (RFC 3463), never its words.

    Otherwise whoever chooses a server could read banners in our network. The log has the words.
    """
    text = spoken(answer)
    logger.info("A mail server answered %s", code, extra={"answer": text})
    if not 200 <= code < 600:
        return "something that is not SMTP"
    status = _STATUS.match(text)
    return f"{code} {status[0]}" if status is not None else str(code)


def tls_context() -> ssl.SSLContext:
    """Certificates are always checked; MAIL_CA_FILE adds the authority of a private server."""
    context = ssl.create_default_context()
    if settings.MAIL_CA_FILE:
        context.load_verify_locations(settings.MAIL_CA_FILE)
    return context


def addresses_of(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
    """
    Where `host` is: address families with addresses, in order of preference.

    A company's own mail server is often internal, so internal addresses are fine, except those where a
    cloud's machinery answers. Raises MailServerError.
    """
    if not host:
        raise MailServerError("no_host", "There is no server name.", "Enter the name of the mail server.")
    try:
        found = socket.getaddrinfo(_ascii_host(host), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise MailServerError(
            "unresolvable", f"The name {host} has no address.", "Check the spelling of the server name."
        ) from error
    usable = []
    for family, _, _, _, address in found:
        if _may_serve_mail(str(address[0])):
            usable.append((int(family), (str(address[0]), int(address[1]))))
    if not usable:
        raise MailServerError(
            "unresolvable",
            f"The name {host} leads to an address where no mail server can be.",
            "Enter the name of the mail server itself.",
        )
    return usable[:MAX_ADDRESSES]


def _ascii_host(host: str) -> str:
    """The host name as servers have it: the standard library would change ß and other letters."""
    try:
        return host if host.isascii() else ascii_domain(host)
    except NotAnAddress as error:
        raise UnicodeError(host) from error


def _may_serve_mail(address: str) -> bool:
    """Whether a mail server can be at this address, however the address is written."""
    ip = ipaddress.ip_address(address.split("%")[0])
    return all(
        one not in _MACHINERY
        and not (one.is_link_local or one.is_multicast or one.is_unspecified)
        and one not in (_SITE_LOCAL if one.version == 6 else _THIS_NETWORK)
        for one in (ip, *_within(ip))
    )


def _within(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if ip.version == 4 or ip.is_loopback:
        return []
    number, found = int(ip), []
    if ip.ipv4_mapped is not None:
        found.append(ip.ipv4_mapped)
    elif number >> 32 == 0:
        found.append(ipaddress.IPv4Address(number))
    found += [
        ipaddress.IPv4Address(number >> shift & 0xFFFFFFFF) for network, shift in _EMBEDDED if ip in network
    ]
    return [*found, *(ip.teredo or ())]


def connect(host: str, port: int, *, timeout: float) -> socket.socket:
    """An open connection, each step of which may take `timeout` seconds; raises MailServerError."""
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
        return tls_context().wrap_socket(own, server_hostname=_ascii_host(host))
    except (OSError, UnicodeError) as error:
        own.close()
        raise broken(error, host=host, port=0, stage="starting TLS") from error


def broken(error: Exception, *, host: str, port: int, stage: str) -> MailServerError:
    """The wording for a network or TLS error."""
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
    Cut the connection (`current` when time is up) after this many seconds, whatever it is doing.

    A timeout limits a server's silence; this limits one that talks forever.
    """

    def cut() -> None:
        own = current()
        if own is None:
            return
        try:
            # An SSLSocket's own `shutdown` would remove its TLS layer while another thread reads.
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

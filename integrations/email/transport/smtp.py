"""
One mail to one server, so that it is always known whether it was handed over.

Everything that can fail without harm happens before the content is sent; after the final dot, only the
server's own answer says whether it has the mail.
"""

import logging
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from core.addresses import NotAnAddress, domain_of, on_the_wire
from integrations.email.transport.connecting import (
    MailServerError,
    broken,
    kind_of_answer,
    spoken,
    time_limit,
)
from integrations.email.transport.smtp_connection import Connection, SmtpAccount, open_socket

__all__ = ["Accepted", "InDoubt", "NotReached", "Refused", "SmtpAccount", "deliver", "signed_in"]

logger = logging.getLogger(__name__)

# Together with the time for the last answer, less than the deliverer's lease, so that no second worker takes
# a mail that is on its way.
TALK_SECONDS = 100.0
QUIT_SECONDS = 5.0
PIECE = 64 * 1024


@dataclass(frozen=True)
class Accepted:
    """
    The server has the mail for all recipients but `refused` (address to its answer, code first).

    `provider_id` is how a provider calls it.
    """

    refused: dict[str, str]
    answer: str
    provider_id: str = ""


class Refused(Exception):
    """
    The server refused and does not have the mail.

    `is_permanent` follows from its code; `addresses` are the recipients concerned.
    """

    def __init__(self, code: int, text: str, is_permanent: bool, addresses: tuple[str, ...]) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text
        self.is_permanent = is_permanent
        self.addresses = addresses


class NotReached(Exception):
    """Nothing was handed over: safe to retry. `is_sign_in`: pointless until a person signs in."""

    def __init__(self, text: str, *, code: str = "", what_to_do: str = "", is_sign_in: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.what_to_do = what_to_do
        self.is_sign_in = is_sign_in


class InDoubt(Exception):
    """The whole content went out but no answer came: the server may or may not have the mail."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def deliver(
    account: SmtpAccount,
    *,
    mail_from: str,
    recipients: Sequence[str],
    content: bytes,
    before_handover: Callable[[], None],
) -> Accepted:
    """
    Send `content` (a whole message) to `recipients`.

    `before_handover` is called once the server has accepted sender and recipients, before any content goes
    out; if it raises, nothing is sent. Raises Refused, NotReached or InDoubt.
    """
    everybody = tuple(recipients)
    wire = {address: _on_the_wire(address) for address in (mail_from, *everybody)}
    body = wire_form(content)
    with signed_in(account, name=domain_of(wire[mail_from])) as smtp:
        options = _options(smtp, wire, everybody, body)
        with _talking(account, "naming the recipients"):
            refused = _envelope(smtp, mail_from, everybody, wire, options)
        before_handover()
        with _talking(account, "starting the content"):
            code, answer = smtp.docmd("DATA")
        if code != 354:
            raise _refusal(code, answer, everybody)
        _send_content(smtp, account, body, everybody)
        answer_text = _final_answer(smtp, account, everybody)
        _leave(smtp)
    return Accepted(refused=refused, answer=answer_text)


@contextmanager
def signed_in(account: SmtpAccount, *, name: str = "") -> Iterator[smtplib.SMTP]:
    """A greeted, secured and signed-in connection; `name` is ours in EHLO. Raises NotReached."""
    smtp = Connection(account, name=name)
    try:
        with _talking(account, "connecting"):
            smtp.open()
        with time_limit(lambda: smtp.sock, TALK_SECONDS + account.answer_timeout):
            with _talking(account, "signing in"):
                smtp.sign_in()
            yield smtp
    finally:
        smtp.close()


def wire_form(content: bytes) -> bytes:
    """Lines end with CRLF only, and leading dots are doubled: no line can be mistaken for the end."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)


@contextmanager
def _talking(account: SmtpAccount, stage: str) -> Iterator[None]:
    """Before the content: whatever breaks, nothing was handed over."""
    try:
        yield
    except MailServerError as error:
        raise NotReached(
            error.what, code=error.code, what_to_do=error.what_to_do, is_sign_in=error.is_sign_in
        ) from error
    except smtplib.SMTPServerDisconnected as error:
        cause = (
            error.__context__ if isinstance(error.__context__, OSError) else ConnectionResetError(str(error))
        )
        known = broken(cause, host=account.host, port=account.port, stage=stage)
        raise NotReached(known.what, code=known.code, what_to_do=known.what_to_do) from error
    except smtplib.SMTPResponseException as error:
        text = f"{account.host} answered {kind_of_answer(error.smtp_code, error.smtp_error)} while {stage}."
        raise NotReached(text, code="unwilling") from error
    except smtplib.SMTPException as error:
        logger.info("A mail server broke the protocol", extra={"answer": spoken(error)})
        raise NotReached(f"{account.host} broke the protocol while {stage}.") from error
    except (OSError, UnicodeError, ValueError) as error:
        known = broken(error, host=account.host, port=account.port, stage=stage)
        raise NotReached(known.what, code=known.code, what_to_do=known.what_to_do) from error


def _on_the_wire(address: str) -> str:
    try:
        return on_the_wire(address)
    except NotAnAddress as error:
        raise Refused(501, f"5.1.3 {spoken(address)} is not an address.", True, (address,)) from error


def _options(smtp: smtplib.SMTP, wire: dict[str, str], recipients: tuple[str, ...], body: bytes) -> list[str]:
    """The MAIL FROM options for this mail; Refused if the server cannot accept such a mail."""
    options = []
    if smtp.has_extn("size"):
        announced = smtp.esmtp_features["size"].strip()
        if announced.isdigit() and 0 < int(announced) < len(body):
            text = f"5.3.4 The mail has {len(body)} bytes; the server takes {announced} at most."
            raise Refused(552, text, True, recipients)
        options.append(f"SIZE={len(body)}")
    foreign = tuple(address for address, sent in wire.items() if not sent.isascii())
    if foreign:
        if not smtp.has_extn("smtputf8"):
            text = (
                f"5.6.7 Our outgoing server takes no address with other letters than a to z before the @ "
                f"({foreign[0]}). Ask the customer for another address, or use a server with SMTPUTF8."
            )
            raise Refused(553, text, True, foreign)
        options.append("SMTPUTF8")
    if not body.isascii():
        if not smtp.has_extn("8bitmime"):
            raise Refused(554, "5.6.3 The server takes no mail with 8-bit content.", True, recipients)
        options.append("BODY=8BITMIME")
    return options if smtp.does_esmtp else []


def _envelope(
    smtp: smtplib.SMTP,
    mail_from: str,
    recipients: tuple[str, ...],
    wire: dict[str, str],
    options: list[str],
) -> dict[str, str]:
    if "SMTPUTF8" in options:
        smtp.command_encoding = "utf-8"
    # Not the library's `mail` and `rcpt`: those parse the address again and may send a different one.
    code, answer = smtp.docmd("mail", " ".join([f"FROM:<{wire[mail_from]}>", *options]))
    if code == 530:
        raise MailServerError(
            "sign_in",
            f"The server wants a sign-in: {kind_of_answer(code, answer)}.",
            "Enter user name and password.",
            is_sign_in=True,
        )
    if code != 250:
        raise _refusal(code, answer, recipients)
    refused: dict[str, str] = {}
    codes = []
    for recipient in recipients:
        code, answer = smtp.docmd("rcpt", f"TO:<{wire[recipient]}>")
        if code not in (250, 251):
            refused[recipient] = f"{code} {spoken(answer)}"
            codes.append((code, answer))
        if code == 421:
            raise _refusal(code, answer, recipients)
    if len(refused) == len(recipients):
        # If any might be accepted later, all are worth another attempt.
        code, answer = min(codes, key=lambda pair: pair[0], default=(554, b"5.5.1 There are no recipients."))
        raise _refusal(code, answer, recipients)
    return refused


def _send_content(smtp: smtplib.SMTP, account: SmtpAccount, body: bytes, recipients: tuple[str, ...]) -> None:
    with _talking(account, "sending the content"):
        own = open_socket(smtp)
        view = memoryview(body)
        for start in range(0, len(view), PIECE):
            own.sendall(view[start : start + PIECE])
        early = _early_word(smtp)
    if early is not None:
        code = int(early[:3]) if early[:3].isdigit() else 421
        raise _refusal(code, early[4:], recipients)


def _early_word(smtp: smtplib.SMTP) -> bytes | None:
    """
    What the server said before the content ended, if anything; ConnectionError if it is gone.

    Without the final dot it cannot have the mail, so this is the last moment at which a lost connection
    leaves no doubt.
    """
    own = open_socket(smtp)
    own.settimeout(0)
    try:
        first = own.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return None
    finally:
        own.settimeout(smtp.timeout)
    if not first:
        raise ConnectionResetError("the server closed the connection")
    rest = smtp.file.readline(2048) if smtp.file is not None else b""
    return first + bytes(rest)


def _final_answer(smtp: smtplib.SMTP, account: SmtpAccount, recipients: tuple[str, ...]) -> str:
    try:
        own = open_socket(smtp)
        own.settimeout(account.answer_timeout)
        own.sendall(b".\r\n")
        code, answer = smtp.getreply()
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        # SMTPException is also an OSError; both mean that no answer came.
        raise InDoubt(
            f"{account.host} got the whole mail and gave no answer ({spoken(error)}). "
            "It may have been delivered."
        ) from error
    if 200 <= code < 300:
        return f"{code} {spoken(answer)}"
    if 400 <= code < 600:
        raise _refusal(code, answer, recipients)
    raise InDoubt(f"{account.host} answered {spoken(answer)!r}, which is neither yes nor no.")


def _refusal(code: int, answer: object, recipients: tuple[str, ...]) -> Refused:
    return Refused(code, spoken(answer, limit=350), 500 <= code < 600, recipients)


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye; the mail is delivered, whatever the response."""
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(QUIT_SECONDS)
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()

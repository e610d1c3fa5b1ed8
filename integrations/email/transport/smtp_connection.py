"""The connection below `smtp`: from the greeting to the sign-in."""

import re
import smtplib
import socket
from dataclasses import dataclass

from integrations.email.transport.connecting import MailServerError, connect, kind_of_answer, secure

# Servers check the content before answering the final dot; RFC 5321, 4.5.3.2 allows them ten minutes.
ANSWER_SECONDS = 180.0
TEMPORARY_SIGN_IN = (421, 432, 454)


@dataclass(frozen=True)
class SmtpAccount:
    """A server and our account there; `security` is tls, starttls or none. Times in seconds."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str = ""
    access_token: str = ""
    timeout: float = 30
    answer_timeout: float = ANSWER_SECONDS


class Connection(smtplib.SMTP):
    """Greeted, secured and signed in step by step; raises MailServerError and SMTPException."""

    def __init__(self, account: SmtpAccount, *, name: str) -> None:
        # A given name is not looked up: that can take longer than the whole delivery.
        own_name = name if name.isascii() and re.fullmatch(r"[\w.-]+", name) else "localhost"
        super().__init__(local_hostname=own_name, timeout=account.timeout)
        self._account = account

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        own = connect(host, port, timeout=timeout)
        return secure(own, host) if self._account.security == "tls" else own

    def open(self) -> None:
        """Connect and read the greeting."""
        code, answer = self.connect(self._account.host, self._account.port)
        if code != 220:
            raise MailServerError(
                "unwilling",
                f"{self._account.host} does not take mail now: {kind_of_answer(code, answer)}.",
                "It is tried again.",
            )

    def sign_in(self) -> None:
        """Secure the connection as the account says, then sign in if it has credentials."""
        account = self._account
        self.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            if not self.has_extn("starttls"):
                raise MailServerError(
                    "no_starttls",
                    f"{account.host}:{account.port} does not offer STARTTLS, so nothing was sent to it.",
                    "Choose TLS with port 465, or ask the provider for the right port.",
                )
            self._upgrade()
        if account.username and (account.password or account.access_token):
            self._authenticate()

    def _upgrade(self) -> None:
        code, answer = self.docmd("STARTTLS")
        if code != 220:
            raise MailServerError(
                "no_starttls",
                f"{self._account.host} refused STARTTLS: {kind_of_answer(code, answer)}.",
                "Choose TLS with port 465, or ask the provider for the right port.",
            )
        self.sock = secure(open_socket(self), self._account.host)
        # Anything received before TLS, capabilities and buffered bytes alike, could be anybody's.
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        self.ehlo_or_helo_if_needed()

    def _authenticate(self) -> None:
        account = self._account
        if not self.has_extn("auth"):
            raise MailServerError(
                "no_auth",
                f"{account.host}:{account.port} offers no sign-in.",
                "Choose STARTTLS or TLS, or leave the user name empty if the server wants none.",
            )
        try:
            if account.access_token:
                bearer = f"user={account.username}\1auth=Bearer {account.access_token}\1\1"
                # A refusal starts as a challenge; answering it with nothing yields the final response.
                self.auth("XOAUTH2", lambda challenge=None: bearer if challenge is None else "")
            else:
                self.login(account.username, account.password)
        except smtplib.SMTPAuthenticationError as error:
            raise sign_in_refused(account.host, error.smtp_code, error.smtp_error) from error
        except UnicodeError as error:
            raise MailServerError(
                "sign_in",
                "User name or password has letters that this way of signing in cannot carry.",
                "Use an app password without accents or special letters.",
                is_sign_in=True,
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailServerError(
                "no_auth",
                f"{account.host} offers no way of signing in that we know.",
                "Use an app password, or sign in with Google or Microsoft.",
            ) from error


def sign_in_refused(host: str, code: int, answer: object) -> MailServerError:
    """The wording for a refused sign-in; some refusals are temporary."""
    told = kind_of_answer(code, answer)
    if code in TEMPORARY_SIGN_IN:
        return MailServerError("busy", f"{host} cannot sign us in just now: {told}.", "It is tried again.")
    return MailServerError(
        "sign_in",
        f"{host} refused the sign-in: {told}.",
        "Check user name and password; many providers want an app password here.",
        is_sign_in=True,
    )


def open_socket(smtp: smtplib.SMTP) -> socket.socket:
    """The socket in use; raises SMTPServerDisconnected if there is none."""
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("the connection is closed")
    return smtp.sock

"""An SMTP server that does as it is told, good or bad."""

import asyncio
import base64
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, auth_mechanism

from integrations.email.transport.smtp import SmtpAccount
from tests.mailservers.certificates import Certificates
from tests.mailservers.letters import HOST, PASSWORD, TOKEN, USER, free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Received:
    """One mail that the SMTP server took."""

    mail_from: str
    recipients: list[str]
    content: bytes
    options: list[str]
    signed_in_as: str
    is_tls: bool


@dataclass
class Behavior:
    """What the SMTP server does; the defaults are those of a good one."""

    refuse: dict[str, str] = field(default_factory=dict)
    mail_answer: str = ""
    data_answer: str = ""
    content_answer: str = ""
    # "content": amid the content, "dot": after the final dot, without an answer.
    drop_at: str = ""
    # The same, but silent and open.
    hang_at: str = ""
    # How long the answer to a mail that was taken is on its way.
    answer_seconds: float = 0.0


class SmtpSink:
    """An SMTP server that keeps what it takes in `mails`."""

    def __init__(
        self,
        *,
        certificates: Certificates | None = None,
        security: str = "none",
        needs_sign_in: bool = False,
        max_bytes: int = 0,
        takes_utf8: bool = True,
        takes_8bit: bool = True,
    ) -> None:
        self.mails: list[Received] = []
        self.behavior = Behavior()
        self.needs_sign_in = needs_sign_in
        self._security = security
        sink = self

        class Server(_Server):
            pass

        Server.sink, Server.takes_8bit = sink, takes_8bit
        context = certificates.server_context() if certificates else None
        options: dict[str, Any] = {
            "data_size_limit": max_bytes or None,
            "enable_SMTPUTF8": takes_utf8,
            # Without STARTTLS the library warns of it; the handler asks instead.
            "auth_required": needs_sign_in and security == "starttls",
            "auth_require_tls": security == "starttls",
            "authenticator": self._authenticate,
            "hostname": "mx.sink.test",
            "decode_data": False,
        }
        if security == "starttls":
            options |= {"tls_context": context, "require_starttls": True}

        class Doorman(Controller):
            def factory(self) -> SMTP:
                return Server(self.handler, loop=self.loop, **options)

        self._controller = Doorman(
            _Handler(sink),
            hostname=HOST,
            port=free_port(),
            ssl_context=context if security == "tls" else None,
        )

    @property
    def port(self) -> int:
        port: int = self._controller.port
        return port

    def account(self, **more: Any) -> SmtpAccount:
        """How the product reaches it."""
        host = HOST if self._security == "none" else "localhost"
        fields: dict[str, Any] = {
            "host": host,
            "port": self.port,
            "security": self._security,
            "timeout": 5,
        } | more
        return SmtpAccount(**fields)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if isinstance(data, LoginPassword):
            given = (data.login.decode(), data.password.decode())
            return AuthResult(success=given == (USER, PASSWORD), handled=False, auth_data=given[0])
        return AuthResult(success=False, handled=False)


class _Handler:
    """What the sink says at each step."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if self._sink.needs_sign_in and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self._sink.behavior.mail_answer:
            return self._sink.behavior.mail_answer
        envelope.mail_from = address
        envelope.mail_options = list(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if address in self._sink.behavior.refuse:
            return self._sink.behavior.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        behavior = self._sink.behavior
        if behavior.content_answer:
            return behavior.content_answer
        # The library's types say None, since that is what both are at first.
        content: Any = envelope.original_content
        name: Any = session.auth_data
        self._sink.mails.append(
            Received(
                mail_from=str(envelope.mail_from),
                recipients=list(envelope.rcpt_tos),
                content=bytes(content),
                options=list(envelope.mail_options),
                signed_in_as=str(name or ""),
                is_tls=session.ssl is not None,
            )
        )
        if behavior.drop_at == "dot":
            _abort(server)
        if behavior.hang_at == "dot":
            await asyncio.sleep(60)
        await asyncio.sleep(behavior.answer_seconds)
        return "250 2.0.0 queued as 4711"


class _Server(SMTP):
    sink: SmtpSink
    takes_8bit: bool

    async def push(self, status: Any) -> None:
        if not self.takes_8bit and status in ("250-8BITMIME", b"250-8BITMIME"):
            return
        await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:
        behavior = self.sink.behavior
        if behavior.data_answer:
            await self.push(behavior.data_answer)
        elif "content" in (behavior.drop_at, behavior.hang_at):
            await self.push("354 Go on")
            await self._reader.read(10)
            if behavior.hang_at:
                await asyncio.sleep(60)
            _abort(self)
        else:
            await super().smtp_DATA(arg)

    @auth_mechanism("XOAUTH2")
    async def auth_xoauth2(self, server: SMTP, args: list[str]) -> AuthResult:
        """Google's and Microsoft's: a refusal is a challenge first, which the client answers with nothing."""
        given = base64.b64decode(args[1]).decode()
        if given == f"user={USER}\1auth=Bearer {TOKEN}\1\1":
            return AuthResult(success=True, auth_data=USER)
        await self.challenge_auth('{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}')
        await self.push("535 5.7.8 Username and Password not accepted")
        return AuthResult(success=False, handled=True)


def _abort(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()

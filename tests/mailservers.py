"""Real mail servers on loopback: pymap and dovecot for IMAP, aiosmtpd for SMTP, each a context manager."""

import asyncio
import base64
import imaplib
import logging
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, auth_mechanism
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from helpdesk.supervisor.processes import Program, start, stop
from integrations.email.imap import ImapAccount
from integrations.email.smtp import SmtpAccount

logging.getLogger("mail.log").setLevel(logging.WARNING)

HOST = "127.0.0.1"
USER, PASSWORD, TOKEN = "support", "open-sesame", "ya29.token"
START_SECONDS = 30
DOVECOT = shutil.which(
    "dovecot", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
)


def letter(subject: str = "Hello", *, sender: str = "helen@kestrel.test", size: int = 0) -> bytes:
    """A small mail, or one of about `size` bytes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "support@halyard.test", subject
    mail["Message-ID"] = f"<{subject.replace(' ', '.')}.{sender}>"
    mail["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    mail.set_content("Our export fails.\n" + ("x" * 70 + "\n") * (size // 71))
    return bytes(mail).replace(b"\n", b"\r\n")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as own:
        own.bind((HOST, 0))
        port: int = own.getsockname()[1]
        return port


@dataclass(frozen=True)
class Certificates:
    """A certificate of a server and the authority that signed it, as PEM files."""

    authority: Path
    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """For a server of ours."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificates(folder: Path, name: str = "localhost") -> Certificates:
    """New ones, in `folder`, for a server called `name`."""
    now = datetime.now(UTC)

    def build(name: str, key: ec.EllipticCurvePrivateKey, is_authority: bool) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    root = build("Test authority", root_key, True).issuer_name(root_name).sign(root_key, hashes.SHA256())
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    own = build(name, key, False).issuer_name(root_name).add_extension(names, critical=False)
    pem = serialization.Encoding.PEM
    found = Certificates(folder / "authority.pem", folder / "server.pem", folder / "server.key")
    found.authority.write_bytes(root.public_bytes(pem))
    found.certificate.write_bytes(own.sign(root_key, hashes.SHA256()).public_bytes(pem))
    found.key.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return found


class ImapServer:
    """What both IMAP servers have: an address, and a door for the test itself."""

    port: int
    username = USER
    password = PASSWORD

    def account(self, **more: Any) -> ImapAccount:
        """How the product reaches it."""
        fields = {"host": HOST, "port": self.port, "security": "none", "timeout": 5} | more
        return ImapAccount(username=self.username, password=self.password, **fields)

    @contextmanager
    def door(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A signed-in connection of the test's own, with the folder selected."""
        own = imaplib.IMAP4(HOST, self.port, timeout=10)
        try:
            own.login(self.username, self.password)
            if folder:
                own.select(folder)
            yield own
        finally:
            own.logout()

    def append(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Deliver these mails."""
        with self.door("") as own:
            for mail in mails:
                answer, data = own.append(folder, "", "", mail)
                assert answer == "OK", data

    def expunge(self, *uids: int) -> None:
        """Take these messages away for good."""
        with self.door() as own:
            own.uid("STORE", ",".join(map(str, uids)), "+FLAGS", "(\\Deleted)")
            own.expunge()

    def clear(self, folder: str = "INBOX") -> None:
        """Take all messages away for good; their UIDs are not used again."""
        with self.door(folder) as own:
            own.store("1:*", "+FLAGS", "(\\Deleted)") if int(own.response("EXISTS")[1][0] or 0) else None
            own.expunge()

    def renew(self, folder: str = "INBOX") -> None:
        """Make the folder anew: another UIDVALIDITY, no messages."""
        raise NotImplementedError

    def flags(self, uid: int) -> bytes:
        """The flags of a message, as the server writes them."""
        with self.door() as own:
            return bytes(own.uid("FETCH", str(uid), "(FLAGS)")[1][0] or b"")

    def _wait(self, process: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with self.door(""):
                    return
            except (OSError, imaplib.IMAP4.error):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The IMAP server did not start:\n{log.read_text()}") from None
                time.sleep(0.05)


class Pymap(ImapServer):
    """An IMAP server in memory."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="candor-pymap-"))

    def __enter__(self) -> Self:
        binary = Path(sys.executable).with_name("pymap")
        argv = [str(binary), "--host", HOST, "--port", str(self.port), "--no-tls"]
        argv += ["--no-service", "managesieve", "--no-service", "admin", "dict"]
        argv += ["--demo-user", self.username, "--demo-password", self.password]
        self._program = Program(name="pymap", argv=argv)
        log = self._folder / "log"
        with log.open("wb") as output:
            self._process = start(self._program, stdout=output.fileno())
        self._wait(self._process, log)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stop(self._process, self._program)
        shutil.rmtree(self._folder, ignore_errors=True)

    def restart(self) -> None:
        """Lose everything, UIDVALIDITY included."""
        stop(self._process, self._program)
        self.__enter__()

    def renew(self, folder: str = "INBOX") -> None:
        self.restart()


class Dovecot(ImapServer):
    """Debian's dovecot, with TLS on a second port."""

    def __init__(self, certificates: Certificates) -> None:
        self.port, self.tls_port = free_port(), free_port()
        # Its sockets have long names: /tmp and not pytest's folders.
        self._folder = Path(tempfile.mkdtemp(prefix="dc-", dir="/tmp"))
        self._certificates = certificates

    def __enter__(self) -> Self:
        self._folder.chmod(0o755)
        mail = self._folder / "mail"
        mail.mkdir()
        is_root = os.geteuid() == 0
        owner = "nobody" if is_root else str(os.geteuid())
        if is_root:
            shutil.chown(mail, "nobody")
        users = "" if is_root else f"default_internal_user = {owner}\ndefault_login_user = {owner}\n"
        config = self._folder / "dovecot.conf"
        config.write_text(
            users
            + _DOVECOT.format(
                folder=self._folder,
                owner=owner,
                port=self.port,
                tls_port=self.tls_port,
                password=self.password,
                certificate=self._certificates.certificate,
                key=self._certificates.key,
            )
        )
        assert DOVECOT is not None
        self._program = Program(name="dovecot", argv=[DOVECOT, "-F", "-c", str(config)])
        log = self._folder / "log"
        with (self._folder / "output").open("wb") as output:
            self._process = start(self._program, stdout=output.fileno())
        log.touch()
        self._wait(self._process, log)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stop(self._process, self._program)
        shutil.rmtree(self._folder, ignore_errors=True)

    def renew(self, folder: str = "INBOX") -> None:
        # The index is what remembers the number; without it dovecot takes the second of now.
        shutil.rmtree(self._folder / "mail" / self.username, ignore_errors=True)
        time.sleep(1.1)


_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0 secs
first_valid_uid = 1
passdb {{
  driver = static
  args = user={user} password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid=nogroup home={folder}/mail/%u allow_all_users=yes
}}
mail_location = maildir:~/Maildir
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
""".replace("user={user} ", "")


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
        fields = {"host": host, "port": self.port, "security": self._security, "timeout": 5} | more
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
        self._sink.mails.append(
            Received(
                mail_from=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
                content=bytes(envelope.original_content or b""),
                options=list(envelope.mail_options),
                signed_in_as=str(session.auth_data or ""),
                is_tls=session.ssl is not None,
            )
        )
        if behavior.drop_at == "dot":
            assert server.transport is not None
            server.transport.abort()
        if behavior.hang_at == "dot":
            await asyncio.sleep(60)
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
            assert self.transport is not None
            self.transport.abort()
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


class OddServer:
    """
    Whatever `talk` makes of each connection; for what no decent server does.

    `talk` gets the socket and may hang: everything ends with the server.
    """

    def __init__(self, talk: Callable[[socket.socket], None]) -> None:
        self._talk = talk
        self._door = socket.create_server((HOST, 0))
        self._open: list[socket.socket] = []
        self.port: int = self._door.getsockname()[1]
        self.connections = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.close()
        self.cut()

    def cut(self) -> None:
        """Break every connection."""
        for own in self._open:
            try:
                own.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was faster
            own.close()

    def _accept(self) -> None:
        while True:
            try:
                own, _ = self._door.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(own)
            threading.Thread(target=self._serve, args=(own,), daemon=True).start()

    def _serve(self, own: socket.socket) -> None:
        try:
            self._talk(own)
        except OSError:
            pass  # the other side has gone, or the test is over


def cut_after(port: int, limit: int) -> OddServer:
    """A way to the server at `port` that breaks once it has brought `limit` bytes back."""

    def talk(own: socket.socket) -> None:
        with socket.create_connection((HOST, port)) as other:
            threading.Thread(target=_pour, args=(own, other), daemon=True).start()
            brought = 0
            while brought < limit and (piece := other.recv(min(4096, limit - brought))):
                own.sendall(piece)
                brought += len(piece)
        own.shutdown(socket.SHUT_RDWR)

    return OddServer(talk)


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(4096):
            target.sendall(piece)
    except OSError:
        pass  # the way is cut


def talk_imap(
    own: socket.socket, answers: dict[bytes, bytes | None], heard: list[bytes] | None = None
) -> None:
    """
    Talk IMAP as far as needed; for a command with one of these words, give that answer.

    One that starts with NO ends the command; after another, OK does unless it stops amid a message; None
    leaves the command to the caller.
    """
    own.sendall(b"* OK ready\r\n")
    opened = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 2] .\r\n"
    known = {**answers, b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"EXAMINE": opened}
    for line in own.makefile("rb"):
        if heard is not None:
            heard.append(line)
        tag = line.split()[0]
        answer = next((answer for word, answer in known.items() if word in line), b"")
        if answer is None:
            return
        if answer.startswith(b"NO"):
            own.sendall(tag + b" " + answer + b"\r\n")
        elif b"{" in answer:
            own.sendall(answer)
        else:
            own.sendall(answer + tag + b" OK done\r\n")

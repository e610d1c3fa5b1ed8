"""IMAP servers: pymap from the Python packages, and Debian's dovecot."""

import imaplib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from helpdesk.supervisor.processes import Program, start, stop
from integrations.email.transport.imap import ImapAccount
from tests.mailservers.certificates import Certificates
from tests.mailservers.letters import HOST, PASSWORD, USER, free_port

START_SECONDS = 30
# Debian keeps it where ordinary users do not look.
DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


class ImapServer:
    """What both IMAP servers have: an address, and a door for the test itself."""

    port: int
    username = USER
    password = PASSWORD

    def account(self, **more: Any) -> ImapAccount:
        """How the product reaches it."""
        fields: dict[str, Any] = {"host": HOST, "port": self.port, "security": "none", "timeout": 5} | more
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

    def append(self, *mails: bytes, folder: str = "INBOX", arrived: datetime | None = None) -> None:
        """Deliver these mails, now or as if at another time."""
        when = imaplib.Time2Internaldate(arrived) if arrived else ""
        with self.door("") as own:
            for mail in mails:
                answer, data = own.append(folder, "", when, mail)
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

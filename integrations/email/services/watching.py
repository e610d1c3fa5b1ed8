"""
Learning of new mail at once: a waiting connection (IDLE, RFC 2177) for each IMAP mailbox.

This only saves time. The regular check of every mailbox guarantees that mail is fetched, so any failure here
is retried later and never reported.
"""

import logging
import secrets
import threading
from collections.abc import Callable

from django.core.cache import cache
from django.db import connections

from core import clock
from core.errors import UpstreamFailed
from integrations.email.models import Intake, Mailbox
from integrations.email.services.signing_in import imap_account
from integrations.email.transport.connecting import MailServerError
from integrations.email.transport.imap import ImapAccount, ImapSession

logger = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
# Servers may close a connection that has waited for 30 minutes; many routers do so earlier.
IDLE_SECONDS = 300.0
SESSION_SECONDS = 3600.0
SETTLE_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
STOP_SECONDS = 1.5
MAX_MAILBOXES = 50
LEASE_KEY = "email:watching"
LEASE_SECONDS = 90


class Watching:
    """
    The waiting connections of this process; `fetch_soon(mailbox_id)` is called when there is mail.

    Only one worker process watches at a time.
    """

    def __init__(self, fetch_soon: Callable[[int], None]) -> None:
        self._fetch_soon = fetch_soon
        self._stop = threading.Event()
        self._watchers: dict[ImapAccount, _Watcher] = {}
        self._own_name = secrets.token_hex(8)
        self._thread = threading.Thread(target=self._run, name="mail-watching", daemon=True)

    def start(self) -> None:
        """Start watching, in daemon threads."""
        self._thread.start()

    def stop(self) -> None:
        """Close the connections; a thread that does not react within 1.5 seconds ends with the process."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=STOP_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except Exception:
                # The database or Redis may be down for a while; mail is fetched without us.
                logger.warning("Mailboxes cannot be watched just now", exc_info=True)
            finally:
                connections.close_all()
            self._stop.wait(LOOK_SECONDS)
        ended = list(self._watchers.values())
        self._keep_only(set())
        for watcher in ended:
            watcher.join(STOP_SECONDS / (len(ended) + 1))
        if cache.get(LEASE_KEY) == self._own_name:
            cache.delete(LEASE_KEY)

    def _look(self) -> None:
        """Start and stop watchers to match the current mailboxes."""
        wanted = self._accounts() if self._is_our_turn() else {}
        self._keep_only(set(wanted))
        for account, mailbox_id in wanted.items():
            if account not in self._watchers:
                watcher = self._watchers[account] = _Watcher(mailbox_id, self._fetch_soon)
                watcher.start()

    def _keep_only(self, accounts: set[ImapAccount]) -> None:
        for account in set(self._watchers) - accounts:
            self._watchers.pop(account).stop()

    def _accounts(self) -> dict[ImapAccount, int]:
        """What to watch: a mailbox whose settings changed counts as a different one."""
        found = Mailbox.objects.filter(is_active=True, intake=Intake.IMAP).order_by("id")[:MAX_MAILBOXES]
        return {_identity(mailbox): mailbox.pk for mailbox in found}

    def _is_our_turn(self) -> bool:
        if cache.add(LEASE_KEY, self._own_name, LEASE_SECONDS):
            return True
        if cache.get(LEASE_KEY) != self._own_name:
            return False
        cache.touch(LEASE_KEY, LEASE_SECONDS)
        return True


class _Watcher:
    """One mailbox's thread."""

    def __init__(self, mailbox_id: int, fetch_soon: Callable[[int], None]) -> None:
        self._mailbox_id = mailbox_id
        self._fetch_soon = fetch_soon
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"mail-watch-{mailbox_id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                self._watch()
                pause = FIRST_PAUSE
            except (MailServerError, UpstreamFailed):
                # The regular check meets the same trouble and records it in the mailbox's health.
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception:
                logger.warning("A mailbox cannot be watched just now", exc_info=True)
                pause = LONGEST_PAUSE
            finally:
                connections.close_all()
            self._stop.wait(pause)

    def _watch(self) -> None:
        mailbox = Mailbox.objects.get(pk=self._mailbox_id)
        account = imap_account(mailbox, now=clock.now())
        seen = mailbox.last_uid
        if mailbox.uid_validity is None:
            # Mail that came before the first check would count as older than the mailbox: make it soon.
            self._fetch_soon(self._mailbox_id)
        # A waiting thread must not occupy a database connection.
        connections.close_all()
        with ImapSession(account, seconds=SESSION_SECONDS) as session:
            while session.can_idle and not self._stop.is_set():
                # Mail that arrives between two waits is announced to neither.
                newest = session.newest_uid()
                if newest > seen:
                    seen = newest
                    self._fetch_soon(self._mailbox_id)
                    self._stop.wait(SETTLE_SECONDS)
                session.idle(IDLE_SECONDS, stop=self._stop.is_set)
            if not session.can_idle:
                self._stop.wait(SESSION_SECONDS)


def _identity(mailbox: Mailbox) -> ImapAccount:
    return ImapAccount(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=mailbox.imap_security,
        username=mailbox.username or mailbox.address,
        password=mailbox.password or mailbox.refresh_token,
        folder=mailbox.imap_folder,
    )

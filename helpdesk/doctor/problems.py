"""What the doctor can find, each with what it says and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["fault", "warning"]
# Code: what is wrong, and what to do. The screen has the same in each language.
WORDS: dict[str, tuple[str, str]] = {
    "database_away": (
        "The database does not answer.",
        "Look whether PostgreSQL runs, and whether DATABASE_URL names it.",
    ),
    "database_old": (
        "PostgreSQL {found} is older than {needed}.",
        "Back up, upgrade to PostgreSQL {needed}, restore.",
    ),
    "vector_missing": (
        "The extension pgvector is not in this database.",
        "Install pgvector for PostgreSQL, then run: CREATE EXTENSION vector",
    ),
    "migrations_waiting": (
        "{count} migrations are not applied, the first is {first}.",
        "Run manage.py prepare.",
    ),
    "redis_away": (
        "Redis does not answer.",
        "Look whether Redis runs, and whether REDIS_URL names it. Background work and live updates wait.",
    ),
    "redis_evicts": (
        "Redis throws data away when its memory is full ({policy}).",
        "Set maxmemory-policy noeviction: queued work would be lost.",
    ),
    "worker_away": (
        "No worker answers.",
        "Start a worker, or look in its log why it ended.",
    ),
    "scheduler_silent": (
        "No scheduled task was done in the last minute, though a worker answers.",
        "Start the scheduler, or look in its log. Due times, mail and sweeps wait.",
    ),
    "queue_long": (
        "{count} tasks wait in the queue {queue}.",
        "Start more workers, or look in the log what is slow.",
    ),
    "outbox_late": (
        "The oldest event waits for {minutes} minutes, {count} in all.",
        "Start more workers. If it stays, a handler keeps failing.",
    ),
    "outbox_fails": (
        "{count} events could not be handled so far.",
        "Read last_error in core_outboxevent, and the worker's log. They are tried again by themselves.",
    ),
    "encoders_away": (
        "The encoders do not all serve: {why}",
        "Look in the log of encoders. Search and answers find less until then.",
    ),
    "clock_differs": (
        "The clocks of this machine and of the database differ by {seconds} seconds.",
        "Switch on time synchronization (NTP) on both. Due times and sign-ins depend on it.",
    ),
    "mailbox_failing": (
        "The mailbox {address} fails.",
        "Open it in Settings / Email, which says why.",
    ),
    "mailbox_none_sends": (
        "No mailbox can send.",
        "Give one an SMTP server in Settings / Email. Until then nobody gets invitations and new passwords.",
    ),
    "connection_broken": (
        "The connection to {system} is broken.",
        "Open it in Settings / Connections, and sign in again.",
    ),
    "files_closed": (
        "Files cannot be stored in {folder}.",
        "Let the account of Candor write there.",
    ),
    "disk_full": (
        "Only {free} MB are free for files ({percent} %).",
        "Make room, or enlarge the disk. When it is full, attachments are refused.",
    ),
    "scanner_off": (
        "Files are not scanned for malware.",
        "Run ClamAV's clamd and name it in CLAMD_ADDRESS. Until then files are handed out as they came.",
    ),
    "scanner_away": (
        "The virus scanner does not answer ({waiting} files wait for it).",
        "Look whether clamd runs and CLAMD_ADDRESS names it. No new file is handed out until it answers.",
    ),
    "scanner_refuses": (
        "The virus scanner could not look at {count} files; the last reason: {why}.",
        "Let clamd's StreamMaxLength and CLAMD_MAX_BYTES allow 25 MB. They are held, and tried again.",
    ),
    "secret_weak": (
        "{fault}",
        "Change it, and restart. In production Candor does not start like this.",
    ),
    "keys_shared": (
        "FIELD_KEYS is the same as SECRET_KEY.",
        "Set FIELD_KEYS to the present SECRET_KEY, then change SECRET_KEY, so that each can change alone.",
    ),
    "proxy_anybody": (
        "Anybody is believed to be the proxy (FORWARDED_ALLOW_IPS={value}).",
        "Name the proxy's addresses: who forges X-Forwarded-For gets around the limits of sign-in.",
    ),
    "proxy_nobody": (
        "No proxy is believed (FORWARDED_ALLOW_IPS), so all people seem to come from one address.",
        "Name the proxy's addresses, or limits count all people together.",
    ),
    "certificate_ends": (
        "The certificate of {host} ends in {days} days.",
        "Look in the proxy's log why it was not renewed.",
    ),
    "certificate_wrong": (
        "The certificate of {host} is not accepted: {why}.",
        "Look in the proxy's log. Browsers warn everybody who comes.",
    ),
    "audit_broken": (
        "The audit log is broken at entry {entry}.",
        "Run manage.py audit_verify, and see Settings / Audit log. Somebody may have changed the database.",
    ),
    "audit_unchecked": (
        "Nobody has checked the audit log for more than {hours} hours.",
        "Look in the worker's log why core.tasks.check_audit does not run.",
    ),
    "backup_missing": (
        "No backup was made in the last {days} days.",
        "Schedule manage.py backup, and try a restore.",
    ),
    "check_failed": (
        "This could not be looked at ({why}).",
        "Look in the log.",
    ),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `data` fills the gaps of its words. A fault is one that somebody feels."""

    code: str
    data: Mapping[str, str | int] = field(default_factory=dict)
    severity: Severity = "fault"

    @property
    def said(self) -> str:
        """What is wrong."""
        return WORDS[self.code][0].format(**self.data)

    @property
    def advice(self) -> str:
        """What to do."""
        return WORDS[self.code][1].format(**self.data)

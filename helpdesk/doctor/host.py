"""Whether the machine and its configuration are as they should be: disk, secrets, proxy, backups."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from core import audit, clock
from helpdesk import production
from helpdesk.doctor.problems import Problem

FEWEST_BYTES = 1_000_000_000
FEWEST_PERCENT = 5
BACKUP_DAYS = 7
_AT_HOME = {"127.0.0.1", "localhost", "::1"}


def files() -> Iterator[Problem]:
    """Files can be stored, and there is room."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Problem("files_closed", {"folder": str(folder)})
    total, _, free = shutil.disk_usage(folder)
    percent = free * 100 // total
    if free < FEWEST_BYTES or percent < FEWEST_PERCENT:
        yield Problem("disk_full", {"free": free // 1_000_000, "percent": percent})


def secrets() -> Iterator[Problem]:
    """Keys that nobody knows, wherever others can reach this installation."""
    if is_at_home():
        return
    chosen = production.Chosen(
        settings.DEBUG,
        settings.SECRET_KEY,
        settings.FIELD_KEYS,
        settings.DEFAULT_SECRET_KEY,
        settings.ALLOWED_HOSTS,
        settings.PUBLIC_URL,
        settings.EXTRA_APPS,
    )
    for fault in production.faults(chosen):
        yield Problem("secret_weak", {"fault": fault})
    if settings.FIELD_KEYS == [settings.SECRET_KEY]:
        yield Problem("keys_shared", severity="warning")


def proxy() -> Iterator[Problem]:
    """What a proxy says of people's addresses is believed, and nobody else."""
    value = os.environ.get("FORWARDED_ALLOW_IPS", "").strip()
    if "*" in value or "/0" in value:
        yield Problem("proxy_anybody", {"value": value[:200]})
    elif not value and not is_at_home():
        yield Problem("proxy_nobody", severity="warning")


def backups() -> Iterator[Problem]:
    """A backup was made within a week, where it matters."""
    if is_at_home():
        return
    since = clock.now() - timedelta(days=BACKUP_DAYS)
    if not audit.entries(action="helpdesk.backup_made", begins=since).exists():
        yield Problem("backup_missing", {"days": BACKUP_DAYS}, "warning")


def is_at_home() -> bool:
    """Whether this is somebody's own machine, which nobody else reaches."""
    return not settings.PRODUCTION and urlsplit(settings.PUBLIC_URL).hostname in _AT_HOME

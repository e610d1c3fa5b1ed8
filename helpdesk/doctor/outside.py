"""Whether what Candor talks to works: mailboxes, connections, the certificate that browsers see."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from core import clock, scanning
from core.scanning import clamd
from helpdesk.doctor.problems import Problem
from integrations.connections.models import Connection
from integrations.email.models import Mailbox
from tickets.models import Attachment, Scan

FEWEST_DAYS = 14
CONNECT_SECONDS = 3.0
REFUSED_AFTER = timedelta(minutes=30)
"""What waits longer than the longest pause of one that was away was refused by itself."""


def mailboxes() -> Iterator[Problem]:
    """Each mailbox in use works, and one can send."""
    active = list(Mailbox.objects.filter(is_active=True))
    for mailbox in active:
        if mailbox.failing_since is not None:
            yield Problem("mailbox_failing", {"address": mailbox.address})
    if not any(mailbox.can_send for mailbox in active):
        yield Problem("mailbox_none_sends", severity="warning")


def connections() -> Iterator[Problem]:
    """Each connected system works."""
    for one in Connection.objects.order_by("pk"):
        if one.needs_somebody:
            # Whose account it is, only who may see connections is told.
            yield Problem("connection_broken", {"system": one.system})


def scanner() -> Iterator[Problem]:
    """Files are scanned for malware, and get their verdicts."""
    if not scanning.is_on():
        yield Problem("scanner_off", severity="warning")
        return
    waiting = Attachment.objects.filter(scan=Scan.WAITING, scan_at__isnull=False)
    if not clamd.ping():
        yield Problem("scanner_away", {"waiting": waiting.count()})
        return
    refused = waiting.filter(scan_at__gt=clock.now() + REFUSED_AFTER)
    if last := refused.order_by("-scan_at").first():
        yield Problem("scanner_refuses", {"count": refused.count(), "why": last.scan_detail})


def certificate() -> Iterator[Problem]:
    """Browsers accept the certificate of PUBLIC_URL, for two more weeks; not asked where it has none."""
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme != "https" or not parts.hostname:
        return
    try:
        ends_at = certificate_ends(parts.hostname, parts.port or 443)
    except ssl.SSLCertVerificationError as error:
        yield Problem("certificate_wrong", {"host": parts.hostname, "why": error.verify_message})
        return
    except OSError:
        # From inside a network one's own public address is often out of reach, which means nothing.
        return
    days = (ends_at - clock.now()).days
    if days < FEWEST_DAYS:
        yield Problem("certificate_ends", {"host": parts.hostname, "days": days}, "warning")


def certificate_ends(host: str, port: int) -> datetime:
    """When the certificate ends that a server shows. Raises OSError, SSLCertVerificationError."""
    with (
        socket.create_connection((host, port), timeout=CONNECT_SECONDS) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
    ):
        found = secure.getpeercert()
    text = str(found["notAfter"]) if found else ""
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)

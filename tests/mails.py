"""Raw mails and mailboxes for tests."""

import itertools
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from core import clock
from integrations.email.models import InboundMail, Mailbox, OutgoingMail, Source
from integrations.email.services import inbound_process, inbound_store
from people.models import Brand
from tickets.models import Ticket, TimelineEntry

_DATE = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def mailbox_for(brand: Brand, address: str = "support@halyard.test", **values: Any) -> Mailbox:
    """A mailbox that can send; nothing listens there unless a test starts a server."""
    defaults: dict[str, Any] = {
        "imap_host": "127.0.0.1",
        "password": "secret",
        "smtp_host": "127.0.0.1",
        "smtp_security": "none",
        "trusted_authserv": "mx.halyard.test",
    }
    return Mailbox.objects.create(brand=brand, address=address, **(defaults | values))


def raw_mail(
    text: str = "Exports fail since Monday.",
    *,
    sender: str = "Helen Marsh <helen@kestrel.test>",
    to: str = "support@halyard.test",
    subject: str = "Exports fail",
    message_id: str = "<first@kestrel.test>",
    is_proven: bool = True,
    html: str = "",
    files: dict[str, bytes] | None = None,
    headers: dict[str, str] | None = None,
) -> bytes:
    """An ordinary mail; `is_proven` adds what the receiving server says of a sender it has checked."""
    mail = EmailMessage(policy=SMTP)
    if is_proven:
        domain = sender.rpartition("@")[2].rstrip(">")
        mail["Authentication-Results"] = f"mx.halyard.test; dmarc=pass header.from={domain}"
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(_DATE)
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, content in (files or {}).items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


_uids = itertools.count(1)


def receive(mailbox: Mailbox, raw: bytes, **values: Any) -> InboundMail:
    """Store a mail as fetched from the mailbox and bring it to its end; returns its line of the log."""
    given = {"uid_validity": 1, "uid": next(_uids)} | values
    inbound = inbound_store(
        mailbox=mailbox, source=Source.IMAP, raw=raw, size=len(raw), now=clock.now(), **given
    )
    assert inbound is not None
    inbound_process(inbound_id=inbound.pk)
    inbound.refresh_from_db()
    return inbound


def ticket_of(mail: InboundMail) -> Ticket:
    """The ticket that a mail went to."""
    assert mail.ticket_id is not None
    return Ticket.objects.with_names().get(pk=mail.ticket_id)


def entry_of(mail: InboundMail | OutgoingMail) -> TimelineEntry:
    """The entry that a mail became, or carries."""
    assert mail.entry_id is not None
    return TimelineEntry.objects.get(pk=mail.entry_id)

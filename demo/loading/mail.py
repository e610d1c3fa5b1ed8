"""The demo's mailboxes, and what became of the mail that reached them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import partial
from typing import Any

from integrations.email.models import (
    InboundMail,
    InboundState,
    Intake,
    MailBody,
    Mailbox,
    MailboxState,
    RawMail,
    Reason,
    Source,
)
from people.models import Brand
from tickets.entries import Mail, Message
from tickets.models import AuthorKind, Channel, EntryKind, TimelineEntry

HOST = "127.0.0.1"
NEWEST = 60
# Sender, name, subject, text, reason, and hours ago: what an ordinary week leaves in the suspended mail.
SUSPENDED = (
    ("news@cloudweekly.example", "Cloud Weekly", "Twelve queries that will save your quarter",
     "Unsubscribe at any time.", Reason.LIST, "List-Id: <weekly.cloudweekly.example>", 3),
    ("t.brandt@nordhavn.example", "Tilde Brandt", "Automatic reply: Your invoice for October",
     "I am out of the office until Monday and read no mail.", Reason.AUTOMATIC,
     "Auto-Submitted: auto-replied", 5),
    ("no-reply@teamspace.example", "Teamspace", "Confirm your email address",
     "Somebody wants to join as support@halyard.example. The code is 482913.", Reason.SECURITY,
     "Whoever reads it could prove to own this address.", 9),
    ("mailer-daemon@mx.orrery.example", "Mail Delivery Subsystem", "Undelivered Mail Returned to Sender",
     "The following address does not exist: it@orrery.example", Reason.BOUNCE,
     "multipart/report; report-type=delivery-status", 26),
    ("alerts@statuswatch.example", "StatusWatch", "[RESOLVED] api.halyard.example is up again",
     "All checks pass since 04:12 UTC.", Reason.AUTOMATIC, "Auto-Submitted: auto-generated", 31),
    ("deals@bulkstore.example", "Bulk Store", "Last chance: 70% off office chairs",
     "You receive this mail since you are on our list.", Reason.LIST, "Precedence: bulk", 50),
    ("support@halyard.example", "Halyard", "Re: Scheduled export stops at midnight",
     "This mail was forwarded back to us.", Reason.LOOP, "It carries the mark of a mail of ours.", 52),
)  # fmt: skip


def load_mail(*, now: datetime) -> None:
    """One mailbox a brand, a line in the ingest log for its newest mails, and some suspended ones."""
    mailboxes = {
        brand.pk: Mailbox.objects.create(
            brand=brand,
            address=brand.support_email,
            intake=Intake.FORWARDING,
            smtp_host=HOST,
            smtp_port=1,
            smtp_security="none",
            signature_html=f"<p>{brand.name} support<br>{brand.site_url}</p>",
            state=MailboxState.OK,
            checked_at=now,
            last_mail_at=now - timedelta(minutes=6),
        )
        for brand in Brand.objects.exclude(support_email="")
    }
    newest = (
        TimelineEntry.objects.filter(
            kind=EntryKind.MESSAGE, channel=Channel.EMAIL, author_kind=AuthorKind.CONTACT
        )
        .select_related("ticket__requester")
        .order_by("-created_at")[:NEWEST]
    )
    mails: list[tuple[datetime, Callable[[], None]]] = []
    for entry in newest:
        if (mailbox := mailboxes.get(entry.ticket.brand_id)) is not None:
            mails.append((entry.created_at, partial(_log, mailbox, entry)))
    main = next(iter(mailboxes.values()), None)
    if main is not None:
        for address, name, subject, text, reason, detail, hours in SUSPENDED:
            at = now - timedelta(hours=hours)
            mail = _Mail(main, address, name, subject, text, at)
            mails.append((at, partial(_suspend, mail, reason, detail)))
    # The log is in the order in which they came.
    for _, keep in sorted(mails, key=lambda pair: pair[0]):
        keep()


def point_mailboxes(port: int) -> None:
    """Let the demo's mailboxes send to the server on this port, another at each start."""
    addresses = Brand.objects.filter(support_email__endswith=".example").values("support_email")
    Mailbox.objects.filter(address__in=addresses, smtp_host=HOST, intake=Intake.FORWARDING).update(
        smtp_port=port
    )


@dataclass(frozen=True)
class _Mail:
    """One mail as it came, whoever it was from."""

    mailbox: Mailbox
    address: str
    name: str
    subject: str
    text: str
    at: datetime

    @property
    def raw(self) -> bytes:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = formataddr((self.name, self.address))
        mail["To"] = self.mailbox.address
        mail["Subject"] = " ".join(self.subject.split())
        mail["Date"] = format_datetime(self.at)
        mail.set_content(self.text)
        return mail.as_bytes()

    def keep(self, **values: Any) -> InboundMail:
        """Its line in the log, with how it ended, and its original."""
        raw = self.raw
        digest = hashlib.sha256(raw).hexdigest()
        inbound = InboundMail.objects.create(
            mailbox=self.mailbox,
            source=Source.WEBHOOK,
            provider_id=f"demo-{digest[:24]}",
            sha256=digest,
            size=len(raw),
            message_id=f"{digest[:24]}@{self.address.rpartition('@')[2]}",
            fingerprint=digest,
            from_address=self.address,
            from_name=self.name,
            subject=self.subject,
            fetched_at=self.at,
            finished_at=self.at,
            **values,
        )
        RawMail.objects.create(inbound=inbound, content=raw)
        return inbound


def _suspend(mail: _Mail, reason: str, detail: str) -> None:
    mail.keep(state=InboundState.SUSPENDED, reason=reason, detail=detail)


def _log(mailbox: Mailbox, entry: TimelineEntry) -> None:
    contact, ticket = entry.ticket.requester, entry.ticket
    mail = _Mail(mailbox, contact.email, contact.name, ticket.subject, entry.body_text, entry.created_at)
    inbound = mail.keep(state=InboundState.STORED, ticket=ticket, entry=entry, is_authentic=True)
    MailBody.objects.create(entry=entry, text=entry.body_text)
    told = Mail(inbound_id=inbound.pk, from_=contact.email, to=[mailbox.address], is_authentic=True)
    TimelineEntry.objects.filter(pk=entry.pk).update(payload=entry.payload | Message(mail=told).to_json())

"""Mail of scheduled reports: each with its file, once a key."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integrations.email.models import MailFile, OutgoingKind
from integrations.email.selectors.routes import house_mailbox
from integrations.email.services.queueing import Letter, letter_queue, may_write_automatically
from people.selectors import internal as everybody


class Queued(StrEnum):
    """What became of a report: `QUEUED` also where it was queued before."""

    QUEUED = "queued"
    NO_MAILBOX = "no_mailbox"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class ReportMail:
    """One report for one address; `user_id` is whose it is, None outside."""

    key: str
    to: str
    subject: str
    text: str
    file_name: str
    content_type: str
    content: bytes
    user_id: int | None = None


def report_queue(mail: ReportMail, *, now: datetime) -> Queued:
    """Queue a report, once per `key`, in the caller's transaction."""
    mailbox = house_mailbox()
    if mailbox is None:
        return Queued.NO_MAILBOX
    if not may_write_automatically(mail.to):
        return Queued.NO_ADDRESS
    row = letter_queue(
        Letter(
            kind=OutgoingKind.REPORT,
            mailbox=mailbox,
            dedupe_key=mail.key,
            message_id=f"{mail.key.replace(':', '.')}@{mailbox.domain}",
            to=[mail.to],
            subject=mail.subject,
            text=mail.text,
            user=everybody.user_find(mail.user_id),
            from_name=mailbox.sender_name or mailbox.brand.name,
        ),
        now=now,
    )
    if row is not None:
        MailFile.objects.create(
            mail=row, name=mail.file_name, content_type=mail.content_type, content=mail.content
        )
    return Queued.QUEUED

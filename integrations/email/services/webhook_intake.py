"""Storing mail that a provider posts, before the provider gets its answer."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from integrations.email.models import InboundMail, InboundState, Mailbox, MailboxState, Reason, Source
from integrations.email.services.storing import inbound_store
from integrations.email.transport.providers import Delivery

HEAD_BYTES = 64 * 1024


@transaction.atomic
def posted_store(*, mailbox: Mailbox, delivery: Delivery, now: datetime) -> InboundMail | None:
    """
    Store a mail that a provider delivered; None if it came before.

    The envelope's recipients go in front of the headers, as a mail server would record them on delivery: one
    of our addresses in blind copy appears nowhere else.
    """
    trace = b"".join(f"Delivered-To: {address}\r\n".encode() for address in delivery.recipients)
    raw = trace + delivery.raw
    is_whole = len(raw) <= settings.MAIL_MAX_BYTES
    row = inbound_store(
        mailbox=mailbox,
        source=Source.WEBHOOK,
        raw=raw if is_whole else _head(raw),
        size=len(raw),
        provider_id=delivery.provider_id,
        state=InboundState.FETCHED if is_whole else InboundState.SUSPENDED,
        reason=Reason.NONE if is_whole else Reason.TOO_LARGE,
        now=now,
    )
    _note_mail(mailbox, now)
    return row


@transaction.atomic
def posted_unusable(*, mailbox: Mailbox, body: bytes, why: str, now: datetime) -> None:
    """Store a provider's post in which no mail was found, for somebody to look into."""
    row = inbound_store(
        mailbox=mailbox,
        source=Source.WEBHOOK,
        raw=body,
        size=len(body),
        state=InboundState.SUSPENDED,
        reason=Reason.UNREADABLE,
        now=now,
    )
    if row is not None:
        row.detail = why[:400]
        row.save(update_fields=["detail"])
    _note_mail(mailbox, now)


def posted_refuse(*, mailbox: Mailbox, why: str, now: datetime) -> None:
    """Record a refused post in the mailbox's health: with a wrong secret no mail gets in at all."""
    Mailbox.objects.filter(pk=mailbox.pk).update(
        state=MailboxState.FAILING,
        state_detail=why[:400],
        failing_since=mailbox.failing_since or now,
        checked_at=now,
    )


def _note_mail(mailbox: Mailbox, now: datetime) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(
        state=MailboxState.OK, state_detail="", failing_since=None, checked_at=now, last_mail_at=now
    )


def _head(raw: bytes) -> bytes:
    """The headers including the empty line after them."""
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := raw.find(mark, 0, HEAD_BYTES)) >= 0]
    return raw[: min(ends, default=HEAD_BYTES)]

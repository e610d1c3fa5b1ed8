"""Deciding that a mail must leave: one row, written in the transaction of its cause."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from core import queue, writes
from core.addresses import NotAnAddress, canonical, comparable, domain_of
from core.html import one_line
from core.reads import Read
from integrations.email.models import (
    AddressHealth,
    Mailbox,
    OutgoingKind,
    OutgoingMail,
)
from integrations.email.selectors.mail_facts import is_ours, own_addresses
from integrations.email.verdict import is_from_nobody
from people.models import User
from tickets import services as ticket_services
from tickets.models import DeliveryState, SideConversation, Ticket, TimelineEntry

logger = logging.getLogger(__name__)

_QUEUED, QUEUED_SECONDS = "email:sending:", 5
AUTOMATIC = frozenset(OutgoingKind.values) - {OutgoingKind.REPLY.value, OutgoingKind.SIDE.value}


@dataclass
class Letter:
    """A mail before it has a row."""

    kind: OutgoingKind
    mailbox: Mailbox
    dedupe_key: str
    message_id: str
    to: list[str]
    subject: str
    text: str
    html: str = ""
    secret: str = ""
    cc: list[str] = field(default_factory=list)
    ticket: Ticket | None = None
    entry: TimelineEntry | None = None
    side: SideConversation | None = None
    user: User | None = None
    from_name: str = ""
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    wait: timedelta = timedelta()


def letter_queue(letter: Letter, *, now: datetime) -> OutgoingMail | None:
    """
    Store a mail to send, once per `dedupe_key`; it leaves when this transaction has committed.

    Returns None if it is already queued, or can never be sent because an address is malformed: its entry then
    says so.
    """
    try:
        to, cc = ([canonical(one) for one in addresses] for addresses in (letter.to, letter.cc))
    except NotAnAddress as error:
        _refuse(letter, str(error))
        return None
    is_automatic = letter.kind in AUTOMATIC
    headers = dict(letter.headers)
    if is_automatic:
        # RFC 3834; Exchange obeys the second.
        is_answer = letter.kind in (OutgoingKind.ACKNOWLEDGEMENT, OutgoingKind.ANSWER, OutgoingKind.REFUSAL)
        headers["Auto-Submitted"] = "auto-replied" if is_answer else "auto-generated"
        headers["X-Auto-Response-Suppress"] = "All"
    mail = OutgoingMail(
        dedupe_key=letter.dedupe_key,
        kind=letter.kind,
        mailbox=letter.mailbox,
        ticket=letter.ticket,
        entry=letter.entry,
        side=letter.side,
        user=letter.user,
        message_id=letter.message_id,
        to=to,
        cc=cc,
        domain=domain_of(to[0])[:254],
        from_name=letter.from_name[:200],
        reply_to=letter.reply_to,
        subject=letter.subject[:400],
        text=letter.text,
        html=letter.html,
        secret=letter.secret,
        headers=headers,
        is_automatic=is_automatic,
        next_attempt_at=now + letter.wait,
        created_at=now,
    )
    if not writes.insert_new(mail):
        return None
    if not letter.wait:
        send_soon(mail.mailbox_id)
    return mail


def _refuse(letter: Letter, address: str) -> None:
    logger.warning("A mail has no usable address", extra={"dedupe_key": letter.dedupe_key})
    if letter.entry is not None:
        ticket_services.entry_set_delivery(
            entry_id=letter.entry.pk,
            state=DeliveryState.FAILED,
            detail=f"“{one_line(address)[:200]}” is no address that mail can be sent to. Correct it.",
        )


def send_soon(mailbox_id: int) -> None:
    """
    Have the mailbox's mails delivered once this transaction has committed.

    One task in the queue delivers all that is due by the time it begins; one that was lost is made up for by
    the sweep.
    """
    transaction.on_commit(partial(_queue_sending, mailbox_id), robust=True)


def _queue_sending(mailbox_id: int) -> None:
    if cache.add(f"{_QUEUED}{mailbox_id}", True, QUEUED_SECONDS):
        queue.enqueue("integrations.email.tasks.send", mailbox_id=mailbox_id)


def sending_begins(mailbox_id: int) -> None:
    """A task looks for what is due from now on: what comes later needs another one."""
    cache.delete(f"{_QUEUED}{mailbox_id}")


def may_write_automatically(address: str) -> bool:
    """Whether automatic mail to an address makes sense: somebody reads it, it works, and is not ours."""
    if is_from_nobody(address) or is_ours(address, own_addresses()):
        return False
    return _DEAD.first(Q(address=comparable(address), hard_bounced_at__isnull=False)) is None


_DEAD = Read(AddressHealth.objects.all, ("pk",))

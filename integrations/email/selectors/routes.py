"""Which mailbox one of our mails leaves by, and what it answers."""

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from core.reads import Read
from integrations.email.models import (
    CAN_SEND,
    InboundMail,
    InboundState,
    Mailbox,
    MailboxState,
    OutgoingMail,
    OutgoingState,
)
from tickets.models import Ticket

MAX_REFERENCES = 20


def _received() -> QuerySet[InboundMail]:
    return InboundMail.objects.select_related("mailbox__brand")


def _named() -> QuerySet[InboundMail]:
    return InboundMail.objects.exclude(message_id="")


_RECEIVED = Read(_received, ())
_INBOUND_IDS = Read(_named, ("message_id", "fetched_at"))
_OUTGOING_IDS = Read(OutgoingMail.objects.all, ("message_id", "created_at"))


def mailbox_for(ticket: Ticket) -> Mailbox | None:
    """The mailbox that received the ticket's newest mail, else one of its brand; None if none can send."""
    stored = Q(ticket_id=ticket.pk, state=InboundState.STORED, side__isnull=True)
    newest: InboundMail | None = _RECEIVED.first(stored, order=("-id",))
    if newest is not None and newest.mailbox.brand_id == ticket.brand_id and newest.mailbox.can_send:
        return newest.mailbox
    return brand_mailbox(ticket.brand_id)


def brand_mailbox(brand_id: int) -> Mailbox | None:
    """A mailbox of the brand that can send, the oldest first."""
    found: Mailbox | None = _SENDING.first(Q(brand_id=brand_id, is_active=True), order=("id",))
    return found


_SENDING = Read(lambda: Mailbox.objects.select_related("brand").filter(CAN_SEND), ())


def brand_holds(brand_id: int) -> dict[str, int]:
    """What mail holds of a brand, for `core.ports.brand_holds`."""
    mine = Mailbox.objects.filter(brand=brand_id, is_active=True)
    return {"mailboxes": mine.count(), "acknowledging_mailboxes": mine.filter(acknowledges=True).count()}


def brand_need(brand_id: int) -> str:
    """Why mail needs a brand, for `core.ports.brand_needs`: its mailboxes would go on making tickets."""
    count = Mailbox.objects.filter(brand=brand_id, is_active=True).count()
    if not count:
        return ""
    return "one mailbox of it is on" if count == 1 else f"{count} mailboxes of it are on"


def house_mailbox() -> Mailbox | None:
    """The mailbox for mail without a ticket: one that works, preferably of the default brand."""
    found = Mailbox.objects.select_related("brand").filter(CAN_SEND, is_active=True)
    is_broken = Q(state__in=[MailboxState.SIGN_IN, MailboxState.FAILING])
    broken_last = Case(When(is_broken, then=Value(1)), default=Value(0))
    return found.order_by(broken_last, "-brand__is_default", "id").first()


def can_write_to_staff() -> bool:
    """Fills the port `account_mail_works`."""
    return house_mailbox() is not None


def replies_by_email(brand_id: int) -> bool:
    """Fills the port of that name."""
    return brand_mailbox(brand_id) is not None


@dataclass(frozen=True)
class Thread:
    """The Message-IDs (without brackets) that one of our mails answers: the newest, and all, oldest first."""

    in_reply_to: str
    references: tuple[str, ...]


def thread_of(ticket: Ticket) -> Thread:
    """
    The mails of a ticket so far (RFC 5322, 3.6.4); two statements.

    If there are too many, the first and the newest are kept, because mail readers need them most.
    """
    received = Q(ticket_id=ticket.pk, state=InboundState.STORED, reason="", side__isnull=True)
    sent = Q(ticket_id=ticket.pk, user_id__isnull=True, state=OutgoingState.SENT, side__isnull=True)
    return _thread(received, sent)


def side_thread_of(side_id: int) -> Thread:
    """The mails of a side conversation so far; two statements."""
    return _thread(
        Q(side_id=side_id, state=InboundState.STORED, reason=""),
        Q(side_id=side_id, state=OutgoingState.SENT),
    )


def _thread(received: Q, sent: Q) -> Thread:
    inbound = _INBOUND_IDS.rows(received, order=("-id",), limit=MAX_REFERENCES)
    ours = _OUTGOING_IDS.rows(sent, order=("-id",), limit=MAX_REFERENCES)
    known = [(message_id, at) for message_id, at in inbound if not message_id.endswith("@without-message-id")]
    ordered = [message_id for message_id, _ in sorted([*known[::-1], *ours[::-1]], key=lambda pair: pair[1])]
    if len(ordered) > MAX_REFERENCES:
        ordered = [ordered[0], *ordered[-(MAX_REFERENCES - 1) :]]
    return Thread(known[0][0] if known else "", tuple(ordered))

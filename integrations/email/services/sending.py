"""
Delivering queued mail: at most once.

The state is written before the content goes out and after the server's answer. If a crash or a broken
connection leaves the answer unknown, the mail is in doubt and a person decides; it is never simply sent
again.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.errors import MessageError

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from core import clock, writes
from core.actors import Actor
from core.addresses import NotAnAddress
from core.errors import Conflict, NotFound, UpstreamFailed
from core.html import clean_html, one_line
from core.ports import SECRET_MARK
from core.reads import Read
from core.statements import run_numbered
from integrations.email import tokens
from integrations.email.drafts import Draft, OutgoingFile
from integrations.email.mime.composing import compose
from integrations.email.models import (
    InboundMail,
    InboundState,
    MailFile,
    OutgoingKind,
    OutgoingMail,
    OutgoingState,
    Sending,
)
from integrations.email.services import limits
from integrations.email.services.locking import Work, mailbox_lock
from integrations.email.services.needless import why_needless
from integrations.email.services.queueing import send_soon
from integrations.email.services.replying import reply_queue
from integrations.email.services.siding import side_queue
from integrations.email.services.signing_in import api_account, smtp_account
from integrations.email.transport.api import api_deliver
from integrations.email.transport.connecting import MailServerError
from integrations.email.transport.smtp import Accepted, InDoubt, NotReached, Refused, deliver
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets import services as ticket_services
from tickets.entries import Message, Recipients
from tickets.models import DeliveryState, EntryKind, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)


def _due() -> QuerySet[OutgoingMail]:
    found = OutgoingMail.objects.select_for_update(of=("self",), skip_locked=True)
    return found.select_related("mailbox__brand", "ticket__requester", "entry")


_DUE = Read(_due, ())
_WAITING = Read(OutgoingMail.objects.all, ("pk",))
_ENTRY = Read(OutgoingMail.objects.all, ("entry_id",))
_HANDED_OVER = (
    f"UPDATE {OutgoingMail._meta.db_table} SET state = 'handing_over', handed_over_at = %s,"  # noqa: S608 (a name of our own)
    " next_attempt_at = %s WHERE id = %s AND state = 'sending' AND attempts = %s RETURNING 1"
)
GIVE_UP_AFTER = timedelta(days=2)
UNSCANNED_AGAIN = timedelta(seconds=30)
BACKOFF = [timedelta(seconds=seconds) for seconds in (20, 60, 300, 900, 3600)]
DATABASE_PAUSES = (1, 2, 4, 8, 15)
"""Seconds between the attempts to record a server's answer."""
_WORDS = {
    OutgoingState.SENT: DeliveryState.SENT,
    OutgoingState.FAILED: DeliveryState.FAILED,
    OutgoingState.CAPPED: DeliveryState.FAILED,
    OutgoingState.IN_DOUBT: DeliveryState.IN_DOUBT,
    OutgoingState.QUEUED: DeliveryState.QUEUED,
    OutgoingState.CANCELLED: DeliveryState.NONE,
}
DOUBT = "The connection broke while the mail was handed over: the server may have it or not."


def mailbox_send(*, mailbox_id: int, seconds: float = 60.0) -> int:
    """
    Deliver the mailbox's due mails one after the other, for about `seconds`; returns how many were tried.

    One process at a time per mailbox, so that a hanging server holds up only one. It stops at the first mail
    that has to wait: the next one would meet the same server.
    """
    tried, last_id, ends_at = 0, 0, time.monotonic() + seconds
    with mailbox_lock(Work.SEND, mailbox_id) as is_ours:
        session = connection.connection
        while is_ours and time.monotonic() < ends_at and connection.connection is session:
            due = Q(mailbox_id=mailbox_id, next_attempt_at__lte=clock.now())
            found = _WAITING.first(due, order=("next_attempt_at", "id"))
            # Getting the same one again means that somebody else has it.
            if found is None or found[0] == last_id:
                break
            (mail_id,) = found
            tried, last_id = tried + 1, mail_id
            if mail_send(mail_id=mail_id) == OutgoingState.QUEUED:
                break
    return tried


def mail_send(*, mail_id: int) -> OutgoingState | None:
    """
    Deliver one due mail and record the result; None if it is not due or somebody else has it.

    Call it outside any transaction: each step commits separately.
    """
    mail = _claim(mail_id, clock.now())
    if mail is None:
        return None
    try:
        draft = _draft(mail)
        content = compose(draft)
        hand_over = _way_of(mail, draft, content)
    except (MailServerError, UpstreamFailed) as error:
        return _try_later(mail, str(error))
    except ticket_services.FileWaiting as error:
        return _try_later(mail, error.message)
    except ticket_services.FileInfected as error:
        return _end(mail, OutgoingState.FAILED, error.message)
    except OSError as error:
        logger.exception("A file of a mail could not be read", extra={"mail_id": mail_id})
        return _try_later(mail, f"A file could not be read: {error.strerror}")
    except (ValueError, TypeError, LookupError, AttributeError, MessageError) as error:
        # The same mail would fail the same way every time, so somebody has to know.
        logger.exception("A mail could not be composed", extra={"mail_id": mail_id})
        return _end(mail, OutgoingState.FAILED, f"It could not be made into a mail: {_why(error)}")
    if len(content) > settings.MAIL_OUT_MAX_BYTES:
        limit = settings.MAIL_OUT_MAX_BYTES // (1024 * 1024)
        return _end(
            mail, OutgoingState.FAILED, f"With its files it is over {limit} MB. Share them by a link."
        )
    try:
        accepted = hand_over(lambda: _hand_over(mail))
    except Refused as error:
        told = f"{error.code} {error.text}"
        return _end(mail, OutgoingState.FAILED, told) if error.is_permanent else _try_later(mail, told)
    except NotReached as error:
        return _try_later(mail, str(error))
    except InDoubt:
        return _end(mail, OutgoingState.IN_DOUBT, DOUBT)
    return _accepted(mail, accepted)


def _way_of(mail: OutgoingMail, draft: Draft, content: bytes) -> Callable[[Callable[[], None]], Accepted]:
    """How it is handed over, once: by the mailbox's server or its provider. Raises MailServerError."""
    mailbox = mail.mailbox
    if mailbox.sends_by == Sending.API:
        account = api_account(mailbox)
        return lambda before: api_deliver(
            account, draft=draft, reference=str(mail.pk), before_handover=before
        )
    server = smtp_account(mailbox, now=clock.now())
    everybody = [*mail.to, *mail.cc]
    return lambda before: deliver(
        server, mail_from=mailbox.address, recipients=everybody, content=content, before_handover=before
    )


def _why(error: Exception) -> str:
    if isinstance(error, NotAnAddress):
        return f"“{one_line(str(error))[:200]}” is no address that mail can be sent to."
    return f"{type(error).__name__}. The log of the server has the details."


@transaction.atomic
def _claim(mail_id: int, now: datetime) -> OutgoingMail | None:
    _hold_entry(mail_id)
    mail: OutgoingMail | None = _DUE.first(Q(pk=mail_id, next_attempt_at__lte=now))
    if mail is None:
        return None
    if mail.state == OutgoingState.HANDING_OVER:
        # The process that had it is gone, and the server's answer with it.
        _end(mail, OutgoingState.IN_DOUBT, DOUBT)
        return None
    if mail.state not in (OutgoingState.QUEUED, OutgoingState.SENDING):
        return None
    if needless := why_needless(mail, now=now):
        _end(mail, OutgoingState.CANCELLED, needless)
        return None
    if mail.is_automatic and (held := limits.exceeded(mail, now=now)):
        _end(mail, OutgoingState.CAPPED, held)
        return None
    if mail.entry is not None and mail.entry.has_attachments and ticket_services.has_unscanned(mail.entry.pk):
        # It waits for the virus scanner as long as that takes, and holds up no other mail.
        mail.next_attempt_at = now + UNSCANNED_AGAIN
        writes.update(mail, ["next_attempt_at"])
        return None
    mail.state, mail.attempts, mail.next_attempt_at = OutgoingState.SENDING, mail.attempts + 1, now + LEASE
    writes.update(mail, ["state", "attempts", "next_attempt_at"])
    return mail


def _hand_over(mail: OutgoingMail) -> None:
    now = clock.now()
    if not run_numbered(_HANDED_OVER, [now, now + LEASE, mail.pk, mail.attempts]):
        raise Conflict("Somebody else has taken this mail.")


def _accepted(mail: OutgoingMail, accepted: Accepted) -> OutgoingState:
    detail, mail.provider_id = "", accepted.provider_id[:200]
    if accepted.refused:
        mail.refused = sorted(accepted.refused)
        said = "; ".join(f"{address}: {why}" for address, why in sorted(accepted.refused.items()))
        detail = f"Not to everybody. {said}"
    for pause in DATABASE_PAUSES:
        try:
            return _end(mail, OutgoingState.SENT, detail)
        except OperationalError:
            # We know the answer: a brief database outage must not turn it into a doubt.
            connection.close()
            time.sleep(pause)
    return _end(mail, OutgoingState.SENT, detail)


def _try_later(mail: OutgoingMail, told: str) -> OutgoingState:
    now = clock.now()
    if now - mail.created_at > GIVE_UP_AFTER:
        return _end(mail, OutgoingState.FAILED, f"Given up after two days. {told}")
    wait = BACKOFF[min(mail.attempts - 1, len(BACKOFF) - 1)]
    changed = _still_ours(mail, OutgoingState.SENDING, OutgoingState.HANDING_OVER).update(
        state=OutgoingState.QUEUED, detail=told[:400], next_attempt_at=now + wait
    )
    if not changed:
        return OutgoingState.SENDING
    _tell(mail, OutgoingState.QUEUED, f"Tried {mail.attempts} times. {told}")
    return OutgoingState.QUEUED


def _still_ours(mail: OutgoingMail, *states: OutgoingState) -> QuerySet[OutgoingMail]:
    """The mail, unless somebody else has started on it because we exceeded our lease."""
    return OutgoingMail.objects.filter(pk=mail.pk, state__in=states, attempts=mail.attempts)


def _hold_entry(mail_id: int) -> None:
    """What a mail was made from is always locked before the mail."""
    found = _ENTRY.first(Q(pk=mail_id, entry__isnull=False))
    if found is not None:
        ticket_services.entries_hold([found[0]])


@transaction.atomic
def _end(
    mail: OutgoingMail, state: OutgoingState, detail: str = "", *, shown: DeliveryState | None = None
) -> OutgoingState:
    if mail.entry_id is not None:
        ticket_services.entries_hold([mail.entry_id])
    mail.state, mail.detail, mail.next_attempt_at, mail.secret = state, detail[:400], None, ""
    if state == OutgoingState.SENT:
        mail.sent_at = clock.now()
    writes.update(mail, ["state", "detail", "next_attempt_at", "sent_at", "refused", "secret", "provider_id"])
    if mail.kind == OutgoingKind.REPORT:
        MailFile.objects.filter(mail=mail.pk).delete()
    _tell(mail, state, detail, shown=shown)
    return state


def _tell(
    mail: OutgoingMail, state: OutgoingState, detail: str, *, shown: DeliveryState | None = None
) -> None:
    if mail.entry_id is None or (mail.kind == OutgoingKind.ACKNOWLEDGEMENT and state == OutgoingState.CAPPED):
        return
    ticket_services.entry_set_delivery(entry_id=mail.entry_id, state=shown or _WORDS[state], detail=detail)


def _draft(mail: OutgoingMail) -> Draft:
    mailbox = mail.mailbox
    return Draft(
        message_id=mail.message_id,
        from_name=mail.from_name or mailbox.sender_name or mailbox.brand.name,
        from_address=mailbox.address,
        to=mail.to,
        cc=mail.cc,
        reply_to=mail.reply_to,
        subject=mail.subject,
        text=mail.text.replace(SECRET_MARK, mail.secret) if mail.secret else mail.text,
        html=clean_html(mail.html),
        headers=mail.headers | {"X-Candor-Loop": tokens.loop_mark(mailbox.address)},
        files=_files(mail),
        date=mail.created_at,
    )


def _files(mail: OutgoingMail) -> list[OutgoingFile]:
    if mail.kind == OutgoingKind.REPORT:
        return [
            OutgoingFile(f"{file.pk}", file.name, file.content_type, bytes(file.content))
            for file in MailFile.objects.filter(mail=mail.pk)
        ]
    if mail.entry is None or not mail.entry.has_attachments:
        return []
    return [
        OutgoingFile(
            content_id=str(file.public_id),
            name=file.name,
            content_type=file.content_type,
            content=ticket_services.file_path(file).read_bytes(),
        )
        for file in (all_tickets.files_of_entries([mail.entry_id]) if mail.entry_id else [])
    ]


def mailboxes_to_send(*, now: datetime) -> list[int]:
    """The mailboxes that have mail to send now."""
    due = OutgoingMail.objects.filter(next_attempt_at__lte=now)
    return list(due.order_by().values_list("mailbox", flat=True).distinct())


@transaction.atomic
def delivery_decide(
    *, actor: Actor, ticket_id: int, entry_id: int, action: str, now: datetime
) -> TimelineEntry:
    """
    A person's decision about a message that did not get through: `send_again`, `was_sent` or `cancel`.

    Raises NotFound, Forbidden, Conflict if there is nothing to decide.
    """
    require(actor, "ticket.reply")
    ticket = ticket_selectors.ticket_for_update(actor=actor, ticket_id=ticket_id)
    ticket_services.entries_hold([entry_id])
    mail = OutgoingMail.objects.select_for_update(of=("self",)).filter(entry=entry_id, ticket=ticket).first()
    if mail is None:
        return _queue_again(ticket, entry_id, action, now=now)
    undecided = (
        OutgoingState.FAILED, OutgoingState.IN_DOUBT, OutgoingState.BOUNCED, OutgoingState.CAPPED,
        OutgoingState.CANCELLED,
    )  # fmt: skip
    if mail.state not in undecided and not (action == "cancel" and mail.state == OutgoingState.QUEUED):
        raise Conflict(
            f"This mail is {mail.get_state_display().lower()}: there is nothing to decide.",
            code="email.nothing_to_decide",
        )
    if action == "send_again":
        # A new attempt is a new decision; the Message-ID stays, so that a second copy is recognizable.
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=OutgoingState.QUEUED, next_attempt_at=now, created_at=now
        )
        ticket_services.entry_set_delivery(entry_id=entry_id, state=DeliveryState.QUEUED)
        send_soon(mail.mailbox_id)
    elif action == "was_sent":
        _end(mail, OutgoingState.SENT, f"{actor.name} says that it arrived.")
    else:
        told = f"Cancelled by {actor.name}."
        _end(mail, OutgoingState.CANCELLED, told, shown=DeliveryState.FAILED)
    return all_tickets.entry_get(entry_id)


def _queue_again(ticket: Ticket, entry_id: int, action: str, *, now: datetime) -> TimelineEntry:
    """A message that had no address or no mailbox may have both by now."""
    entry = all_tickets.entry_find(entry_id, ticket_id=ticket.pk)
    if entry is None or entry.delivery_state != DeliveryState.FAILED or action == "was_sent":
        raise NotFound("This message has not gone out by email.")
    if action == "send_again":
        recipients = Message.of(entry.payload).recipients if entry.kind == EntryKind.MESSAGE else None
        if recipients is not None and not recipients.to and ticket.requester.email:
            named = Recipients([ticket.requester.email], recipients.cc)
            ticket_services.entry_set_recipients(entry=entry, recipients=named)
        queue = side_queue if entry.kind == EntryKind.SIDE else reply_queue
        queue(entry=entry, now=now)
    else:
        ticket_services.entry_set_delivery(
            entry_id=entry_id, state=DeliveryState.FAILED, detail="Cancelled: it stays unsent."
        )
    return all_tickets.entry_get(entry_id)


def mailboxes_to_read(*, now: datetime) -> list[int]:
    """The mailboxes with stored mail waiting to be parsed."""
    waiting = InboundMail.objects.filter(
        state__in=[InboundState.FETCHED, InboundState.FAILED], next_attempt_at__lte=now
    )
    return list(waiting.order_by().values_list("mailbox", flat=True).distinct())

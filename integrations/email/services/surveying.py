"""A survey in a letter of its own, for a ticket that was resolved without a reply to bring it (T11)."""

from datetime import datetime, timedelta
from html import escape

from django.conf import settings
from django.db.models import Q

from core.addresses import comparable
from integrations.email import tokens, wording
from integrations.email.models import OutgoingKind, OutgoingMail, OutgoingState
from integrations.email.selectors.routes import mailbox_for
from integrations.email.services import replying
from integrations.email.services.limits import COUNTED
from integrations.email.services.queueing import Letter, letter_queue
from tickets.channels import Mail
from tickets.models import Rating, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors.surveys import survey_apart

PAUSE = timedelta(hours=1)
"""How long a ticket stays resolved before its customer is asked: what somebody still writes comes first."""


def survey_queue(*, ticket_id: int, now: datetime) -> OutgoingMail | None:
    """
    Queue the survey of a ticket that has just been resolved, once for each time it is.

    None if a reply brings it, or it may not be asked by mail. Both are looked at again before it leaves.
    """
    ticket = all_tickets.ticket_find(ticket_id)
    rating = _to_ask(ticket, now=now) if ticket is not None else None
    if ticket is None or rating is None or _has_been_sent(ticket, rating):
        return None
    mailbox = mailbox_for(ticket)
    if mailbox is None or ticket.resolved_at is None:
        return None
    language = replying.language_of(ticket)
    hello, told, last = (
        replying.greeting(ticket, language),
        wording.say("resolved", language),
        wording.say("unsolved", language),
    )
    text, html = replying.with_survey(
        ticket, rating, f"{hello}\n\n{told}", f"<p>{escape(hello)}</p><p>{escape(told)}</p>", language
    )
    text, html = replying.signed(mailbox, None, f"{text}\n\n{last}", f"{html}<p>{escape(last)}</p>")
    # No number of an entry is ever as large.
    number = round(ticket.resolved_at.timestamp() * 1_000_000)
    letter = Letter(
        kind=OutgoingKind.SURVEY,
        mailbox=mailbox,
        dedupe_key=f"survey:{rating.pk}:{number}",
        message_id=tokens.message_id(ticket.public_id, number, mailbox.domain),
        to=[ticket.requester.email],
        subject=replying.subject(ticket, OutgoingKind.SURVEY, language),
        text=text,
        html=html,
        ticket=ticket,
        from_name=mailbox.sender_name or ticket.brand.name,
        reply_to=replying.customer_address(mailbox, ticket),
        headers=replying.thread_headers(ticket),
        wait=PAUSE,
    )
    return letter_queue(letter, now=now)


def survey_is_due(mail: OutgoingMail, *, now: datetime) -> bool:
    """Whether a queued survey may still leave: its ticket stayed resolved, and nothing else has asked."""
    ticket = all_tickets.ticket_find(mail.ticket_id)
    if ticket is None or ticket.resolved_at is None or ticket.resolved_at > mail.created_at:
        return False
    if [comparable(one) for one in mail.to] != [comparable(ticket.requester.email)]:
        return False
    rating = _to_ask(ticket, now=now)
    return rating is not None and not _has_been_sent(ticket, rating, but=mail.pk)


def _to_ask(ticket: Ticket, *, now: datetime) -> Rating | None:
    address = ticket.requester.email
    if ticket.mail() != Mail.AT_ONCE or not address:
        return None
    rating = survey_apart(ticket, now=now)
    return rating if rating and replying.may_hear_automatically(ticket, address) else None


def _has_been_sent(ticket: Ticket, rating: Rating, *, but: int | None = None) -> bool:
    """Whether a mail has asked this already; a survey that waits from before a reopening has not."""
    asks = Q(kind=OutgoingKind.SURVEY) | Q(
        kind=OutgoingKind.REPLY, text__contains=f"{settings.PUBLIC_URL}/rate/"
    )
    left = Q(state__in=COUNTED) | Q(state=OutgoingState.QUEUED, kind=OutgoingKind.REPLY)
    mails = OutgoingMail.objects.filter(asks, left, ticket=ticket, side=None, created_at__gte=rating.asked_at)
    return mails.exclude(pk=but).exists() if but is not None else mails.exists()

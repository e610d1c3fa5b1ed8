"""The acknowledgement of a new mail (C9), if the assistant does not send one."""

from datetime import datetime

from assistant.selectors import policy_for
from core import ports
from core.actors import SYSTEM
from integrations.email import wording
from integrations.email.selectors.routes import mailbox_for
from integrations.email.services.queueing import may_write_automatically
from integrations.email.services.replying import best_articles, language_of
from tickets.channels import CHANNELS, Mail
from tickets.entries import Message
from tickets.models import Handler, TimelineEntry
from tickets.models.ticket import lock_ticket
from tickets.selectors import internal as all_tickets
from tickets.services import post_reply


def acknowledgement_words(ticket_id: int) -> tuple[str, str] | None:
    """
    A ticket's acknowledgement as text and HTML; None if none leaves by email.

    Fills `core.ports.acknowledgement_words`.
    """
    ticket = all_tickets.ticket_find(ticket_id)
    if ticket is None or ticket.mail() != Mail.AT_ONCE or not CHANNELS[ticket.channel].assistant:
        return None
    mailbox = mailbox_for(ticket)
    if mailbox is None or not mailbox.acknowledges:
        return None
    language = language_of(ticket)
    return wording.acknowledgement(
        language=language,
        own_words=ticket.brand.acknowledgement.get(language[:2], ""),
        brand=ticket.brand.name,
        number=ticket.number,
        wait_seconds=ports.expected_wait_seconds(ticket_id),
        articles=best_articles(ticket, language),
    )


def acknowledge(*, ticket_id: int, now: datetime) -> TimelineEntry | None:
    """
    Acknowledge a new request by email; None if that is not wanted or the assistant does it.

    The assistant either answers or says itself that a person will. It never counts as a first reply.
    """
    # Held, so that nobody answers between this look and the words that somebody will.
    ticket = lock_ticket(ticket_id)
    if ticket is None or ticket.is_spam or ticket.is_deleted or ticket.handler == Handler.PERSON:
        return None
    if ticket.first_replied_at is not None:
        return None
    rules = policy_for(ticket.brand_id)
    if rules.is_on and ticket.channel in rules.channels:
        return None
    words = acknowledgement_words(ticket_id)
    if words is None or not may_write_automatically(ticket.requester.email):
        return None
    return post_reply(
        actor=SYSTEM,
        ticket_id=ticket_id,
        body_html=words[1],
        payload=Message(is_acknowledgement=True),
        client_id="acknowledgement",
        now=now,
    )

"""What we write to customers, as mail."""

import re
from datetime import datetime, timedelta
from html import escape

from django.conf import settings
from django.db.models import Q

from assistant.selectors import newest_triage
from core.html import html_to_text, text_to_html
from core.reads import Read
from integrations.email import tokens, wording
from integrations.email.models import (
    InboundMail,
    Mailbox,
    OutgoingKind,
    OutgoingMail,
)
from integrations.email.selectors.mail_facts import is_merely_named
from integrations.email.selectors.routes import mailbox_for, thread_of
from integrations.email.services.queueing import Letter, letter_queue, may_write_automatically
from kb.selectors import retrieve
from people.selectors.internal import signature_of
from tickets import services as ticket_services
from tickets.channels import CHANNELS, Mail
from tickets.entries import Message, Recipients
from tickets.models import AuthorKind, DeliveryState, EntryKind, Rating, Ticket, TimelineEntry, Visibility
from tickets.selectors import internal as all_tickets
from tickets.surveys import scores_of

CHAT_PATIENCE = timedelta(minutes=2)
"""How long somebody may be away from a chat before our reply follows them by email."""
ARTICLES = 2
_AUTHENTIC = Read(InboundMail.objects.all, ("is_authentic",))
_LINK = re.compile(r'<a href="([^"<>]{1,2000})"[^<>]{0,200}>([^<>]{1,300})</a>')


def reply_queue(*, entry: TimelineEntry, now: datetime) -> OutgoingMail | None:
    """
    Queue what we wrote to a customer, if it has to leave by email.

    If email is the ticket's channel everything leaves; chat replies follow those who have left the chat.
    """
    if entry.kind != EntryKind.MESSAGE or entry.visibility != Visibility.PUBLIC:
        raise ValueError(f"Entry {entry.pk} is not for customers.")
    ticket = all_tickets.ticket_find(entry.ticket_id)
    assert ticket is not None  # noqa: S101 (a foreign key)
    is_ack = Message.of(entry.payload).is_acknowledgement
    is_by_email = ticket.mail() == Mail.AT_ONCE
    if ticket.mail() == Mail.NEVER or (is_ack and not (is_by_email and CHANNELS[ticket.channel].assistant)):
        return None
    recipients = Message.of(entry.payload).recipients or Recipients([ticket.requester.email])
    to = [address for address in recipients.to if address]
    mailbox = mailbox_for(ticket)
    if mailbox is None or not to:
        if is_by_email:
            why = "The customer has no address." if mailbox else "No mailbox of this brand can send."
            ticket_services.entry_set_delivery(entry_id=entry.pk, state=DeliveryState.FAILED, detail=why)
        return None
    kind = _kind_of(entry, is_ack=is_ack)
    if kind != OutgoingKind.REPLY and not may_hear_automatically(ticket, to[0]):
        return None
    if is_ack and not mailbox.acknowledges:
        return None
    letter = _reply_letter(kind, mailbox, ticket, entry, to, recipients.cc)
    may_wait = ticket.mail(has_cc=bool(letter.cc)) == Mail.AFTERWARDS
    if may_wait:
        letter.wait = CHAT_PATIENCE
    mail = letter_queue(letter, now=now)
    if mail is not None and not may_wait:
        ticket_services.entry_set_delivery(entry_id=entry.pk, state=DeliveryState.QUEUED)
    return mail


def may_hear_automatically(ticket: Ticket, address: str) -> bool:
    """
    Whether automatic messages may go there.

    Typing a stranger's address into a chat must not be enough to make us write to that stranger.
    """
    return may_write_automatically(address) and not is_merely_named(ticket, address.lower())


def _kind_of(entry: TimelineEntry, *, is_ack: bool) -> OutgoingKind:
    if is_ack:
        return OutgoingKind.ACKNOWLEDGEMENT
    is_person = entry.author_kind in (AuthorKind.STAFF, AuthorKind.TOKEN)
    return OutgoingKind.REPLY if is_person else OutgoingKind.ANSWER


def _reply_letter(
    kind: OutgoingKind,
    mailbox: Mailbox,
    ticket: Ticket,
    entry: TimelineEntry,
    to: list[str],
    cc: list[str],
) -> Letter:
    language = language_of(ticket)
    text, html = entry.body_text, entry.body_html
    if kind == OutgoingKind.ACKNOWLEDGEMENT:
        text = html_to_text(_LINK.sub(r"\2 (\1)", html))
    elif kind == OutgoingKind.ANSWER:
        hello, told = greeting(ticket, language), wording.say("answered", language)
        text, html = f"{hello}\n\n{text}\n\n{told}", f"<p>{escape(hello)}</p>{html}<p>{told}</p>"
    elif ticket.status == "resolved" and not cc and Message.of(entry.payload).mail is None:
        rating = all_tickets.open_rating(ticket.pk)
        text, html = with_survey(ticket, rating, text, html, language) if rating else (text, html)
    text, html = signed(mailbox, entry, text, html)
    is_person = kind == OutgoingKind.REPLY
    brand = mailbox.sender_name or ticket.brand.name
    return Letter(
        kind=kind,
        mailbox=mailbox,
        dedupe_key=f"entry:{entry.pk}",
        message_id=tokens.message_id(ticket.public_id, entry.pk, mailbox.domain),
        to=to,
        cc=list(cc) if is_person else [],
        subject=subject(ticket, kind, language, is_opening=Message.of(entry.payload).is_opening),
        text=text,
        html=html,
        ticket=ticket,
        entry=entry,
        from_name=f"{entry.author_name} ({brand})" if is_person else brand,
        reply_to=customer_address(mailbox, ticket),
        headers=thread_headers(ticket),
    )


def signed(mailbox: Mailbox, entry: TimelineEntry | None, text: str, html: str) -> tuple[str, str]:
    """A letter with what its author writes under their replies, if any, and then what the mailbox does."""
    words = ""
    # An answer that came by mail has what its author's own program puts there.
    is_staffs = entry is not None and entry.author_kind == AuthorKind.STAFF
    if entry is not None and is_staffs and entry.author_id and not Message.of(entry.payload).mail:
        words = signature_of(entry.author_id).strip()
    parts = [words, html_to_text(mailbox.signature_html) if mailbox.signature_html else ""]
    if below := "\n\n".join(part for part in parts if part):
        text = f"{text}\n\n-- \n{below}"
    if words:
        html = f"{html}<div>{text_to_html(words)}</div>"
    if mailbox.signature_html:
        html = f"{html}<div>{mailbox.signature_html}</div>"
    return text, html


def customer_address(mailbox: Mailbox, ticket: Ticket) -> str:
    """Where a customer's answer goes; it identifies the ticket if the mail server allows that."""
    if not mailbox.uses_plus_address:
        return mailbox.address
    return tokens.reply_address(mailbox.address, tokens.customer_token(ticket.public_id))


def thread_headers(ticket: Ticket) -> dict[str, str]:
    """What a mail of ours to the customer answers."""
    thread = thread_of(ticket)
    headers = {}
    if thread.in_reply_to:
        headers["In-Reply-To"] = f"<{thread.in_reply_to}>"
    if thread.references:
        headers["References"] = " ".join(f"<{one}>" for one in thread.references)
    return headers


def subject(ticket: Ticket, kind: OutgoingKind, language: str, *, is_opening: bool = False) -> str:
    """What a mail to the customer is called: after the ticket, as far as its words may go there."""
    if is_opening:
        return ticket.subject
    if kind == OutgoingKind.REPLY or _is_proven(ticket):
        return ticket.subject if ticket.subject.lower().startswith("re:") else f"Re: {ticket.subject}"
    # To an address nobody vouched for, repeat nothing that its user wrote.
    return wording.say("subject", language, brand=ticket.brand.name)


def greeting(ticket: Ticket, language: str) -> str:
    """Mail begins with a greeting, chat does not; it uses a name only if we know it belongs to them."""
    first = ticket.requester.name.split(" ")[0] if ticket.requester.name and _is_proven(ticket) else ""
    return wording.say("hello_name", language, name=first) if first else wording.say("hello", language)


def _is_proven(ticket: Ticket) -> bool:
    first = _AUTHENTIC.first(Q(ticket_id=ticket.pk, side__isnull=True), order=("id",))
    return first is not None and bool(first[0])


def with_survey(ticket: Ticket, rating: Rating, text: str, html: str, language: str) -> tuple[str, str]:
    """A letter with a survey below, a signed link for each score."""
    links = {
        score: f"{settings.PUBLIC_URL}/rate/"
        f"{ticket_services.survey_token(rating, score, language=language[:2])}"
        for score in scores_of(rating.kind)
    }
    ask_text, ask_html = wording.survey(
        kind=rating.kind, brand=ticket.brand.name, language=language, links=links
    )
    return f"{text}\n\n{ask_text}", f"{html}{ask_html}"


def language_of(ticket: Ticket) -> str:
    """The requester's language, else the one that triage found, else the brand's."""
    if ticket.requester.locale:
        return ticket.requester.locale[:2]
    triage = newest_triage(ticket)
    return (triage.value("language") if triage is not None else "") or ticket.brand.language


def best_articles(ticket: Ticket, reading: str) -> list[tuple[str, str]]:
    """The titles and addresses of the two public articles that fit best, in the reader's language."""
    first = all_tickets.first_customer_entry(ticket.pk)
    question = f"{ticket.subject}\n{first.body_text[:2000] if first else ''}"
    found: dict[int, tuple[str, str]] = {}
    for passage in retrieve(None, question, brand_id=ticket.brand_id, reading=reading, limit=10):
        url = passage.url if "://" in passage.url else f"{settings.PUBLIC_URL}{passage.url}"
        found.setdefault(passage.article_id, (passage.title, url.partition("#")[0]))
    return list(found.values())[:ARTICLES]

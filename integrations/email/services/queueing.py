"""Deciding that a mail must leave: one row, written in the transaction of its cause."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from django.conf import settings
from django.db import transaction

from assistant.models import Triage
from core import ports
from core.addresses import NotAnAddress, canonical, comparable, domain_of
from core.errors import DomainError
from core.html import html_to_text, one_line
from integrations.email import tokens, wording
from integrations.email.deciding import is_from_nobody
from integrations.email.models import (
    AddressHealth,
    InboundMail,
    Mailbox,
    OutgoingKind,
    OutgoingMail,
)
from integrations.email.selectors.facts import is_merely_named, is_ours, own_addresses
from integrations.email.selectors.routes import mailbox_for, thread_of
from kb.selectors import retrieve
from people.models import MailNotices, Presence, User
from tickets import services as ticket_services
from tickets.channels import CHANNELS, Way
from tickets.entries import Message, Recipients
from tickets.models import AuthorKind, DeliveryState, Rating, Ticket, TimelineEntry

logger = logging.getLogger(__name__)

CHAT_PATIENCE = timedelta(minutes=2)
"""How long somebody may be away from a chat before our reply follows them by email."""
AUTOMATIC = frozenset(OutgoingKind.values) - {OutgoingKind.REPLY.value}
ARTICLES = 2


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
    user: User | None = None
    from_name: str = ""
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    wait: timedelta = timedelta()


def letter_queue(letter: Letter, *, now: datetime) -> OutgoingMail | None:
    """
    Store a mail to send, once for each `dedupe_key`; it leaves when this transaction has committed.

    Returns None when it is queued already, and when it can never be sent because an address is none: then
    its entry says so.
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
    mail, is_new = OutgoingMail.objects.get_or_create(
        dedupe_key=letter.dedupe_key,
        defaults={
            "kind": letter.kind,
            "mailbox": letter.mailbox,
            "ticket": letter.ticket,
            "entry": letter.entry,
            "user": letter.user,
            "message_id": letter.message_id,
            "to": to,
            "cc": cc,
            "domain": domain_of(to[0])[:254],
            "from_name": letter.from_name[:200],
            "reply_to": letter.reply_to,
            "subject": letter.subject[:400],
            "text": letter.text,
            "html": letter.html,
            "secret": letter.secret,
            "headers": headers,
            "is_automatic": is_automatic,
            "next_attempt_at": now + letter.wait,
            "created_at": now,
        },
    )
    if not is_new:
        return None
    if not letter.wait:
        post_soon(mail.mailbox_id)
    return mail


def _refuse(letter: Letter, address: str) -> None:
    logger.warning("A mail has no usable address", extra={"dedupe_key": letter.dedupe_key})
    if letter.entry is not None:
        ticket_services.entry_set_delivery(
            entry_id=letter.entry.pk,
            state=DeliveryState.FAILED,
            detail=f"“{one_line(address)[:200]}” is no address that mail can be sent to. Correct it.",
        )


def post_soon(mailbox_id: int) -> None:
    """Have the mailbox's mails delivered once this transaction has committed."""
    from integrations.email import tasks

    transaction.on_commit(lambda: tasks.post_soon(mailbox_id), robust=True)


def reply_queue(*, entry: TimelineEntry, now: datetime) -> OutgoingMail | None:
    """
    Queue what we wrote to a customer, if it has to leave by email.

    Where mail is the ticket's way everything does; what is said in a chat follows those who have left it.
    """
    ticket = Ticket.objects.with_names().get(pk=entry.ticket_id)
    is_ack = Message.of(entry.payload).is_acknowledgement
    is_by_email = ticket.way == Way.EMAIL
    if ticket.way == Way.API or (is_ack and not (is_by_email and CHANNELS[ticket.channel].assistant)):
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
    if kind != OutgoingKind.REPLY and not _may_hear_automatically(ticket, to[0]):
        return None
    if is_ack and not mailbox.acknowledges:
        return None
    letter = _reply_letter(kind, mailbox, ticket, entry, to, recipients.cc)
    # Who is in CC has no chat to read it in.
    may_wait = not is_by_email and not letter.cc
    if may_wait:
        letter.wait = CHAT_PATIENCE
    mail = letter_queue(letter, now=now)
    if mail is not None and not may_wait:
        ticket_services.entry_set_delivery(entry_id=entry.pk, state=DeliveryState.QUEUED)
    return mail


def _may_hear_automatically(ticket: Ticket, address: str) -> bool:
    """
    Whether what no person wrote may go there.

    Who types a stranger's address into a chat must not make us write to the stranger by that alone.
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
        text, html = wording.acknowledgement(
            language=language,
            wait_seconds=ports.expected_wait_seconds(ticket.pk),
            articles=best_articles(ticket),
        )
    elif kind == OutgoingKind.ANSWER:
        hello, told = _greeting(ticket, language), wording.say("answered", language)
        text, html = f"{hello}\n\n{text}\n\n{told}", f"<p>{escape(hello)}</p>{html}<p>{told}</p>"
    elif ticket.status == "resolved" and not cc and Message.of(entry.payload).mail is None:
        text, html = _with_survey(ticket, text, html, language)
    if mailbox.signature_html:
        text = f"{text}\n\n-- \n{html_to_text(mailbox.signature_html)}"
        html = f"{html}<div>{mailbox.signature_html}</div>"
    is_person = kind == OutgoingKind.REPLY
    brand = mailbox.sender_name or ticket.brand.name
    return Letter(
        kind=kind,
        mailbox=mailbox,
        dedupe_key=f"entry:{entry.pk}",
        message_id=tokens.message_id(ticket.public_id, entry.pk, mailbox.domain),
        to=to,
        cc=list(cc) if is_person else [],
        subject=_subject(ticket, kind, language, is_opening=Message.of(entry.payload).is_opening),
        text=text,
        html=html,
        ticket=ticket,
        entry=entry,
        from_name=f"{entry.author_name} ({brand})" if is_person else brand,
        reply_to=customer_address(mailbox, ticket),
        headers=_thread_headers(ticket),
    )


def customer_address(mailbox: Mailbox, ticket: Ticket) -> str:
    """Where a customer's answer goes; it names the ticket where the mail server allows that."""
    if not mailbox.uses_plus_address:
        return mailbox.address
    return tokens.reply_address(mailbox.address, tokens.customer_token(ticket.public_id))


def _thread_headers(ticket: Ticket) -> dict[str, str]:
    thread = thread_of(ticket)
    headers = {}
    if thread.in_reply_to:
        headers["In-Reply-To"] = f"<{thread.in_reply_to}>"
    if thread.references:
        headers["References"] = " ".join(f"<{one}>" for one in thread.references)
    return headers


def _subject(ticket: Ticket, kind: OutgoingKind, language: str, *, is_opening: bool) -> str:
    if is_opening:
        return ticket.subject
    if kind == OutgoingKind.REPLY or _is_proven(ticket):
        return ticket.subject if ticket.subject.lower().startswith("re:") else f"Re: {ticket.subject}"
    # To an address that nobody vouched for we repeat no word of who used it.
    return wording.say("subject", language, brand=ticket.brand.name)


def _greeting(ticket: Ticket, language: str) -> str:
    """Mail begins with a greeting, chat does not; with the name only of who is known to bear it."""
    first = ticket.requester.name.split(" ")[0] if ticket.requester.name and _is_proven(ticket) else ""
    return wording.say("hello_name", language, name=first) if first else wording.say("hello", language)


def _is_proven(ticket: Ticket) -> bool:
    first = InboundMail.objects.filter(ticket=ticket).order_by("id").first()
    return first is not None and first.is_authentic


def _with_survey(ticket: Ticket, text: str, html: str, language: str) -> tuple[str, str]:
    rating = Rating.objects.filter(ticket=ticket, answered_at=None).order_by("-id").first()
    if rating is None:
        return text, html
    links = [
        f"{settings.PUBLIC_URL}/rate/{ticket_services.survey_token(rating, score)}" for score in range(1, 6)
    ]
    ask_text, ask_html = wording.survey(language=language, links=links)
    return f"{text}\n\n{ask_text}", f"{html}{ask_html}"


def language_of(ticket: Ticket) -> str:
    """The language of the requester, else the one that triage found."""
    if ticket.requester.locale:
        return ticket.requester.locale[:2]
    triage = Triage.objects.filter(ticket=ticket.pk).order_by("-id").first()
    return (triage.value("language") if triage is not None else "") or "en"


def best_articles(ticket: Ticket) -> list[tuple[str, str]]:
    """Title and address of the two public articles that fit a request best."""
    first = TimelineEntry.objects.filter(ticket=ticket, author_kind=AuthorKind.CONTACT).order_by("id").first()
    question = f"{ticket.subject}\n{first.body_text[:2000] if first else ''}"
    found: dict[int, tuple[str, str]] = {}
    for passage in retrieve(None, question, brand_id=ticket.brand_id, limit=10):
        url = passage.url if "://" in passage.url else f"{settings.PUBLIC_URL}{passage.url}"
        found.setdefault(passage.article_id, (passage.title, url.partition("#")[0]))
    return list(found.values())[:ARTICLES]


def may_write_automatically(address: str) -> bool:
    """Whether automatic mail to an address makes sense: somebody reads it, it works, and is not ours."""
    if is_from_nobody(address) or is_ours(address, own_addresses()):
        return False
    return not AddressHealth.objects.filter(
        address=comparable(address), hard_bounced_at__isnull=False
    ).exists()


def notice_queue(*, entry: TimelineEntry, now: datetime) -> OutgoingMail | None:
    """
    Tell a ticket's assignee of a customer's message, if they want that by email.

    Their answer to it is a reply in the ticket, held back if somebody wrote in between (`StaffToken`).
    """
    ticket = Ticket.objects.with_names().get(pk=entry.ticket_id)
    user, mailbox = ticket.assignee, mailbox_for(ticket)
    if user is None or mailbox is None or not user.is_active or not _wants_notice(user):
        return None
    token = tokens.staff_token(ticket_id=ticket.pk, user_id=user.pk, seen_entry_id=entry.pk)
    answers = mailbox.uses_plus_address
    how = "Answer this mail to reply to the customer; begin with #note for an internal note."
    link = f"{settings.PUBLIC_URL}/app/inbox/{ticket.pk}"
    text = f"{entry.author_name} wrote:\n\n{entry.body_text[:20_000]}\n\n{link}"
    return letter_queue(
        Letter(
            kind=OutgoingKind.NOTICE,
            mailbox=mailbox,
            dedupe_key=f"notice:{entry.pk}:{user.pk}",
            message_id=f"notice.{entry.pk}.{user.pk}.{token[-16:]}@{mailbox.domain}",
            to=[user.email],
            subject=f"#{ticket.pk} {ticket.subject}",
            text=f"{text}\n\n{how}" if answers else text,
            ticket=ticket,
            user=user,
            from_name=f"{entry.author_name} ({ticket.brand.name})",
            reply_to=tokens.reply_address(mailbox.address, token) if answers else mailbox.address,
            headers={"List-Unsubscribe": f"<{settings.PUBLIC_URL}/app/inbox>"},
        ),
        now=now,
    )


def mention_queue(*, entry: TimelineEntry, user: User, now: datetime) -> OutgoingMail | None:
    """
    Tell a teammate who is not online that a note names them; None for one who is.

    Somebody counts on them: what they chose for customers' messages does not matter here. The mail names no
    address to answer to, since what they have to say belongs into the ticket.
    """
    ticket = Ticket.objects.with_names().get(pk=entry.ticket_id)
    mailbox = mailbox_for(ticket)
    if mailbox is None or user.presence == Presence.ONLINE:
        return None
    link = f"{settings.PUBLIC_URL}/app/inbox/{ticket.pk}"
    return letter_queue(
        Letter(
            kind=OutgoingKind.NOTICE,
            mailbox=mailbox,
            dedupe_key=f"mention:{entry.pk}:{user.pk}",
            message_id=f"mention.{entry.pk}.{user.pk}@{mailbox.domain}",
            to=[user.email],
            subject=f"#{ticket.pk} {ticket.subject}",
            text=f"{entry.author_name} mentioned you in a note:\n\n{entry.body_text[:20_000]}\n\n{link}",
            ticket=ticket,
            user=user,
            from_name=f"{entry.author_name} ({ticket.brand.name})",
            headers={"List-Unsubscribe": f"<{settings.PUBLIC_URL}/app/inbox>"},
        ),
        now=now,
    )


def _wants_notice(user: User) -> bool:
    if user.mail_notices == MailNotices.AWAY:
        return user.presence != Presence.ONLINE
    return user.mail_notices == MailNotices.ALWAYS


def refusal_queue(
    *, inbound: InboundMail, user: User, ticket_id: int, error: DomainError, now: datetime
) -> OutgoingMail | None:
    """Tell a colleague that their reply by email was not sent, why, and what to do."""
    newer: list[dict[str, Any]] = error.data.get("newer", [])
    said = "".join(f"\n\n{one['author']['name']}:\n{one['body_text'][:2000]}" for one in newer)
    link = f"{settings.PUBLIC_URL}/app/inbox/{ticket_id}"
    text = (
        f"Your reply to ticket #{ticket_id} was not sent.\n\n{error.message}{said}\n\n"
        f"Your text is kept in the suspended mail (number {inbound.pk}). Reply in the workspace: {link}"
    )
    return letter_queue(
        Letter(
            kind=OutgoingKind.REFUSAL,
            mailbox=inbound.mailbox,
            dedupe_key=f"refusal:{inbound.pk}",
            message_id=f"refusal.{inbound.pk}.{inbound.sha256[:20]}@{inbound.mailbox.domain}",
            to=[user.email],
            subject=f"Not sent: your reply to #{ticket_id}",
            text=text,
            user=user,
            headers={"In-Reply-To": f"<{inbound.message_id}>"},
        ),
        now=now,
    )


def too_large_queue(*, inbound: InboundMail, address: str, now: datetime) -> OutgoingMail | None:
    """Tell a sender that their mail was over the limit, without a word of it."""
    mailbox = inbound.mailbox
    if not mailbox.can_send or not address or not may_write_automatically(address):
        return None
    megabyte = 1024 * 1024
    language = "en"
    text = say_too_large(language, -(-inbound.size // megabyte), settings.MAIL_MAX_BYTES // megabyte)
    return letter_queue(
        Letter(
            kind=OutgoingKind.REFUSAL,
            mailbox=mailbox,
            dedupe_key=f"too-large:{inbound.pk}",
            message_id=f"refusal.{inbound.pk}.{inbound.sha256[:20]}@{mailbox.domain}",
            to=[address],
            subject=wording.say("too_large_subject", language, brand=mailbox.brand.name),
            text=text,
            from_name=mailbox.sender_name or mailbox.brand.name,
        ),
        now=now,
    )


def say_too_large(language: str, size: int, limit: int) -> str:
    """The words of that refusal; sizes in megabytes."""
    told = wording.say("too_large", language, size=size, limit=limit)
    return f"{wording.say('hello', language)}\n\n{told}"

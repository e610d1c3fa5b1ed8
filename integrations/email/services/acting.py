"""Carrying out a verdict: a message, a note, a colleague's reply, or a report on the conversation."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from io import BytesIO
from typing import Any

from core import writes
from core.actors import SYSTEM, Actor
from core.addresses import comparable
from core.errors import DomainError
from core.html import text_to_html
from integrations.email.mime import html_lines
from integrations.email.mime.framing import count_remote_images
from integrations.email.mime.parsing import Address, MailFile, ParsedMail
from integrations.email.models import InboundMail, MailBody, RawMail, Reason
from integrations.email.selectors.mail_facts import Here, Lead, brand_addressed, is_ours, reply_to_of
from integrations.email.services import bouncing, going_on, refusing
from integrations.email.services.kept import raw_forget
from integrations.email.verdict import Act, Verdict
from people import services as people_services
from people.actors import staff_actor
from people.models import Contact
from people.selectors import internal as everybody
from tickets import services as ticket_services
from tickets.entries import AutomaticMailStep, Mail, Message, ReplyTo
from tickets.models import Channel, Ticket, TicketLink, TimelineEntry
from tickets.services import InboundMessage
from tickets.services.attaching import INLINE_TYPES
from tickets.services.linking import tickets_link

MAX_TEXT = 390_000
_WORDS = ("subject", "text", "html", "visible_text", "visible_html", "quoted_text", "signature_text")
_MARKUP = ("html", "visible_html")
MAX_FILES = 20
NOTE_MARK = "#note"


@dataclass(frozen=True)
class Outcome:
    """Where a mail ended up."""

    ticket_id: int | None
    entry_id: int | None
    reason: str = ""
    detail: str = ""
    left: writes.Batch | None = None
    """What is still to be written, with the mail's own row."""


class Unacceptable(Exception):
    """The mail asks for something we refuse; it is suspended for this reason."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def act(
    inbound: InboundMail,
    mail: ParsedMail,
    verdict: Verdict,
    *,
    sender: Address,
    lead: Lead,
    here: Here,
    staff_user_id: int | None,
    now: datetime,
) -> Outcome:
    """Carry out the verdict in the caller's transaction. Raises Unacceptable, Invalid, Forbidden."""
    match verdict.act:
        case Act.REPORT:
            return _report(inbound, mail, verdict, now=now)
        case Act.STAFF_REPLY:
            return _staff_reply(inbound, mail, lead, staff_user_id, now=now)
        case _:
            return _message(inbound, mail, verdict, sender, lead, here, now=now)


def _message(
    inbound: InboundMail,
    mail: ParsedMail,
    verdict: Verdict,
    sender: Address,
    lead: Lead,
    here: Here,
    *,
    now: datetime,
) -> Outcome:
    own = here.own
    contact = _contact(inbound, verdict, sender, lead, now=now)
    mail, removed = secrets_cut(inbound, mail)
    content = Content(SYSTEM, mail, now=now)
    chat = lead.ticket if verdict.goes_on else None
    ticket_id = verdict.ticket_id if chat is None else going_on.ticket_of(chat, contact)
    message = InboundMessage(
        brand_id=brand_addressed(mail, inbound.mailbox, here),
        channel=Channel.EMAIL,
        channel_message_id=f"mail:{inbound.fingerprint}",
        contact=contact,
        ticket_id=ticket_id,
        subject=mail.subject,
        body_html=content.html,
        body_text=content.text,
        attachment_ids=content.file_ids,
        metadata=Message(
            mail=replace(mail_noted(inbound, mail, sender, own), inline=content.by_cid),
            automatic=mail.automatic,
        ),
        sent_at=mail.sent_at,
        removed=removed,
    )
    if verdict.act == Act.ASIDE:
        assert verdict.ticket_id is not None  # noqa: S101 (decided so)
        entry = ticket_services.receive_aside(ticket_id=verdict.ticket_id, message=message, now=now)
        keep_body(entry, mail)
        return Outcome(entry.ticket_id, entry.pk, detail="Noted: its sender takes no part in the ticket.")
    received = ticket_services.receive_message(actor=SYSTEM, message=message, now=now)
    left = writes.Batch()
    bouncing.address_is_alive(sender.address, left)
    if received.is_duplicate:
        return Outcome(received.ticket.pk, received.entry.pk, reason=Reason.DUPLICATE, left=left)
    left.insert(_body_of(received.entry, mail))
    _note_participants(inbound, mail, received.ticket, contact, own, now=now)
    if chat is not None:
        going_on.note(chat, received, address=sender.address, now=now)
        told = f"Goes on from the chat #{chat.pk}."
        return Outcome(received.ticket.pk, received.entry.pk, detail=told, left=left)
    if verdict.related_id is not None and verdict.related_id != received.ticket.pk:
        tickets_link(source_id=received.ticket.pk, target_id=verdict.related_id, kind=TicketLink.Kind.RELATED)
        told = f"Possibly related to #{verdict.related_id}."
        return Outcome(received.ticket.pk, received.entry.pk, detail=told, left=left)
    return Outcome(received.ticket.pk, received.entry.pk, left=left)


def secrets_cut(inbound: InboundMail, mail: ParsedMail) -> tuple[ParsedMail, list[str]]:
    """
    A mail without card numbers and keys, and the kinds of what was taken out, one for each.

    Its original goes then, but for the headers that say who wrote to whom. Quotes and the hidden parts of the
    layout count too: they are stored as well.
    """
    texts = {name: getattr(mail, name) for name in _WORDS}
    found = ticket_services.leaks_in(texts.values())
    for name in _MARKUP:
        texts[name], hidden = ticket_services.html_cleaned(texts[name])
        found += [leak for leak in hidden if leak not in found]
    if not found:
        return mail, []
    needles = ticket_services.needles_of(found)
    clean: dict[str, Any] = {name: needles.in_text(text)[0] for name, text in texts.items()}
    for raw in RawMail.objects.filter(inbound=inbound):
        raw_forget(raw)
    InboundMail.objects.filter(pk=inbound.pk).update(subject=needles.in_text(inbound.subject)[0][:300])
    inbound.subject = needles.in_text(inbound.subject)[0][:300]
    return replace(mail, **clean), [leak.kind.value for leak in found]


def _contact(
    inbound: InboundMail, verdict: Verdict, sender: Address, lead: Lead, *, now: datetime
) -> Contact:
    """
    The writer: on their own ticket, the requester. Somebody answering at an address that a visitor typed is a
    separate contact: a mail turns no visitor into somebody else, and nobody into that visitor.
    """
    requester = lead.ticket.requester if lead.ticket is not None and verdict.ticket_id is not None else None
    if requester is not None and comparable(requester.email) == comparable(sender.address):
        return requester
    return people_services.contact_for_address(
        address=sender.address, name=sender.name, is_proven=inbound.is_authentic, now=now
    )


def _note_participants(
    inbound: InboundMail, mail: ParsedMail, ticket: Ticket, contact: Contact, own: list[str], *, now: datetime
) -> None:
    people = [
        (one.name, one.address)
        for one in (*mail.to, *mail.cc)
        if one.address and not is_ours(one.address, own)
    ]
    if not people:
        return
    staff = {comparable(email) for email in everybody.staff_addresses()}
    ticket_services.participants_note(
        ticket=ticket,
        people=[(name, address) for name, address in people if comparable(address) not in staff],
        is_approved=inbound.is_authentic,
        added_by_ref=f"contact:{contact.pk}",
        now=now,
    )


def _staff_reply(
    inbound: InboundMail, mail: ParsedMail, lead: Lead, staff_user_id: int | None, *, now: datetime
) -> Outcome:
    token = lead.staff
    user = everybody.user_find(staff_user_id)
    if token is None or user is None:
        raise Unacceptable(Reason.STAFF, "Nobody of the staff has this address any more.")
    actor = staff_actor(user)
    content = Content(actor, mail, now=now)
    is_note = content.text.lstrip().lower().startswith(NOTE_MARK)
    try:
        entry = ticket_services.post_reply(
            actor=actor,
            ticket_id=token.ticket_id,
            body_html="" if is_note else content.html,
            body_text=content.text.lstrip()[len(NOTE_MARK) :].strip() if is_note else content.text,
            kind="note" if is_note else "public",
            seen_entry_id=None if is_note else token.seen_entry_id,
            force=inbound.is_recovered,
            attachment_ids=content.file_ids,
            payload=Message(mail=mail_noted(inbound, mail, mail.from_)),
            client_id=f"mail:{inbound.fingerprint}",
            now=now,
        )
    except DomainError as error:
        refusing.refusal_queue(inbound=inbound, user=user, ticket_id=token.ticket_id, error=error, now=now)
        raise Unacceptable(Reason.STAFF, error.message) from error
    return Outcome(entry.ticket_id, entry.pk)


def _report(inbound: InboundMail, mail: ParsedMail, verdict: Verdict, *, now: datetime) -> Outcome:
    """Record a delivery report or an automatic answer without reopening anything."""
    assert verdict.ticket_id is not None  # noqa: S101 (decided so)
    mail, _ = secrets_cut(inbound, mail)
    if mail.bounce is not None:
        told = bouncing.bounce_note(bounce=mail.bounce, now=now)
    else:
        told = mail.visible_text[:MAX_TEXT].strip() or mail.subject
    entry = ticket_services.timeline_append(
        actor=SYSTEM,
        ticket_id=verdict.ticket_id,
        step=AutomaticMailStep(mail_noted(inbound, mail, mail.from_)),
        body_text=told,
        now=now,
    )
    keep_body(entry, mail)
    reason = Reason.BOUNCE if mail.automatic == "bounce" else Reason.AUTOMATIC
    return Outcome(verdict.ticket_id, entry.pk, reason=reason, detail=mail.reason)


class Content:
    """A mail's visible part as a message: its files stored, its inline images pointing to them."""

    def __init__(self, actor: Actor, mail: ParsedMail, *, now: datetime) -> None:
        self.file_ids: list[str] = []
        self.left_out: list[str] = []
        self.empty: list[str] = []
        self.by_cid: dict[str, str] = {}
        for file in mail.files:
            public_id = self._store(actor, file, now=now)
            if public_id and file.content_id:
                self.by_cid.setdefault(file.content_id, public_id)
        html, text = mail.visible_html, mail.visible_text
        if not text.strip() and "<img" not in html:
            # Only a quote, or a client whose marks we misread: showing everything loses nothing.
            html, text = mail.html, mail.text
        if text.strip() and html.strip() and not html_lines.text_of(html_lines.lines(html)):
            # The HTML has no words, perhaps only a picture: the text's words must not be lost.
            html = f"{text_to_html(text)}{html}"
        self.html = _with_images(html, self.by_cid) if len(html) <= MAX_TEXT else ""
        self.text = text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}\n…"
        notes = []
        if self.left_out:
            notes.append(f"Not kept as files: {', '.join(self.left_out)}. The original mail has them.")
        if self.empty:
            notes.append(f"Files without content: {', '.join(self.empty)}.")
        for note in notes:
            self.text = f"{self.text}\n\n[{note}]"
            self.html = f"{self.html}<p>[{escape(note)}]</p>" if self.html else ""

    def _store(self, actor: Actor, file: MailFile, *, now: datetime) -> str:
        if not file.content:
            self.empty.append(file.name)
            return ""
        if len(self.file_ids) >= MAX_FILES:
            self.left_out.append(file.name)
            return ""
        try:
            stored = ticket_services.attachment_store(
                actor=actor, name=file.name, stream=BytesIO(file.content), now=now
            )
        except DomainError:
            # Over the size limit for files.
            self.left_out.append(file.name)
            return ""
        self.file_ids.append(str(stored.public_id))
        # Others become ordinary attachments: a browser only gets them as downloads.
        return str(stored.public_id) if stored.content_type in INLINE_TYPES else ""


_CID = re.compile(r"""(\bsrc\s{0,4}=\s{0,4}["']?)cid:([^"'\s<>]{1,250})""", re.IGNORECASE)


def _with_images(html: str, by_cid: dict[str, str]) -> str:
    def replace(found: re.Match[str]) -> str:
        public_id = by_cid.get(found[2])
        return f"{found[1]}/api/v1/attachments/{public_id}" if public_id else found[0]

    return _CID.sub(replace, html)


def mail_noted(inbound: InboundMail, mail: ParsedMail, sender: Address, own: list[str] | None = None) -> Mail:
    """What an entry's payload records about its mail; without `own` addresses, Reply-To is omitted."""
    reply_to = reply_to_of(mail, sender, own) if own is not None else []
    return Mail(
        inbound_id=inbound.pk,
        from_=sender.address,
        to=[one.address for one in mail.to[:50]],
        cc=[one.address for one in mail.cc[:50]],
        reply_to=[ReplyTo(one.name[:200], one.address) for one in reply_to],
        is_authentic=inbound.is_authentic,
        has_quote=bool(mail.quoted_text.strip() or mail.signature_text.strip()),
        has_html=bool(mail.html.strip()),
        remote_images=count_remote_images(mail.html),
        automatic=mail.automatic,
        invitations=[
            {
                "method": one.method,
                "summary": one.summary[:300],
                "organizer": one.organizer[:254],
                "location": one.location[:300],
                "starts_at": one.starts_at.isoformat() if one.starts_at else None,
                "ends_at": one.ends_at.isoformat() if one.ends_at else None,
                "is_floating": one.is_floating,
                "is_all_day": one.is_all_day,
            }
            for one in mail.invitations[:5]
        ],
        note=" ".join(mail.problems)[:1_500],
    )


def keep_body(entry: TimelineEntry, mail: ParsedMail) -> None:
    """Store the whole mail next to an entry that may already have it."""
    if not MailBody.objects.filter(entry=entry).exists():
        _body_of(entry, mail).save(force_insert=True)


def _body_of(entry: TimelineEntry, mail: ParsedMail) -> MailBody:
    return MailBody(
        entry=entry,
        text=mail.text[:2_000_000],
        html=mail.html[:2_000_000],
        quoted_text=f"{mail.signature_text}\n\n{mail.quoted_text}".strip()[:2_000_000],
        remote_images=min(count_remote_images(mail.html), 32_000),
    )

"""Mail to staff: a customer wrote, and whatever else they should know."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from assistant.selectors import newest_handoff
from core import pages
from integrations.email import tokens
from integrations.email.models import Mailbox, OutgoingKind, OutgoingMail
from integrations.email.selectors.routes import house_mailbox, mailbox_for
from integrations.email.services.queueing import Letter, letter_queue
from kb.selectors import articles_visible
from notices import selectors as notice_selectors
from notices.models import Kind, Notice
from notices.rendering import subject_of
from notices.saying import said
from people.actors import staff_actor
from people.models import MailNotices, Presence, User
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors
from tickets.models import TimelineEntry
from tickets.selectors import internal as all_tickets


def notice_queue(*, entry: TimelineEntry, now: datetime) -> OutgoingMail | None:
    """
    Mail a ticket's assignee about a customer's message, if they want that.

    Their answer to it is a reply in the ticket, held back if somebody wrote in between (`StaffToken`).
    """
    ticket = all_tickets.ticket_find(entry.ticket_id)
    user = ticket.assignee if ticket is not None else None
    if ticket is None or user is None or not user.is_active or not _wants_notice(user):
        return None
    mailbox = mailbox_for(ticket)
    if mailbox is None:
        return None
    token = tokens.staff_token(ticket_id=ticket.pk, user_id=user.pk, seen_entry_id=entry.pk)
    answers = mailbox.uses_plus_address
    language = user.locale[:2]
    how = pages.text("email.how_to_answer", language)
    link = f"{settings.PUBLIC_URL}/app/inbox/{ticket.pk}"
    wrote = pages.text("email.wrote", language, name=entry.author_name)
    text = f"{wrote}\n\n{entry.body_text[:20_000]}\n\n{link}"
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


def notices_queue(*, user_id: int, notice_ids: Sequence[int], now: datetime) -> OutgoingMail | None:
    """
    Mail somebody their unread notices, several in one; None if none is left or no mailbox can send it.

    The mail has no reply address: their answer belongs in the tickets.
    """
    user = everybody.user_find(user_id)
    notices = notice_selectors.notices_due(user_id=user_id, ids=notice_ids) if user is not None else []
    seen = [one for one in notices if user is not None and _may_see(user, one)]
    mailbox = _mailbox_of(seen[-1]) if seen else None
    if user is None or mailbox is None:
        return None
    newest, is_one, language = seen[-1], len(seen) == 1, user.locale[:2]
    # What happened again is told again.
    key = f"{user.pk}.{newest.pk}.{newest.count}.{len(seen)}"
    brand = (newest.ticket.brand if newest.ticket is not None else mailbox.brand).name
    subject = f"#{newest.ticket_id} {subject_of(newest)}" if newest.ticket_id else subject_of(newest)
    return letter_queue(
        Letter(
            kind=OutgoingKind.NOTICE,
            mailbox=mailbox,
            dedupe_key=f"notices:{key}",
            message_id=f"notices.{key}@{mailbox.domain}",
            to=[user.email],
            subject=subject
            if is_one
            else pages.text("email.notices_subject", language, count=len(seen), subject=subject),
            text="\n\n\n".join(_told(one, language) for one in seen),
            ticket=newest.ticket,
            user=user,
            from_name=f"{newest.by_name} ({brand})" if is_one and newest.by_name else brand,
            headers={"List-Unsubscribe": f"<{settings.PUBLIC_URL}/app/settings/account>"},
        ),
        now=now,
    )


def _may_see(user: User, notice: Notice) -> bool:
    if notice.ticket is not None:
        return bool(ticket_selectors.staff_seeing(ticket=notice.ticket, users=[user]))
    return articles_visible(staff_actor(user)).filter(pk=notice.article_id or 0).exists()


def _mailbox_of(notice: Notice) -> Mailbox | None:
    return mailbox_for(notice.ticket) if notice.ticket is not None else house_mailbox()


def _told(notice: Notice, language: str) -> str:
    if notice.ticket is None:
        link = f"{settings.PUBLIC_URL}/app/kb/{notice.article_id}"
        about = (_of_article(notice, language), _words(notice, language), link)
        return "\n\n".join(part for part in about if part)
    who = notice.by_name or "Candor"
    what = pages.text(f"email.notice_{notice.kind}", language, who=who, number=notice.ticket_id)
    if notice.count > 1:
        what = pages.text("email.times", language, what=what, count=notice.count)
    entry = all_tickets.entry_find(notice.entry_id, ticket_id=notice.ticket_id)
    text = entry.body_text[:20_000] if entry is not None else _words(notice, language)
    if entry is not None and entry.is_redacted:
        text = ""
    link = f"{settings.PUBLIC_URL}/app/inbox/{notice.ticket_id}"
    handed = _handed_over(notice, language) if notice.kind == Kind.ESCALATED else ""
    parts = (f"{what}: {subject_of(notice)}", text, handed, link)
    return "\n\n".join(part for part in parts if part)


def _of_article(notice: Notice, language: str) -> str:
    key, due = f"email.notice_{notice.kind}", notice.article.review_due_on if notice.article else None
    told = {"who": notice.by_name or "Candor", "title": subject_of(notice)}
    if notice.kind == Kind.ARTICLE and due is not None:
        return pages.text(f"{key}_since", language, day=pages.date_words(due, language), **told)
    return pages.text(key, language, **told)


def _words(notice: Notice, language: str) -> str:
    """What a notice says besides, in the reader's language where the server has words for it."""
    words = said(notice.message, language) if notice.message else None
    return notice.text if words is None else words


def _handed_over(notice: Notice, language: str) -> str:
    """What the assistant knows and tried, for somebody who comes to the ticket new; empty without it."""
    handoff = newest_handoff(notice.ticket) if notice.ticket is not None else None
    if handoff is None:
        return ""
    tried = "\n".join(f"- {step.get('label', '')}" for step in handoff.tried)
    said = {"happened": handoff.summary, "wants": handoff.wants} | ({"tried": tried} if tried else {})
    parts = (f"{pages.text(f'email.{key}', language)}\n{words}" for key, words in said.items())
    return "\n\n".join(parts)[:20_000]


def _wants_notice(user: User) -> bool:
    if user.mail_notices == MailNotices.AWAY:
        return user.presence != Presence.ONLINE
    return user.mail_notices == MailNotices.ALWAYS

"""Mail to staff: a customer wrote, or a note mentions somebody."""

from datetime import datetime

from django.conf import settings

from assistant.selectors import newest_handoff
from integrations.email import tokens
from integrations.email.models import (
    OutgoingKind,
    OutgoingMail,
)
from integrations.email.selectors.routes import mailbox_for
from integrations.email.services.queueing import Letter, letter_queue
from people.models import MailNotices, Presence, User
from tickets.models import TimelineEntry
from tickets.selectors import internal as all_tickets


def notice_queue(*, entry: TimelineEntry, now: datetime) -> OutgoingMail | None:
    """
    Mail a ticket's assignee about a customer's message, if they want that.

    Their answer to it is a reply in the ticket, held back if somebody wrote in between (`StaffToken`).
    """
    ticket = all_tickets.tickets().with_names().get(pk=entry.ticket_id)
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
    Mail a teammate who is not online that a note mentions them; None if they are online.

    Somebody is counting on them, so their setting for customer messages does not matter here. The mail has no
    reply address, because their answer belongs in the ticket.
    """
    ticket = all_tickets.tickets().with_names().get(pk=entry.ticket_id)
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


def escalation_queue(*, ticket_id: int, decision_id: int, why: str, user: User, now: datetime) -> bool:
    """
    Mail somebody that a ticket needs them, with what the assistant handed over; False if they are online.

    The workspace tells those who are there. Safe to repeat.
    """
    ticket = all_tickets.ticket_find(ticket_id)
    mailbox = mailbox_for(ticket) if ticket is not None else None
    if ticket is None or mailbox is None or user.presence == Presence.ONLINE:
        return False
    handoff = newest_handoff(ticket)
    parts = [f"Escalated: {why}."]
    if handoff is not None:
        tried = "\n".join(f"- {step.get('label', '')}" for step in handoff.tried)
        parts += [f"What happened\n{handoff.summary}", f"What the customer wants\n{handoff.wants}"]
        parts += [f"What was tried\n{tried}"] if tried else []
    parts.append(f"{settings.PUBLIC_URL}/app/inbox/{ticket.pk}")
    letter_queue(
        Letter(
            kind=OutgoingKind.NOTICE,
            mailbox=mailbox,
            dedupe_key=f"escalation:{decision_id}:{user.pk}",
            message_id=f"escalation.{decision_id}.{user.pk}@{mailbox.domain}",
            to=[user.email],
            subject=f"#{ticket.pk} {ticket.subject}",
            text="\n\n".join(parts)[:20_000],
            ticket=ticket,
            user=user,
            from_name=ticket.brand.name,
            headers={"List-Unsubscribe": f"<{settings.PUBLIC_URL}/app/inbox>"},
        ),
        now=now,
    )
    return True


def _wants_notice(user: User) -> bool:
    if user.mail_notices == MailNotices.AWAY:
        return user.presence != Presence.ONLINE
    return user.mail_notices == MailNotices.ALWAYS

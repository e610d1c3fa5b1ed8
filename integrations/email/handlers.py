"""How the email channel reacts to events on tickets."""

from core import clock
from core.events import EventMeta
from integrations.email import services
from notices.events import NoticesDue
from tickets.events import MessageReceived, ReplyPosted, SideMessageSent, TicketResolved
from tickets.models import Channel
from tickets.selectors import internal as all_tickets


def on_reply_posted(event: ReplyPosted, meta: EventMeta) -> None:
    """Send what we wrote by email if it has to leave that way."""
    entry = all_tickets.entry_find(event.entry_id)
    if entry is not None and not entry.is_redacted:
        services.reply_queue(entry=entry, now=clock.now())


def on_ticket_resolved(event: TicketResolved, meta: EventMeta) -> None:
    """Ask the customer in a mail of its own, after a pause, where no reply does."""
    services.survey_queue(ticket_id=event.ticket_id, now=clock.now())


def on_side_message_sent(event: SideMessageSent, meta: EventMeta) -> None:
    """Send what somebody wrote to a third party."""
    entry = all_tickets.entry_find(event.entry_id)
    if entry is not None and not entry.is_redacted:
        services.side_queue(entry=entry, now=clock.now())


def wants_message(event: MessageReceived) -> bool:
    """A new ticket is acknowledged only where it came by mail or a form, and nobody has it yet."""
    return not event.is_new_ticket or event.channel in (Channel.EMAIL, Channel.WEB)


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """Acknowledge a new mail if the assistant will not, and notify an assignee who is away."""
    if event.is_new_ticket:
        services.acknowledge(ticket_id=event.ticket_id, now=clock.now())
        return
    entry = all_tickets.entry_find(event.entry_id)
    if entry is not None and not entry.is_redacted:
        services.notice_queue(entry=entry, now=clock.now())


def on_notices_due(event: NoticesDue, meta: EventMeta) -> None:
    """Mail somebody what they have not read yet."""
    services.notices_queue(user_id=event.user_id, notice_ids=event.notice_ids, now=clock.now())

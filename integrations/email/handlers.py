"""What the email channel does when something happened to a ticket."""

from core import clock
from core.events import EventMeta
from integrations.email import services
from tickets.events import MessageReceived, ReplyPosted
from tickets.models import TimelineEntry


def on_reply_posted(event: ReplyPosted, meta: EventMeta) -> None:
    """What we wrote leaves by email where it must."""
    entry = TimelineEntry.objects.defer("search").filter(pk=event.entry_id).first()
    if entry is not None and not entry.is_redacted:
        services.reply_queue(entry=entry, now=clock.now())


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """Acknowledge a new mail where the assistant will not, and tell an assignee who is away."""
    if not event.is_new_ticket:
        entry = TimelineEntry.objects.defer("search").filter(pk=event.entry_id).first()
        if entry is not None and not entry.is_redacted:
            services.notice_queue(entry=entry, now=clock.now())
    if event.is_new_ticket and event.channel == "email":
        services.acknowledge(ticket_id=event.ticket_id, now=clock.now())

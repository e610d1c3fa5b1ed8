"""How Slack reacts to events on tickets, clocks and routing."""

from core import clock
from core.events import EventMeta
from integrations.slack import protocol, services
from integrations.slack.models import AlertKind
from routing.events import TicketEscalated
from sla.events import ClockBreached, ClockWarned
from tickets.events import NoteAdded, ReplyPosted, TicketResolved
from tickets.selectors import internal as all_tickets


def wants_reply(event: ReplyPosted) -> bool:
    """Only tickets from Slack have a thread there; an event from before they told their channel may."""
    return event.channel in ("", protocol.KEY)


def on_reply_posted(event: ReplyPosted, meta: EventMeta) -> None:
    """Write what we answered into the thread of the ticket."""
    entry = all_tickets.entry_find(event.entry_id)
    if entry is not None and not entry.is_redacted:
        services.reply_queue(entry=entry, now=clock.now())


def wants_resolved(event: TicketResolved) -> bool:
    """Only tickets from Slack are asked about there."""
    return event.channel == protocol.KEY


def on_ticket_resolved(event: TicketResolved, meta: EventMeta) -> None:
    """Ask the customer in the thread."""
    services.survey_queue(ticket_id=event.ticket_id, now=clock.now())


def on_clock_breached(event: ClockBreached, meta: EventMeta) -> None:
    """A target was missed."""
    news = services.News(
        AlertKind.BREACH,
        f"breach:{event.clock_id}",
        event.ticket_id,
        services.clock_text("clock_missed", clock=event.kind),
    )
    services.alert_raise(news=news, now=clock.now())


def on_clock_warned(event: ClockWarned, meta: EventMeta) -> None:
    """A target is about to be missed."""
    percent = round(event.fraction * 100)
    news = services.News(
        AlertKind.RISK,
        f"risk:{event.clock_id}:{percent}",
        event.ticket_id,
        services.clock_text("clock_used", clock=event.kind, fraction=event.fraction),
        percent=percent,
    )
    services.alert_raise(news=news, now=clock.now())


def on_ticket_escalated(event: TicketEscalated, meta: EventMeta) -> None:
    """More people look at a ticket: with the reason, and what the assistant handed over."""
    news = services.News(
        AlertKind.ESCALATION,
        f"escalation:{event.decision_id}",
        event.ticket_id,
        services.escalation_text(decision_id=event.decision_id, ticket_id=event.ticket_id),
        event.notified,
    )
    services.alert_raise(news=news, now=clock.now())


def wants_note(event: NoteAdded) -> bool:
    """Only who is named hears of a note."""
    return bool(event.mentions)


def on_note_added(event: NoteAdded, meta: EventMeta) -> None:
    """Whoever a note mentions hears that it does; what it says stays in the workspace."""
    news = services.News(
        AlertKind.MENTION, f"mention:{event.entry_id}", event.ticket_id, user_ids=event.mentions
    )
    services.alert_raise(news=news, now=clock.now())

"""What follows when a message is read, and when an issue is done or is an issue of its ticket no more."""

from assistant.events import Triaged
from core import clock
from core.events import EventMeta
from integrations.issues import selectors, services
from integrations.issues.events import IssueChanged, IssueCompleted, IssueUnlinked
from tickets import services as ticket_services
from tickets.models.choices import SnoozeEvent


def on_triaged(event: Triaged, meta: EventMeta) -> None:
    """Ask whether the ticket gets an issue by itself."""
    services.automatic_ask(ticket_id=event.ticket_id, entry_id=event.entry_id, now=clock.now())


def on_issue_completed(event: IssueCompleted, meta: EventMeta) -> None:
    """Wake the ticket if it was snoozed for this."""
    ticket_services.ticket_wake_for(ticket_id=event.ticket_id, event=SnoozeEvent.ISSUE, now=clock.now())


def on_issue_left(event: IssueChanged | IssueUnlinked, meta: EventMeta) -> None:
    """Wake it too where the issue is taken from the ticket, canceled or deleted, and no other is open."""
    ticket_id = event.ticket_id
    if not ticket_services.is_snoozed_for(ticket_id, SnoozeEvent.ISSUE):
        return
    # What is done has an event, and a reason, of its own.
    is_over = selectors.is_done(event.issue_id) and isinstance(event, IssueChanged)
    if not is_over and not selectors.has_open_issue(ticket_id):
        ticket_services.ticket_wake_for(
            ticket_id=ticket_id, event=SnoozeEvent.ISSUE, is_gone=True, now=clock.now()
        )

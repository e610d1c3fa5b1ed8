"""What follows when an issue is done, or is an issue of its ticket no more."""

from core import clock
from core.events import EventMeta
from integrations.issues import selectors
from integrations.issues.events import IssueChanged, IssueCompleted, IssueUnlinked
from tickets import services as ticket_services
from tickets.models.choices import SnoozeEvent


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

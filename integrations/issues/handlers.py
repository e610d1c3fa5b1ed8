"""What follows when an issue is done."""

from core import clock
from core.events import EventMeta
from integrations.issues.events import IssueCompleted
from tickets import services as ticket_services
from tickets.models.choices import SnoozeEvent


def on_issue_completed(event: IssueCompleted, meta: EventMeta) -> None:
    """Wake the ticket if it was snoozed for this."""
    ticket_services.ticket_wake_for(ticket_id=event.ticket_id, event=SnoozeEvent.ISSUE, now=clock.now())

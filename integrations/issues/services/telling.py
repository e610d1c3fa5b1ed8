"""Lines of a ticket's timeline about its issues, and what open screens hear of them."""

from datetime import datetime

from core import live
from core.actors import SYSTEM, Actor
from core.events import LiveMessage, publish
from integrations.issues.events import IssueChanged
from integrations.issues.models import Issue
from tickets.entries import IssueChangeStep, IssueStep
from tickets.models import Ticket
from tickets.rendering import row_json
from tickets.services import timeline_append


def tell_linked(actor: Actor, issue: Issue, system: str, ticket_id: int, now: datetime) -> None:
    """A line that an issue is linked."""
    step = IssueStep(system=system, key=issue.key, title=issue.title, status=issue.status)
    timeline_append(actor=actor, ticket_id=ticket_id, step=step, now=now)


def tell_change(
    issue: Issue,
    system: str,
    ticket_id: int,
    what: str,
    now: datetime,
    *,
    was: str = "",
    actor: Actor = SYSTEM,
    words: str = "",
) -> None:
    """A line about a change of an issue."""
    step = IssueChangeStep(system=system, key=issue.key, what=what, status=issue.status, was=was)
    timeline_append(actor=actor, ticket_id=ticket_id, step=step, body_text=words, now=now)


def show_change(issue: Issue, ticket: Ticket) -> None:
    """Publish that what the ticket shows of an issue has changed, without a line of its own."""
    scope = {"team_id": ticket.team_id, "assignee_id": ticket.assignee_id, "brand_id": ticket.brand_id}
    message = LiveMessage(live.topic_for("ticket", ticket.pk), {"ticket": row_json(ticket)}, scope)
    publish(IssueChanged(ticket_id=ticket.pk, issue_id=issue.pk), live_messages=[message])

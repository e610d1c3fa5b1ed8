"""Whether what a ticket would be snoozed for can happen."""

from typing import Any

from core.actors import Actor
from core.errors import Conflict, Invalid
from core.ports import article_to_come, has_open_issue
from tickets.models import SideConversation, Ticket
from tickets.models.choices import SnoozeEvent
from tickets.services.values import clean_id


class NothingToWaitFor(Conflict):
    """What the ticket would be snoozed for cannot happen: `event` says what."""

    code = "tickets.nothing_to_wait_for"


def check_awaited(actor: Actor, ticket: Ticket, changes: dict[str, Any]) -> None:
    """Raise NothingToWaitFor for what will never happen to this ticket, and Invalid for half of a wish."""
    event = changes.get("snoozed_for", ticket.snoozed_for)
    item = clean_id("snoozed_item", changes.get("snoozed_item"))
    if (event == SnoozeEvent.ARTICLE) != (item is not None):
        raise Invalid(
            "snoozed_item is the article to wait for, by id: it goes with snoozed_for article.",
            errors={"snoozed_item": ["Not an article's id, or not asked for."]},
        )
    if item is not None and not (is_to_come := article_to_come(actor, item)):
        told = "No such article is on its way to you." if is_to_come is None else "It is published already."
        raise NothingToWaitFor(told, event=event)
    sides = SideConversation.objects.filter(ticket=ticket, state=SideConversation.State.OPEN)
    if event == SnoozeEvent.SIDE and not sides.exists():
        raise NothingToWaitFor("No side conversation of this ticket is open.", event=event)
    if event == SnoozeEvent.ISSUE and not has_open_issue(ticket.pk):
        raise NothingToWaitFor("No issue that is still open is linked to this ticket.", event=event)

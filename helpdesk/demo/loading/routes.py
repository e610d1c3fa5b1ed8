"""Tier, team, priority and owner of a ticket, set as routing sets them."""

from datetime import datetime
from typing import Any

from core.actors import SYSTEM, Actor
from helpdesk.demo.loading.staff import Organization
from helpdesk.demo.story import Story
from tickets.services import ticket_set_routing, ticket_update


class Routes:
    """Routes the tickets of the demo."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization

    def sort(self, story: Story, *, ticket_id: int, now: datetime) -> None:
        """Give a new ticket its tier, team and priority."""
        ticket_update(
            actor=SYSTEM,
            ticket_id=ticket_id,
            changes={
                "tier": story.tier,
                "team": self.organization.teams[story.team].pk,
                "priority": story.priority,
            },
            now=now,
        )

    def assign(self, story: Story, *, ticket_id: int, owner: str, reason: str, now: datetime) -> None:
        """Put a ticket before people: before `owner`, or before the whole team while nobody took it."""
        changes: dict[str, Any] = {"handler": "person", "reason": reason}
        if owner:
            changes["assignee"] = self.organization.users[owner].pk
        else:
            ticket_set_routing(ticket_id=ticket_id, eligible_at=now, now=now)
        ticket_update(actor=SYSTEM, ticket_id=ticket_id, changes=changes, now=now)

    def note(self, ticket_id: int, reason: str, *, now: datetime) -> None:
        """Say why a ticket is in front of people again."""
        ticket_set_routing(ticket_id=ticket_id, eligible_at=None, reason=reason, now=now)

    def take_over(self, ticket_id: int, *, actor: Actor, now: datetime) -> None:
        """Somebody else goes on with a ticket."""
        ticket_update(actor=actor, ticket_id=ticket_id, changes={"assignee": actor.user_id}, now=now)

"""A support floor whose conversations end as a test says."""

from datetime import datetime, timedelta
from typing import Any

from assistant.models import Conversation
from core.actors import ASSISTANT
from people.models import User
from quality import services
from quality.models import Progress, Review
from tests.cast import NOW, Cast
from tickets.entries import Message
from tickets.models import Rating, Ticket
from tickets.services import post_reply, ticket_update

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LATER = NOW + 8 * DAY


class Floor:
    """Conversations of people and of the assistant."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        Progress.objects.get_or_create(pk=1, defaults={"is_filled": True})

    def solved(
        self, person: User, *, at: datetime = NOW, says: str = "", score: int = 0, **more: Any
    ) -> Ticket:
        """A question that a person answered and solved; then the customer may say or rate something."""
        values = {"type": "billing", "body": "Where do I find my invoices?"} | more
        ticket = self.cast.ticket(now=at, **values)
        self.cast.replies(ticket, person, "Under Settings, Billing.", now=at + HOUR)
        if says:
            self.cast.says(ticket, says, now=at + 2 * HOUR)
        self.ends(ticket, at + 3 * HOUR)
        if score:
            Rating.objects.create(
                ticket=ticket, asked_at=at + 4 * HOUR, answered_at=at + 4 * HOUR, score=score
            )
        return ticket

    def ends(self, ticket: Ticket, at: datetime) -> None:
        """It is resolved."""
        actor = self.cast.actor(self.cast.admin)
        ticket_update(actor=actor, ticket_id=ticket.pk, changes={"status": "resolved"}, now=at)

    def answered(self, *, at: datetime = NOW, state: str = "verified", **more: Any) -> Ticket:
        """A question that the assistant answered, and how the ledger says that it ended."""
        ticket = self.cast.ticket(now=at, **({"type": "billing"} | more))
        payload = Message(is_answer=True)
        post_reply(
            actor=ASSISTANT, ticket_id=ticket.pk, body_text="It is so.", payload=payload, now=at + HOUR
        )
        Conversation.objects.create(
            ticket=ticket, is_ours=True, state=state, began_at=at, ended_at=at + 3 * DAY, channel="email"
        )
        return ticket

    def score(self, *tickets: Ticket, now: datetime = LATER) -> list[Review]:
        """The reviews of these tickets, as of now."""
        services.tickets_touch(ticket_ids=[one.pk for one in tickets], due_at=now)
        while services.reviews_settle(now=now):
            pass
        return list(Review.objects.filter(ticket__in=tickets).order_by("ticket", "side"))

    def drawn(self, *tickets: Ticket, sample: str = "random", now: datetime = LATER) -> list[Review]:
        """The same, all of them drawn."""
        rows = self.score(*tickets, now=now)
        Review.objects.filter(pk__in=[row.pk for row in rows]).update(sample=sample)
        return list(Review.objects.filter(pk__in=[row.pk for row in rows]).order_by("ticket", "side"))

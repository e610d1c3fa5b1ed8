"""What a customer sees while an answer is being written; these signals may be lost, the message may not."""

from datetime import datetime

from core import clock, live
from tickets.models import Ticket

MIN_PIECE = 12


class Stream:
    """Signals of one run to the ticket's customer, and when they left."""

    def __init__(self, ticket: Ticket, run_id: int) -> None:
        self._topic = live.topic_for("contact", ticket.requester_id)
        self._data = {"ticket": str(ticket.public_id), "run_id": run_id}
        self._scope = {"brand_id": ticket.brand_id}
        self._waiting = ""
        self.began_at: datetime | None = None
        self.spoke_at: datetime | None = None

    def thinking(self) -> None:
        """The assistant has begun."""
        self.began_at = clock.now()
        live.push(topic=self._topic, name="assistant.thinking", data=self._data, scope=self._scope)

    def delta(self, text: str) -> None:
        """More text; small pieces are batched."""
        self._waiting += text
        if len(self._waiting) >= MIN_PIECE or text.endswith("\n"):
            self.spoke_at = self.spoke_at or clock.now()
            live.push(
                topic=self._topic,
                name="assistant.delta",
                data=self._data | {"text": self._waiting},
                scope=self._scope,
            )
            self._waiting = ""

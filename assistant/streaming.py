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
        self._push("assistant.thinking")

    def delta(self, text: str) -> None:
        """More text; small pieces are batched."""
        self._waiting += text
        if len(self._waiting) >= MIN_PIECE or text.endswith("\n"):
            self.spoke_at = self.spoke_at or clock.now()
            self._push("assistant.delta", text=self._waiting)
            self._waiting = ""

    def stopped(self) -> None:
        """The assistant has ended without a message."""
        self._push("assistant.stopped")

    def _push(self, name: str, **more: str) -> None:
        live.push(topic=self._topic, name=name, data=self._data | more, scope=self._scope)

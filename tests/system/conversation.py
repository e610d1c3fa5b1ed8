"""People who keep writing while everything around them breaks, and the proof of what became of it."""

import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from core.events.declaring import interested, read
from tests.system.stack import Stack, wait_until


@dataclass
class Conversation:
    """
    Opens tickets and answers them through the API until it is stopped.

    It does what a careful program does: a call without an answer is repeated with the same Idempotency-Key
    until it gets one. `tickets` and `replies` hold what was acknowledged: our text to the id we were given.
    """

    stack: Stack
    tickets: dict[str, int] = field(default_factory=dict)
    replies: dict[str, int] = field(default_factory=dict)
    failures: int = 0
    refused: str = ""

    def __post_init__(self) -> None:
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._talk, daemon=True) for _ in range(2)]

    def __enter__(self) -> "Conversation":
        for thread in self._threads:
            thread.start()
        self.go_on()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(60)

    def go_on(self, more: int = 8) -> None:
        """Wait until that many more calls were acknowledged."""
        goal = len(self.tickets) + len(self.replies) + more
        wait_until(
            lambda: bool(self.refused) or len(self.tickets) + len(self.replies) >= goal,
            f"{more} more messages ({self.failures} calls failed)",
        )
        assert not self.refused, self.refused

    def _talk(self) -> None:
        while not self._end.is_set():
            text = f"message {uuid.uuid4().hex}"
            requester = {"email": f"{text[-6:]}@customer.test", "name": "Customer"}
            ticket = self._post("tickets", {"subject": text, "body": text, "requester": requester})
            if ticket is None:
                return
            self.tickets[text] = ticket["number"]
            answer = f"answer {uuid.uuid4().hex}"
            entry = self._post(f"tickets/{ticket['number']}/replies", {"body": answer})
            if entry is None:
                return
            self.replies[answer] = entry["id"]
            # Writers with no pause at all would measure how fast the worker is, not whether it forgets.
            self._end.wait(0.1)

    def _post(self, path: str, body: dict[str, object]) -> dict[str, int] | None:
        """The acknowledged answer; None once we are to end."""
        key = uuid.uuid4().hex
        with self.stack.client() as client:
            while not self._end.is_set():
                try:
                    answer = client.post(path, json=body, headers={"Idempotency-Key": key})
                except httpx.TransportError:
                    self.failures += 1
                    self._end.wait(0.2)
                    continue
                if answer.status_code in (200, 201):
                    found: dict[str, int] = answer.json()
                    return found
                if answer.status_code < 500:
                    self.refused = f"{answer.status_code} {answer.text}"
                    return None
                self.failures += 1
                self._end.wait(0.2)
        return None

    def check(self) -> None:
        """Nothing acknowledged is lost, nothing is there twice, and everybody has heard of everything."""
        rows = self.stack.rows("SELECT subject, id FROM tickets_ticket WHERE subject LIKE 'message %'")
        stored = dict(rows)
        assert len(stored) == len(rows), "A ticket is there twice."
        assert self.tickets.items() <= stored.items()
        rows = self.stack.rows("SELECT body_text, id FROM tickets_timelineentry WHERE kind = 'message'")
        assert len(dict(rows)) == len(rows), "A message is there twice."
        assert self.replies.items() <= dict(rows).items()
        # One entry a ticket from the customer; nothing was half-written.
        assert not self.stack.rows(
            "SELECT t.id FROM tickets_ticket t LEFT JOIN tickets_timelineentry e"
            " ON e.id = t.last_customer_entry_id WHERE e.id IS NULL OR e.ticket_id <> t.id"
        )
        everybody_has_heard(self.stack)


def everybody_has_heard(stack: Stack) -> None:
    """Wait until each event has the receipts of exactly its handlers."""
    waiting = "SELECT name, last_error FROM core_outboxevent WHERE completed_at IS NULL LIMIT 3"
    # A failed delivery is tried again with a growing pause; on a busy machine some need several.
    wait_until(lambda: not stack.rows(waiting), f"the outbox is empty: {waiting}", seconds=300)
    receipts = stack.rows(
        "SELECT e.name, e.payload, array_remove(array_agg(d.handler), NULL)"
        " FROM core_outboxevent e LEFT JOIN core_delivery d ON d.event_id = e.id"
        # What the clock has published since is still on its way.
        " WHERE e.completed_at IS NOT NULL GROUP BY e.id"
    )
    wrong = [
        (name, handlers)
        for name, payload, handlers in receipts
        if sorted(handlers) != sorted(wanting(name, payload))
    ]
    assert not wrong


def wanting(name: str, payload: dict[str, Any]) -> list[str]:
    """The keys of the handlers that an event is for."""
    event = read(name, payload)
    return [] if event is None else [one.key for one in interested(event)]

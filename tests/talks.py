"""Conversations with the assistant whose every word is known, and an article that answers a question."""

from datetime import datetime
from typing import Any

from assistant.configuration import content_of
from assistant.in_force import in_force
from assistant.models import Conversation, LedgerEntry, Outcome, Run, Triage
from assistant.services import resolving
from core.actors import ASSISTANT
from kb import services as kb_services
from tests.assistants import configured
from tests.cast import NOW, Cast
from tickets.entries import FeedbackStep, Message
from tickets.models import Rating, Ticket, TimelineEntry
from tickets.services import post_reply, ticket_rate, timeline_append

BODY = """
## How do I backfill missing days?
Open **Destinations / Snowflake / Runs**, press **Backfill** and choose the first and the last day. A backfill
covers at most 31 days. Days that were loaded before are replaced, so nothing is counted twice.

## Does a backfill count toward our event volume?
No. Backfills read events that were counted when they arrived.
"""
ASKED = "How do I backfill missing days into Snowflake?"


def article_for(cast: Cast) -> None:
    """The article that answers ASKED."""
    kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={"title": "Backfill a destination", "body": BODY, "audience": "public", "status": "published"},
        now=NOW,
    )


def solved(cast: Cast, count: int, *, back: int = 0, at: datetime = NOW) -> list[Ticket]:
    """So many conversations about questions that the assistant solved, of which some came back."""
    tickets = [cast.ticket(subject=f"Matter {index}") for index in range(count)]
    Conversation.objects.bulk_create(
        Conversation(
            ticket=ticket,
            brand=cast.brand,
            category="question",
            channel="widget",
            is_ours=True,
            state="came_back" if index < back else "confirmed",
            has_been_solved=True,
            has_come_back=index < back,
            answer_entry_id=ticket.last_customer_entry_id,
            began_at=at,
        )
        for index, ticket in enumerate(tickets)
    )
    return tickets


class Talk:
    """A conversation with the assistant, as it would be told by its own services."""

    def __init__(self, cast: Cast, *, at: datetime = NOW, category: str = "question", **more: Any) -> None:
        self.cast, self.at = cast, at
        # What it says is told here, so that each word of it is known.
        live = in_force()
        if live.policy.is_on:
            configured(answers=content_of(live)["answers"] | {"is_on": False})
        self.ticket = cast.ticket(channel="widget", now=at, **more)
        Triage.objects.create(
            ticket=self.ticket,
            entry_id=self.ticket.last_customer_entry_id,
            engine="test",
            fields={"type": {"value": category, "confidence": 0.9}},
            created_at=at,
        )

    def answered(self, at: datetime, confidence: float = 0.95) -> TimelineEntry:
        entry = post_reply(
            actor=ASSISTANT,
            ticket_id=self.ticket.pk,
            body_text="Open the settings and press Backfill.",
            payload=Message(is_answer=True, decision="answer", confidence=confidence),
            now=at,
        )
        self._ran(Outcome.ANSWERED, at, entry.pk, confidence)
        return entry

    def asked_back(self, at: datetime) -> None:
        entry = post_reply(
            actor=ASSISTANT,
            ticket_id=self.ticket.pk,
            body_text="Which page is this about?",
            payload=Message(decision="clarify"),
            now=at,
        )
        self._ran(Outcome.CLARIFIED, at, entry.pk, None)

    def _ran(self, outcome: Outcome, at: datetime, entry_id: int, confidence: float | None) -> None:
        run = Run.objects.create(
            ticket=self.ticket,
            entry_id=entry_id,
            key=f"test:{entry_id}",
            state="done",
            outcome=outcome,
            engine="test",
            confidence=confidence,
            reply_entry_id=entry_id,
            queued_at=at,
            finished_at=at,
        )
        resolving.run_note(run, now=at)

    def helped(self, entry: TimelineEntry, at: datetime, *, has_helped: bool = True) -> None:
        timeline_append(
            actor=self.cast.actor(self.ticket.requester),
            ticket_id=self.ticket.pk,
            step=FeedbackStep(entry.pk, has_helped),
            body_text="Said so.",
            now=at,
        )

    def rated(self, score: int, at: datetime) -> None:
        Rating.objects.get_or_create(ticket=self.ticket, answered_at=None, defaults={"asked_at": at})
        actor = self.cast.actor(self.ticket.requester)
        ticket_rate(actor=actor, ticket_id=self.ticket.pk, score=score, now=at)

    def says(self, body: str, at: datetime) -> TimelineEntry:
        entry = self.cast.says(self.ticket, body, now=at)
        resolving.conversations_touch(ticket_ids=[self.ticket.pk], now=at)
        return entry

    @property
    def row(self) -> Conversation:
        return Conversation.objects.get(pk=self.ticket.pk)

    @property
    def lines(self) -> list[tuple[str, str]]:
        entries = LedgerEntry.objects.filter(conversation=self.ticket.pk).order_by("pk")
        return list(entries.values_list("state", "why"))

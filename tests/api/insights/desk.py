"""A desk whose history is made at random."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from assistant.models import Conversation, DraftReply, State, Verdict
from core.actors import ASSISTANT
from insights import services
from people.models import User
from routing.models import Decision
from sla.models import Clock
from tests.cast import NOW, Cast
from tickets.entries import Message
from tickets.models import Rating, Ticket
from tickets.services import post_reply, ticket_update

Freeze = Callable[[datetime], datetime]
HOUR = timedelta(hours=1)
CATEGORIES = ("", "question", "bug", "billing")


class Desk:
    """Tickets of two teams and three kinds of customers with every kind of fate, from a seed."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.random = cast, random.Random(seed)
        self.tickets: list[Ticket] = []
        self.people = [cast.agent, cast.teammate, cast.supervisor]

    def fill(self, count: int, *, days: int = 40) -> None:
        """So many tickets, opened within so many days."""
        for _ in range(count):
            at = NOW + timedelta(minutes=self.random.randrange(days * 24 * 60))
            self.tickets.append(self._ticket(at))

    def _ticket(self, at: datetime) -> Ticket:
        cast, any_of = self.cast, self.random.choice
        by = any_of([cast.customer, cast.colleague, cast.stranger])
        ticket = cast.ticket(
            by=by,
            now=at,
            channel=any_of(["email", "widget"]),
            type=any_of(CATEGORIES),
            team=any_of([None, cast.team, cast.other_team]),
            product_area=any_of(["", "Exports"]),
        )
        for _ in range(self.random.randrange(7)):
            at += timedelta(minutes=self.random.randrange(1, 3000))
            self._step(ticket, at)
        self._judge(ticket, at)
        if self.random.random() < 0.1:
            change = any_of(["is_spam", "is_deleted"])
            Ticket.objects.filter(pk=ticket.pk).update(**{change: True})
        return ticket

    def _step(self, ticket: Ticket, at: datetime) -> None:
        any_of = self.random.choice
        match any_of(["reply", "reply", "answer", "says", "status", "status", "assign"]):
            case "reply":
                self.cast.replies(ticket, any_of(self.people), "Try this.", now=at)
            case "answer":
                post_reply(
                    actor=ASSISTANT,
                    ticket_id=ticket.pk,
                    body_text="It is so.",
                    payload=Message(is_answer=True),
                    now=at,
                )
            case "says":
                self.cast.says(ticket, "And now?", now=at)
            case "status":
                self._change(ticket, at, status=any_of(["open", "pending", "resolved", "resolved"]))
            case "assign":
                self._change(ticket, at, assignee=any_of([None, *(one.pk for one in self.people)]))

    def _change(self, ticket: Ticket, at: datetime, **changes: Any) -> None:
        actor = self.cast.actor(self.cast.admin)
        ticket_update(actor=actor, ticket_id=ticket.pk, changes=changes, now=at)

    def _judge(self, ticket: Ticket, at: datetime) -> None:
        chance, any_of = self.random.random, self.random.choice
        for _ in range(self.random.randrange(3)):
            score = any_of([None, 1, 3, 4, 5])
            answered = (
                at + HOUR if score or Rating.objects.filter(ticket=ticket, score=None).exists() else None
            )
            Rating.objects.create(ticket=ticket, asked_at=at, answered_at=answered, score=score)
        for measure in ("first_reply", "resolution"):
            missed = at if chance() < 0.3 else None
            Clock.objects.create(
                ticket=ticket,
                measure=measure,
                target_seconds=None if chance() < 0.1 else 3600,
                state="met",
                started_at=ticket.created_at,
                due_at=at,
                breached_at=missed,
                fulfilled_at=at + HOUR if chance() < 0.7 else None,
                cancelled_at=at if chance() < 0.1 else None,
            )
        if chance() < 0.3:
            Decision.objects.create(ticket=ticket, step="escalated", created_at=at)
        if chance() < 0.6:
            self._talk(ticket, at)

    def _talk(self, ticket: Ticket, at: datetime) -> None:
        chance, any_of = self.random.random, self.random.choice
        state = any_of(State.values)
        talk = Conversation.objects.create(
            ticket=ticket,
            is_ours=chance() < 0.9,
            state=state,
            has_been_solved=chance() < 0.5,
            has_come_back=state == "came_back",
            began_at=ticket.created_at,
            ended_at=None if state == "open" else at + HOUR,
        )
        if chance() < 0.5:
            kind = any_of(Verdict.Kind.values)
            undone = at + HOUR if chance() < 0.2 else None
            Verdict.objects.create(
                conversation=talk,
                kind=kind,
                reasons=[],
                channel="email",
                by=self.people[0],
                at=at,
                undone_at=undone,
            )
        for number in range(self.random.randrange(3)):
            fate = any_of(DraftReply.Fate.values)
            DraftReply.objects.create(
                ticket=ticket,
                entry_id=number,
                is_shadow=chance() < 0.2,
                confidence=0.5,
                fate=fate,
                created_at=at,
                decided_at=at if fate else None,
            )

    def work_out(self, now: datetime) -> None:
        """The facts of every ticket, as of now."""
        services.tickets_touch(ticket_ids=[one.pk for one in self.tickets], now=now)
        while services.facts_settle(now=now):
            pass

    def lead(self, name: str = "Lea Lead", **fields: Any) -> User:
        """A leader, of the other team."""
        return self.cast.staff(name, "supervisor", team=self.cast.other_team, **fields)

"""
Merges, splits, undos, replies and messages in any order: nothing is lost, shown wrongly or counted twice.

`MERGE_EXAMPLES` sets how many histories are tried; 3 by default, so that the suite stays quick.
"""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from sla.clock import Measure, Step
from sla.measures import Fact, FactKind, plan
from sla.models import Clock
from tests.cast import NOW, Cast
from tests.hearing import deliver_to
from tickets import services
from tickets.entries import Message
from tickets.models import Rating, Ticket, TicketMerge, TimelineEntry
from tickets.selectors.internal import messages_shown

EXAMPLES = int(os.environ.get("MERGE_EXAMPLES", "3"))
MINUTE = timedelta(minutes=1)
STEPS = ("merge", "merge", "undo", "undo", "split", "reply", "note", "says", "says", "status", "deliver")
STATUSES = ("open", "pending", "on_hold", "resolved")


class World:
    """Four tickets of one company and one of a stranger, moved on a minute with each step."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, NOW
        people = (cast.customer, cast.colleague, cast.customer, cast.colleague, cast.stranger)
        self.tickets = [
            cast.ticket(by=person, body=f"Question {at}", now=NOW + at * MINUTE)
            for at, person in enumerate(people)
        ]
        self.now += 10 * MINUTE
        self.written = {f"Question {at}": at for at in range(len(people))}
        self.is_note: set[str] = set()

    def step(self, name: str, one: int, other: int) -> None:
        """One thing that somebody does; what is refused changes nothing."""
        self.now += MINUTE
        try:
            getattr(self, f"_{name}")(self.tickets[one % len(self.tickets)], one, other)
        except DomainError:
            pass

    def _merge(self, ticket: Ticket, one: int, other: int) -> None:
        target = self.tickets[other % len(self.tickets)]
        services.ticket_merge(actor=self.actor, source_id=ticket.pk, target_id=target.pk, now=self.now)

    def _undo(self, ticket: Ticket, one: int, other: int) -> None:
        rows = list(TicketMerge.objects.filter(undone_at=None).order_by("pk"))
        if rows:
            services.ticket_unmerge(actor=self.actor, merge_id=rows[other % len(rows)].pk, now=self.now)

    def _split(self, ticket: Ticket, one: int, other: int) -> None:
        entries = list(TimelineEntry.objects.filter(ticket=ticket, author_kind="contact").order_by("pk"))
        if entries and len(self.tickets) < 8:
            entry = entries[other % len(entries)]
            made = services.ticket_split(
                actor=self.actor, ticket_id=ticket.pk, entry_id=entry.pk, subject="Again", now=self.now
            )
            self.tickets.append(made)

    def _reply(self, ticket: Ticket, one: int, other: int) -> None:
        self._write(ticket, "public")

    def _note(self, ticket: Ticket, one: int, other: int) -> None:
        self._write(ticket, "note")

    def _write(self, ticket: Ticket, kind: str) -> None:
        text = f"Said {len(self.written)}"
        self.cast.replies(ticket, self.cast.agent, text, kind=kind, now=self.now)
        self.written[text] = -1
        if kind == "note":
            self.is_note.add(text)

    def _says(self, ticket: Ticket, one: int, other: int) -> None:
        text = f"Asked {len(self.written)}"
        self.cast.says(ticket, text, now=self.now)
        self.written[text] = -1

    def _status(self, ticket: Ticket, one: int, other: int) -> None:
        status = STATUSES[other % len(STATUSES)]
        services.ticket_update(
            actor=self.actor, ticket_id=ticket.pk, changes={"status": status}, now=self.now
        )

    def _deliver(self, ticket: Ticket, one: int, other: int) -> None:
        deliver_to("sla")

    @property
    def actor(self) -> Any:
        return self.cast.actor(self.cast.agent)


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 7), st.integers(0, 7)), min_size=4, max_size=14
    )
)
@pytest.mark.django_db
def test_nothing_is_lost_shown_wrongly_or_counted_twice(
    cast: Cast, steps: list[tuple[str, int, int]]
) -> None:
    Rating.objects.all().delete()
    world = World(cast)
    for step in steps:
        world.step(*step)
    deliver_to("sla")
    check_entries(world)
    check_readers(world)
    check_clocks(world)
    # Undone to the last one, each ticket has its own again.
    for merge in TicketMerge.objects.filter(undone_at=None, target__in=ids(world)).order_by("-pk"):
        services.ticket_unmerge(actor=world.actor, merge_id=merge.pk, now=world.now)
    deliver_to("sla")
    assert not Ticket.objects.filter(merged_into__isnull=False).exists()
    assert not TimelineEntry.objects.filter(merged_from__isnull=False).exists()
    check_entries(world)
    check_clocks(world)


def ids(world: World) -> list[int]:
    return [one.pk for one in world.tickets]


def check_entries(world: World) -> None:
    """Each thing that was said stands exactly once, not counting what a split copied."""
    rows = TimelineEntry.objects.filter(ticket__in=ids(world), kind__in=["message", "note"])
    copies = {one.pk for one in world.tickets[5:]}
    texts = [row.body_text for row in rows if (row.merged_from or row.ticket_id) not in copies]
    texts += [row.body_text for row in rows if (row.merged_from or row.ticket_id) in copies]
    assert set(texts) == set(world.written)
    stranger = [row.ticket_id for row in rows if row.body_text == "Question 4"]
    assert world.tickets[4].pk in stranger
    merged = Ticket.objects.filter(pk__in=ids(world), merged_into__isnull=False)
    assert not rows.filter(ticket__in=merged).exists(), "what is merged is read in its target"


def check_readers(world: World) -> None:
    """Companies stay apart, and no customer is shown a note."""
    for ticket in Ticket.objects.filter(pk__in=ids(world)):
        shown = list(messages_shown(ticket.pk))
        assert not world.is_note & {row.body_text for row in shown}
        wrote = {row.author_id for row in shown if row.author_kind == "contact"}
        assert (world.cast.stranger.pk in wrote) is (ticket.company_id == world.cast.other_company.pk)


def check_clocks(world: World) -> None:
    """Replies are counted from the messages that a ticket has now, told by them alone."""
    for ticket in Ticket.objects.filter(pk__in=ids(world)):
        found = {
            (row.measure, row.number): (row.started_at, row.fulfilled_at)
            for row in Clock.objects.filter(
                ticket=ticket, measure__in=["first_reply", "next_reply"], cancelled_at=None
            )
        }
        if ticket.merged_into_id is not None:
            assert not {key for key, (_, end) in found.items() if end is None}, ticket
            continue
        assert found == by_hand(ticket), ticket


def by_hand(ticket: Ticket) -> dict[tuple[str, int], Any]:
    """The clocks of replies as the definitions have them, without any fact of the app."""
    rows = TimelineEntry.objects.filter(ticket=ticket, kind="message", visibility="public").order_by("pk")
    lines = TimelineEntry.objects.filter(ticket=ticket, kind="change").order_by("pk")
    started = min([ticket.created_at, *(row.created_at for row in rows)])
    facts = [Fact(FactKind.CREATED, started, "created", value="new")]
    for row in rows:
        kind = FactKind.CUSTOMER if row.author_kind == "contact" else FactKind.REPLY
        if not Message.of(row.payload).is_acknowledgement:
            facts.append(Fact(kind, row.created_at, f"m{row.pk}", row.pk))
    for line in lines:
        changes = line.payload["changes"]
        if "merged_into" not in changes and "status" in changes:
            facts.append(Fact(FactKind.STATUS, line.created_at, f"s{line.pk}", line.pk, changes["status"][1]))
    found = {}
    for item in plan(facts):
        if item.measure in (Measure.FIRST_REPLY, Measure.NEXT_REPLY):
            ends = {event.step: event.at for event in item.events}
            if Step.CANCEL not in ends:
                found[item.measure.value, item.number] = (item.events[0].at, ends.get(Step.FULFIL))
    return found

"""A ticket's clocks as events reach them, and GET /api/v1/tickets/{number}/sla."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.actors import ASSISTANT
from core.models import OutboxEvent
from people.services import company_upsert
from sla import services, tasks
from sla.models import Clock, ClockEvent, TicketSla
from tests.cast import NOW, Cast
from tickets.entries import Message
from tickets.models import Ticket, TimelineEntry
from tickets.services import post_reply, ticket_update

Settle = Callable[[], None]
Freeze = Callable[[datetime], datetime]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Story:
    """One ticket of an enterprise customer by email, moved along in time."""

    def __init__(self, cast: Cast, settle: Settle, freeze: Freeze) -> None:
        self.cast, self.settle, self.freeze = cast, settle, freeze
        self.freeze(NOW)
        self.ticket = cast.ticket()
        settle()

    def at(self, after: timedelta) -> datetime:
        return self.freeze(NOW + after)

    def update(self, after: timedelta, **changes: Any) -> None:
        actor = self.cast.actor(self.cast.agent)
        ticket_update(actor=actor, ticket_id=self.ticket.pk, changes=changes, now=self.at(after))
        self.settle()

    def reply(self, after: timedelta, **more: Any) -> None:
        self.cast.replies(self.ticket, self.cast.agent, "On it.", now=self.at(after), **more)
        self.settle()

    def customer(self, after: timedelta) -> None:
        self.cast.says(self.ticket, "And now?", now=self.at(after))
        self.settle()

    def tick(self, after: timedelta) -> int:
        self.at(after)
        fired = tasks.tick()
        self.settle()
        return fired

    def clock(self, measure: str, number: int = 1) -> Clock:
        return Clock.objects.get(ticket=self.ticket, measure=measure, number=number)

    def row(self) -> Ticket:
        return Ticket.objects.get(pk=self.ticket.pk)

    def fired(self) -> list[tuple[str, float]]:
        events = ClockEvent.objects.filter(clock__ticket=self.ticket, step__in=["warn", "breach"])
        return [(event.clock.measure, event.fraction) for event in events.order_by("id")]


@pytest.fixture
def story(cast: Cast, settle: Settle, freeze: Freeze) -> Story:
    return Story(cast, settle, freeze)


def test_a_message_starts_the_clocks_of_its_policy(story: Story) -> None:
    first, resolution = story.clock("first_reply"), story.clock("resolution")
    assert first.policy is not None
    assert first.policy.name == "Enterprise"
    assert first.due_at == NOW + 2 * HOUR
    assert resolution.due_at == NOW + 24 * HOUR
    row = story.row()
    assert (row.next_due_kind, row.next_due_state, row.next_due_at) == (
        "first_reply",
        "running",
        first.due_at,
    )


def test_a_reply_fulfils_and_the_next_message_waits_anew(story: Story) -> None:
    story.reply(HOUR)
    assert story.clock("first_reply").state == "met"
    story.customer(2 * HOUR)
    waiting = story.clock("next_reply")
    assert (waiting.state, waiting.due_at) == ("running", NOW + 6 * HOUR)
    assert story.row().next_due_kind == "next_reply"
    story.reply(3 * HOUR)
    assert story.clock("next_reply").state == "met"
    story.customer(4 * HOUR)
    assert story.clock("next_reply", 2).due_at == NOW + 8 * HOUR


def test_an_acknowledgement_or_a_note_is_no_reply(story: Story) -> None:
    post_reply(
        actor=ASSISTANT,
        ticket_id=story.ticket.pk,
        body_text="We have your message.",
        payload=Message(is_acknowledgement=True),
        now=story.at(MINUTE),
    )
    story.reply(2 * MINUTE, kind="note")
    assert story.clock("first_reply").state == "running"


def test_a_resolving_answer_of_the_assistant_is_a_first_reply(story: Story) -> None:
    post_reply(
        actor=ASSISTANT,
        ticket_id=story.ticket.pk,
        body_text="Rotate the key, then run it again.",
        payload=Message(is_answer=True),
        now=story.at(MINUTE),
    )
    story.settle()
    assert story.clock("first_reply").state == "met"


def test_pending_pauses_the_resolution_and_the_customers_answer_resumes_it(story: Story) -> None:
    story.reply(HOUR, status="pending")
    resolution = story.clock("resolution")
    assert (resolution.state, resolution.due_at) == ("paused", None)
    assert story.row().next_due_state == "paused"
    story.customer(11 * HOUR)
    resolution = story.clock("resolution")
    assert (resolution.state, resolution.due_at) == ("running", NOW + 34 * HOUR)


def test_priority_raised_and_lowered_again_leaves_no_trace_in_the_due_time(story: Story) -> None:
    before = story.clock("resolution").due_at
    story.update(HOUR, priority="P1")
    assert story.clock("resolution").due_at == NOW + 4 * HOUR
    story.update(2 * HOUR, priority="P3")
    assert story.clock("resolution").due_at == before


def test_another_segment_is_another_policy_for_open_tickets(story: Story, cast: Cast) -> None:
    company_upsert(
        actor=cast.actor(cast.admin),
        company_id=cast.company.pk,
        values={"arr": None},
        now=story.at(MINUTE),
    )
    story.settle()
    story.tick(2 * MINUTE)
    first = story.clock("first_reply")
    assert first.policy is not None
    assert first.policy.name == "Self-Serve"
    assert first.due_at == NOW + 16 * HOUR


def test_spam_cancels_and_taking_it_back_resumes(story: Story) -> None:
    story.update(HOUR, is_spam=True)
    assert story.clock("first_reply").state == "cancelled"
    assert story.row().next_due_kind == ""
    story.update(2 * HOUR, is_spam=False)
    assert story.clock("first_reply").due_at == NOW + 3 * HOUR


def test_warnings_and_the_miss_go_out_once_at_their_time(story: Story) -> None:
    assert story.tick(59 * MINUTE) == 0
    assert story.tick(60 * MINUTE) == 1
    assert story.tick(61 * MINUTE) == 0
    assert story.fired() == [("first_reply", 0.5)]
    assert story.tick(90 * MINUTE) == 1
    assert story.tick(121 * MINUTE) == 1
    assert story.fired() == [("first_reply", 0.5), ("first_reply", 0.75), ("first_reply", 1.0)]
    assert story.tick(125 * MINUTE) == 0
    names = list(OutboxEvent.objects.filter(name__startswith="sla.clock").values_list("name", flat=True))
    assert sorted(names) == ["sla.clock_breached", "sla.clock_warned", "sla.clock_warned"]
    assert TimelineEntry.objects.filter(ticket=story.ticket, kind="sla").count() == 1
    assert story.row().next_due_state == "breached"


def test_a_tick_after_a_long_stop_tells_everything_once(story: Story) -> None:
    assert story.tick(3 * HOUR) == 3
    assert story.tick(3 * HOUR) == 0


def test_the_steps_of_the_policy_travel_with_the_event(story: Story) -> None:
    story.tick(90 * MINUTE)
    event = OutboxEvent.objects.filter(name="sla.clock_warned").order_by("-id").first()
    assert event is not None
    assert event.payload["fraction"] == 0.75
    assert event.payload["actions"] == ["escalate_senior", "notify_csm"]


def test_a_reply_in_time_that_no_clock_has_heard_of_yet_holds_the_miss_back(story: Story, cast: Cast) -> None:
    story.at(119 * MINUTE + timedelta(seconds=59))
    cast.replies(story.ticket, cast.agent, "Here it is.", now=NOW + 119 * MINUTE + timedelta(seconds=59))
    story.at(120 * MINUTE + timedelta(seconds=6))
    assert [item for item in (tasks.tick(), story.fired()) if item] == []
    story.settle()
    assert story.clock("first_reply").state == "met"


def test_claimed_tickets_are_not_claimed_twice_and_come_back_after_a_crash(story: Story) -> None:
    late = NOW + 3 * HOUR
    assert services.checks_claim(now=late) == [story.ticket.pk]
    assert services.checks_claim(now=late) == []
    assert services.checks_claim(now=late + 2 * MINUTE) == [story.ticket.pk]


def test_a_claim_of_due_clocks_reads_only_what_is_due(story: Story) -> None:
    """However many tickets there are: the index holds only those that wait for a check, by their time."""
    with CaptureQueriesContext(connection) as asked:
        services.checks_claim(now=NOW + 3 * HOUR)
    (claim,) = [query["sql"] for query in asked if "SKIP LOCKED" in query["sql"]]
    with transaction.atomic(), connection.cursor() as cursor:
        # A table this small would be read whole, whatever its indexes.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {claim}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using sla_due_checks" in plan
    assert "Sort" not in plan


def test_an_event_delivered_again_changes_nothing(story: Story) -> None:
    from core.events import EventMeta
    from sla import handlers
    from tickets.events import MessageReceived

    before = list(ClockEvent.objects.order_by("id").values_list("id", "key"))
    entry = TimelineEntry.objects.get(ticket=story.ticket, kind="message")
    event = MessageReceived(
        ticket_id=story.ticket.pk,
        entry_id=entry.pk,
        contact_id=story.ticket.requester_id,
        channel="email",
        is_new_ticket=True,
    )
    for _ in range(2):
        handlers.on_message_received(event, EventMeta(id=1, occurred_at=NOW))
    assert list(ClockEvent.objects.order_by("id").values_list("id", "key")) == before


def test_the_history_of_clocks_cannot_be_rewritten(story: Story) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockEvent.objects.filter(clock__ticket=story.ticket).update(at=NOW - HOUR)


def test_a_ticket_from_before_gets_its_clocks_from_the_timeline(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    from core.events import silenced

    freeze(NOW)
    with silenced():
        ticket = cast.ticket()
        cast.replies(ticket, cast.agent, "Fixed.", now=NOW + HOUR, status="resolved")
        services.ticket_import(ticket_id=ticket.pk, now=NOW + 2 * HOUR)
    states = dict(Clock.objects.filter(ticket=ticket).values_list("measure", "state"))
    assert states == {"first_reply": "met", "resolution": "met"}
    assert not TimelineEntry.objects.filter(ticket=ticket, kind="sla").exists()
    assert TicketSla.objects.get(pk=ticket.pk).next_check_at is None


def test_the_answer_explains_why_the_ticket_is_due_then(story: Story, cast: Cast) -> None:
    story.update(30 * MINUTE, priority="P1")
    body = cast.api(cast.agent).get(f"tickets/{story.ticket.pk}/sla").json()
    assert body["policy"]["name"] == "Enterprise"
    first = next(clock for clock in body["clocks"] if clock["kind"] == "first_reply")
    assert first["target_seconds"] == 3600
    assert first["elapsed_seconds"] == 1800
    assert first["due_at"] == "2026-03-02T10:00:00Z"
    assert first["calendar"] == {"name": "24x7", "timezone": "UTC"}
    assert sum(item["seconds"] for item in first["stretches"]) == 3600
    lines = [(line["kind"], line["detail"]) for line in body["history"] if line["clock"] == "first_reply"]
    assert lines == [
        ("start", "Ticket created"),
        ("apply", "Enterprise, email, P3"),
        ("retarget", "Priority P3 to P1, calendar Around the clock to 24x7"),
    ]


def test_the_customer_is_told_how_long_it_takes(story: Story) -> None:
    from core.ports import expected_wait_seconds

    story.at(30 * MINUTE)
    assert expected_wait_seconds(story.ticket.pk) == 90 * 60
    story.at(3 * HOUR)
    assert expected_wait_seconds(story.ticket.pk) == 0
    assert expected_wait_seconds(999_999) is None


def test_stranger_gets_404(story: Story, cast: Cast) -> None:
    assert cast.api(cast.team_agent).get(f"tickets/{story.ticket.pk}/sla").status_code == 404
    assert cast.api(cast.agent).get("tickets/999999/sla").status_code == 404


def test_without_sign_in_there_is_no_answer(story: Story, anonymous: Any) -> None:
    assert anonymous.get(f"tickets/{story.ticket.pk}/sla").status_code == 401

"""A merge among all that goes on beside it: who waits, what is to be sent, what is about to be answered."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from assistant.models import Outcome, Run, Triage
from assistant.selectors import moods_of
from assistant.services import run_execute, run_request
from assistant.services import running as assistant_running
from assistant.services.triaging import classify
from core import clock
from sla.models import Clock, ClockEvent
from tests.api.tickets.test_merging import LATER, merge, said, unmerge
from tests.cast import NOW, Cast
from tests.hearing import deliver_to
from tickets import services
from tickets.models import Participant, ScheduledReply, Ticket, TimelineEntry
from tickets.models.ticket import lock_ticket
from tickets.services import post_reply, scheduling

DAY = timedelta(days=1)
ASIDE = ("status", "snoozed_until", "is_unread")


def aside(ticket: Ticket) -> tuple[Any, ...]:
    return tuple(Ticket.objects.values_list(*ASIDE).get(pk=ticket.pk))


@pytest.fixture
def put_aside(cast: Cast) -> Ticket:
    """A ticket that was answered and waits for its customer, snoozed for nine days."""
    ticket = cast.ticket(body="First", now=NOW)
    cast.replies(ticket, cast.agent, "Which version?")
    api = cast.api(cast.agent)
    api.patch(f"tickets/{ticket.pk}", {"status": "pending"})
    api.patch(f"tickets/{ticket.pk}", {"snoozed_until": (timezone.now() + 9 * DAY).isoformat()})
    return Ticket.objects.get(pk=ticket.pk)


def test_who_waits_is_not_put_aside_and_the_undo_puts_aside_again(cast: Cast, put_aside: Ticket) -> None:
    before = aside(put_aside)
    deliver_to("sla")
    source = cast.ticket(body="Everything is down!", now=LATER)
    merged = merge(cast, source, put_aside)
    deliver_to("sla")
    row = Ticket.objects.get(pk=put_aside.pk)
    assert aside(row) == ("open", None, True)
    assert row.waiting_since == LATER
    shown = cast.api(cast.agent).get(f"tickets/{row.pk}").json()["timeline"]["results"]
    lines = [one["payload"]["changes"] for one in shown if one["kind"] == "change"]
    assert lines[-1]["status"] == ["pending", "open"]
    asked = Clock.objects.get(ticket=row, measure="next_reply", number=1)
    assert (asked.started_at, asked.fulfilled_at, asked.cancelled_at) == (LATER, None, None)
    assert last_step(row) == "resume"
    unmerge(cast, merged)
    deliver_to("sla")
    assert aside(put_aside) == before
    asked.refresh_from_db()
    assert asked.cancelled_at is not None
    assert last_step(row) == "pause"


def last_step(ticket: Ticket) -> str:
    """What the clock of the resolution did last."""
    events = ClockEvent.objects.filter(clock__ticket=ticket, clock__measure="resolution")
    return str(events.latest("pk").step)


def test_nobody_who_waits_leaves_it_aside(cast: Cast, put_aside: Ticket) -> None:
    before = aside(put_aside)
    source = cast.ticket(now=LATER)
    cast.replies(source, cast.agent, "Done.", now=LATER)
    merge(cast, source, put_aside)
    assert aside(put_aside) == before


def test_of_two_who_wait_the_last_to_go_puts_it_aside(cast: Cast, put_aside: Ticket) -> None:
    before = aside(put_aside)
    first = merge(cast, cast.ticket(now=LATER), put_aside)
    second = merge(cast, cast.ticket(now=LATER), put_aside)
    unmerge(cast, first)
    assert aside(put_aside)[0] == "open"
    unmerge(cast, second)
    assert aside(put_aside) == before


@pytest.mark.parametrize("since", ["says", "status"])
def test_what_came_since_keeps_it_where_it_is(cast: Cast, put_aside: Ticket, since: str) -> None:
    merged = merge(cast, cast.ticket(now=LATER), put_aside)
    if since == "says":
        cast.says(put_aside, "And mine?", now=LATER)
    else:
        for status in ("on_hold", "open"):
            cast.api(cast.agent).patch(f"tickets/{put_aside.pk}", {"status": status})
    unmerge(cast, merged)
    assert aside(put_aside)[:2] == ("open", None)


def test_a_chain_that_is_undone_leaves_each_clock_as_it_was(cast: Cast) -> None:
    hour = timedelta(hours=1)
    rows = [cast.ticket(body=name, now=NOW + number * hour) for number, name in enumerate("ABC")]
    cast.replies(rows[0], cast.agent, "Answer to A", now=NOW + 10 * hour)
    deliver_to("sla")

    def clocks() -> list[tuple[Any, ...]]:
        found = Clock.objects.order_by("ticket", "measure", "number")
        wanted = found.exclude(cancelled_at__isnull=False)
        return list(wanted.values_list("ticket", "measure", "number", "started_at", "fulfilled_at"))

    before = clocks()
    one = merge(cast, rows[0], rows[1])
    deliver_to("sla")
    two = merge(cast, rows[1], rows[2])
    deliver_to("sla")
    assert Clock.objects.get(ticket=rows[2], measure="first_reply").started_at == NOW
    unmerge(cast, two)
    deliver_to("sla")
    unmerge(cast, one)
    deliver_to("sla")
    assert clocks() == before


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_is_due_and_a_merge_wait_for_each_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = cast.ticket(), cast.ticket()
    at = timezone.now() + timedelta(hours=2)
    cast.api(cast.agent).post(
        f"tickets/{source.pk}/scheduled-replies", {"body": "Soon", "send_at": at.isoformat()}
    )
    actor = cast.actor(cast.agent)
    reached = threading.Event()
    ends: list[Any] = []

    def slow(**given: Any) -> TimelineEntry:
        reached.set()
        # The merge now waits for the ticket, and in the order of before would hold what this needs.
        wait_for_a_lock()
        return post_reply(**given)

    def send() -> None:
        try:
            ends.append(services.replies_send_due(now=at + timedelta(minutes=1)))
        finally:
            connection.close()

    def become_one() -> None:
        reached.wait(10)
        try:
            services.ticket_merge(actor=actor, source_id=source.pk, target_id=target.pk, now=LATER)
            ends.append("merged")
        finally:
            connection.close()

    monkeypatch.setattr(scheduling, "post_reply", slow)
    threads = [threading.Thread(target=work) for work in (send, become_one)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert ends == [1, "merged"]
    assert ScheduledReply.objects.get().state == "sent"
    assert "Soon" in said(target)


@pytest.mark.django_db(transaction=True)
def test_what_refers_to_a_held_ticket_does_not_wait_for_it(cast: Cast) -> None:
    """A foreign key is checked at the commit: who waits there still holds what the other may want."""
    ticket = cast.ticket()
    ends: list[str] = []

    def refer() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                Participant.objects.create(ticket=ticket, address="new@kestrel.test", created_at=NOW)
            ends.append("committed")
        except OperationalError:
            ends.append("waited")
        finally:
            connection.close()

    with transaction.atomic():
        lock_ticket(ticket.pk)
        other = threading.Thread(target=refer)
        other.start()
        other.join(30)
    assert ends == ["committed"]


def wait_for_a_lock() -> None:
    """Until somebody waits for what this transaction holds."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("Nobody waits.")


def test_what_waits_is_sent_from_where_a_merge_took_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    target, source = cast.ticket(), cast.ticket()
    at = timezone.now() + timedelta(hours=2)
    cast.api(cast.agent).post(
        f"tickets/{source.pk}/scheduled-replies", {"body": "Soon", "send_at": at.isoformat()}
    )
    row = ScheduledReply.objects.get()

    def late(ticket_id: int) -> Ticket | None:
        if ScheduledReply.objects.get().ticket_id == source.pk:
            merge(cast, source, target)
        return lock_ticket(ticket_id)

    monkeypatch.setattr(scheduling, "lock_ticket", late)
    with transaction.atomic():
        assert services.replies_send_due(now=at) == 0
    assert services.replies_send_due(now=at) == 1
    row.refresh_from_db()
    assert (row.state, row.ticket_id) == ("sent", target.pk)


def test_the_mood_of_a_message_counts_where_it_is_now(cast: Cast) -> None:
    rows = [cast.ticket(body=f"I am furious {number}") for number in range(3)]
    for ticket in rows:
        Triage.objects.create(
            entry_id=ticket.last_customer_entry_id, ticket=ticket, engine="e", created_at=NOW,
            fields={"sentiment": {"value": "angry", "confidence": 1}},
        )  # fmt: skip
    done = [merge(cast, one, rows[0]) for one in rows[1:]]
    assert moods_of(one.pk for one in rows) == {rows[0].pk: ["angry"] * 3}
    unmerge(cast, done[0])
    assert moods_of(one.pk for one in rows) == {rows[0].pk: ["angry"] * 2, rows[1].pk: ["angry"]}


def run_of(ticket: Ticket, now: datetime) -> Run:
    run = run_request(ticket_id=ticket.pk, entry_id=ticket.last_customer_entry_id, now=now)
    assert run is not None
    return run


@pytest.mark.parametrize("when", ["queued", "while it reads"])
def test_what_the_assistant_was_about_to_answer_ends_quietly(
    cast: Cast, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, source = cast.ticket(channel="widget"), cast.ticket(channel="widget", now=LATER)
    run = run_of(source, LATER)
    if when == "queued":
        merge(cast, source, target)
    else:

        def slow(*given: Any) -> Any:
            if Ticket.objects.get(pk=source.pk).merged_into_id is None:
                merge(cast, source, target)
            return classify(*given)

        monkeypatch.setattr(assistant_running, "classify", slow)
    assert run_execute(run_id=run.pk, now=clock.now()) == Outcome.WITHHELD
    run.refresh_from_db()
    assert (run.state, run.attempts, run.error) == ("done", 1, "")
    assert len(said(target)) == 2, "the questions alone"
    assert Triage.objects.get(entry_id=run.entry_id).ticket_id == target.pk
    row = Ticket.objects.get(pk=target.pk)
    assert (row.waiting_since, row.is_unread) == (NOW, True)


def test_where_the_assistant_still_speaks_people_take_what_came(cast: Cast) -> None:
    target, source = cast.ticket(channel="widget"), cast.ticket(channel="widget", now=LATER)
    Ticket.objects.filter(pk=target.pk).update(handler="assistant")
    run = run_of(source, LATER)
    merge(cast, source, target)
    assert run_execute(run_id=run.pk, now=clock.now()) == Outcome.WITHHELD
    row = Ticket.objects.get(pk=target.pk)
    assert (row.handler, row.waiting_since) == ("person", NOW)
    assert said(source) == []
    assert len(said(target)) == 3, "that people go on with it"

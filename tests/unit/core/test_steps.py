"""One step of work: its events are written together, joined where they can be, and handed out by one task."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock, events, queue
from core.events import Event, EventMeta, LiveMessage, publish, show, step
from core.events.leaving import Departure
from core.models import Delivery, OutboxEvent


@dataclass(frozen=True)
class Moved(Event):
    """A thing went from one place to another; moves of one thing can be joined."""

    name: ClassVar[str] = "tests.thing_moved"
    thing: int
    places: list[int]

    def joined(self, later: Event) -> Event | None:
        if not isinstance(later, Moved) or later.thing != self.thing:
            return None
        return Moved(self.thing, [self.places[0], later.places[1]])


@dataclass(frozen=True)
class Said(Event):
    name: ClassVar[str] = "tests.words_said"
    is_message: ClassVar[bool] = True
    words: str


Heard = list[tuple[str, Any]]


@pytest.fixture
def heard(db: None) -> Iterator[Heard]:
    """What the handlers have heard: of moves to a place above zero, on two queues."""
    found: Heard = []

    def quick(event: Moved, meta: EventMeta) -> None:
        found.append(("quick", event.places))
        if event.places[1] == 13:
            raise ValueError("Not there.")
        if event.places[1] == 50:
            publish(Moved(event.thing, [50, 51]))

    def other(event: Moved, meta: EventMeta) -> None:
        found.append(("other", event.places))

    def slow(event: Moved, meta: EventMeta) -> None:
        found.append(("slow", event.places))

    wants = {"wants": lambda event: event.places[1] > 0}
    events.subscribe(Moved, quick, key="tests.quick", **wants)
    events.subscribe(Moved, other, key="tests.other", **wants)
    events.subscribe(
        Moved, slow, key="tests.slow", wants=lambda event: event.places[1] == 99, queue=queue.SLOW
    )
    yield found
    events.unsubscribe(Moved)


def stored() -> list[tuple[str, Any]]:
    return [(row.name.split("_")[1], row.payload) for row in OutboxEvent.objects.order_by("id")]


def moves() -> list[list[int]]:
    return [payload["places"] for name, payload in stored() if name == "moved"]


def departures() -> list[dict[str, list[int]]]:
    hooks: list[Any] = connection.run_on_commit
    return [hook.by_queue for _, hook, _ in hooks if isinstance(hook, Departure)]


def test_changes_of_one_step_are_one_event_from_the_first_to_the_last(heard: Heard) -> None:
    with step():
        publish(Moved(1, [1, 2]))
        publish(Moved(2, [7, 8]))
        publish(Moved(2, [8, 9]))
        with step():
            publish(Moved(2, [9, 10]))
    assert moves() == [[1, 2], [7, 10]]


def test_two_transactions_stay_two_events(heard: Heard) -> None:
    for places in ([1, 2], [2, 3]):
        with step():
            publish(Moved(1, places))
    assert moves() == [[1, 2], [2, 3]]


def test_nothing_is_joined_across_words(heard: Heard) -> None:
    with step():
        publish(Moved(1, [1, 2]))
        publish(Said("Hello"))
        publish(Moved(1, [2, 3]))
        publish(Moved(1, [3, 4]))
    assert [name for name, _ in stored()] == ["moved", "said", "moved"]
    assert moves() == [[1, 2], [2, 4]]


def test_what_a_savepoint_takes_back_was_never_said(heard: Heard) -> None:
    def part_that_fails() -> None:
        with transaction.atomic():
            publish(Moved(1, [2, 3]))
            raise LookupError

    with step():
        publish(Moved(1, [1, 2]))
        with pytest.raises(LookupError):
            part_that_fails()
    assert moves() == [[1, 2]]


def test_step_that_fails_leaves_nothing(heard: Heard) -> None:
    def whole() -> None:
        with step():
            publish(Moved(1, [1, 2]))
            raise LookupError

    with pytest.raises(LookupError):
        whole()
    assert not stored()
    publish(Moved(1, [3, 4]))
    assert moves() == [[3, 4]]


def test_screens_get_the_newest_row_once(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[tuple[str, str, Any]] = []
    monkeypatch.setattr(
        "core.live.publish_events",
        lambda events: told.extend(
            (name, one.topic, one.data) for _, name, messages in events for one in messages
        ),
    )
    monkeypatch.setattr("core.events.leaving.send", lambda ids, name: told.append(("task", name, ids)))
    with django_capture_on_commit_callbacks(execute=True), step():
        show("tests.row_refreshed", [LiveMessage("thing:1", {"row": 1})])
        show("tests.row_refreshed", [LiveMessage("thing:2", {"row": 1})])
        publish(Moved(1, [1, 2]), live_messages=[LiveMessage("thing:1", {"row": 2})])
        publish(Moved(1, [2, 3]), live_messages=[LiveMessage("thing:1", {"row": 3})])
    ids = {row.name: row.pk for row in OutboxEvent.objects.all()}
    assert told == [
        ("tests.row_refreshed", "thing:2", {"row": 1}),
        ("tests.thing_moved", "thing:1", {"row": 3}),
        ("task", queue.EVENTS, [ids["tests.thing_moved"]]),
    ]


def test_screens_hear_of_a_step_in_one_round_trip(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[list[str]] = []
    monkeypatch.setattr(
        "core.live.publishing._publish", lambda frames: told.append([topic for topic, *_ in frames])
    )
    with django_capture_on_commit_callbacks(execute=True):
        with step():
            for number in (1, 2, 3):
                show("tests.row_refreshed", [LiveMessage(f"thing:{number}", {"row": 1})])
        show("tests.row_refreshed", [LiveMessage("thing:4", {"row": 1})])
    assert [topics for topics in told if topics] == [["thing:1", "thing:2", "thing:3"], ["thing:4"]]


def test_one_statement_and_one_task_for_all_events_of_a_step(heard: Heard) -> None:
    with CaptureQueriesContext(connection) as queries, step():
        for thing in range(5):
            publish(Moved(thing, [1, 2]))
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 1
    ids = list(OutboxEvent.objects.order_by("id").values_list("pk", flat=True))
    assert departures() == [{queue.EVENTS: ids}]


def test_events_outside_of_a_step_share_the_task_of_their_transaction(heard: Heard) -> None:
    rows = [publish(Moved(thing, [1, 2])) for thing in range(3)]
    assert departures() == [{queue.EVENTS: [row.pk for row in rows if row is not None]}]


def test_event_that_nobody_wants_costs_one_insert(heard: Heard) -> None:
    with CaptureQueriesContext(connection) as queries:
        row = publish(Moved(1, [1, 0]))
    assert len(queries) == 1
    assert row is not None
    assert row.completed_at is not None
    assert not departures()


def test_handlers_run_in_order_and_only_those_who_want_it(heard: Heard) -> None:
    row = publish(Moved(1, [1, 2]))
    assert row is not None
    assert events.hand_out([row.pk]) == 2
    assert events.hand_out([row.pk]) == 0
    assert heard == [("quick", [1, 2]), ("other", [1, 2])]
    row.refresh_from_db()
    assert row.completed_at is not None


def test_handler_that_fails_stops_neither_the_others_nor_the_next_event(heard: Heard) -> None:
    first, second = publish(Moved(1, [1, 13])), publish(Moved(2, [1, 2]))
    assert first is not None
    assert second is not None
    assert events.hand_out([first.pk, second.pk]) == 3
    assert heard == [("quick", [1, 13]), ("other", [1, 13]), ("quick", [1, 2]), ("other", [1, 2])]
    assert list(Delivery.objects.filter(event=first).values_list("handler", flat=True)) == ["tests.other"]
    first.refresh_from_db()
    assert first.completed_at is None
    assert "Not there" in first.last_error
    assert events.undelivered(first) == ["tests.quick"]
    events.hand_out([first.pk])
    assert heard[4:] == [("quick", [1, 13])]


def test_task_goes_on_with_what_its_handlers_publish(heard: Heard) -> None:
    row = publish(Moved(1, [1, 50]))
    assert row is not None
    connection.run_on_commit.clear()
    events.hand_out([row.pk])
    # Within a test nothing commits by itself: the follow-up waits with the commit, on the same list.
    assert moves() == [[1, 50], [50, 51]]
    with events.following() as more:
        for hook in departures():
            for name, ids in hook.items():
                events.leaving.send(ids, name)
    assert more.event_ids == [OutboxEvent.objects.order_by("-id")[0].pk]


def test_slow_handlers_have_a_task_and_a_queue_of_their_own(heard: Heard) -> None:
    row = publish(Moved(1, [1, 99]))
    assert row is not None
    assert departures() == [{queue.EVENTS: [row.pk], queue.SLOW: [row.pk]}]
    events.hand_out([row.pk])
    assert OutboxEvent.objects.filter(completed_at=None).count() == 1
    events.hand_out([row.pk], lane=queue.SLOW)
    assert not OutboxEvent.objects.filter(completed_at=None).exists()
    assert len(heard) == 3
    assert heard[-1] == ("slow", [1, 99])


def test_sweep_sends_only_to_the_queues_with_something_outstanding(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = publish(Moved(1, [1, 99]))
    assert row is not None
    events.hand_out([row.pk])
    sent: list[tuple[list[int], str]] = []
    monkeypatch.setattr("core.events.leaving.send", lambda ids, name: sent.append((ids, name)))
    events.send_again(events.sweep(now=clock.now() + events.publishing.FIRST_RETRY * 2))
    assert sent == [([row.pk], queue.SLOW)]


def test_worker_serves_every_queue() -> None:
    declared = {name for system in settings.DECLARED for name in system.queues}
    assert {one.name for one in settings.CELERY_TASK_QUEUES} == {*queue.NAMES, *declared}


def test_urgent_is_asked_for_first_and_the_others_in_turn() -> None:
    order = queue.UrgentFirst()
    order.update(["events", "mail", "slow", "urgent"])
    assert order.consume(4) == ["urgent", "events", "mail", "slow"]
    order.rotate("events")
    assert order.consume(4) == ["urgent", "mail", "slow", "events"]
    order.rotate("urgent")
    assert order.consume(4)[0] == "urgent"


def test_urgent_work_overtakes_a_thousand_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the real broker, as the worker reads from it."""
    from celery import current_app

    taken: list[str] = []
    for name in (queue.EVENTS, queue.SLOW):
        for number in range(500):
            queue.enqueue("tests.bulk", name, number=number)
    queue.enqueue("tests.urgent", queue.URGENT)
    with current_app.connection_for_read() as link:
        channel: Any = link.default_channel

        def take(body: Any, message: Any) -> None:
            # What tests before this one left behind says nothing about the order.
            if message.headers["task"].startswith("tests."):
                taken.append(message.headers["task"])
            message.ack()

        consumer = current_app.amqp.TaskConsumer(channel, on_message=None, callbacks=[take])
        with consumer:
            while len(taken) < 5:
                link.drain_events(timeout=5)
        for name in queue.NAMES:
            channel.queue_purge(name)
    assert taken[0] == "tests.urgent"


def test_background_work_stands_by_while_something_urgent_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(queue, "LONGEST_STANDBY", 20.0)
    order: list[str] = []

    def background() -> None:
        queue.stand_by()
        order.append("background")

    with queue.ahead():
        queue.stand_by()
        thread = threading.Thread(target=background)
        thread.start()
        thread.join(0.2)
        order.append("urgent")
    thread.join(10)
    assert order == ["urgent", "background"]


def test_background_work_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(queue, "LONGEST_STANDBY", 0.05)
    with queue.ahead():
        thread = threading.Thread(target=queue.stand_by)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()


def test_who_takes_in_mail_goes_before_the_background_and_after_who_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import threading

    monkeypatch.setattr(queue, "LONGEST_STANDBY", 20.0)
    order: list[str] = []

    def background() -> None:
        queue.stand_by()
        order.append("background")

    def mail() -> None:
        with queue.ahead(queue.Rank.ARRIVAL):
            threads.append(threading.Thread(target=background))
            threads[-1].start()
            queue.stand_by()
            order.append("mail")

    threads = [threading.Thread(target=mail)]
    with queue.ahead():
        threads[0].start()
        threads[0].join(0.2)
        order.append("urgent")
    for thread in threads:
        thread.join(10)
    assert order == ["urgent", "mail", "background"]


def test_who_has_waited_in_vain_works_as_long_before_waiting_again(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    standby = queue._Standby()
    monkeypatch.setattr(queue, "LONGEST_STANDBY", 20.0)
    now = [100.0]
    monkeypatch.setattr("core.queue.time.monotonic", lambda: now[0])

    def wait(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(standby._changed, "wait", wait)
    standby._busy[queue.Rank.ARRIVAL] = 1
    for _ in range(2):
        standby.wait()
    now[0] += 19
    standby.wait()
    assert waits == [20.0]
    now[0] += 2
    standby.wait()
    assert waits == [20.0, 20.0]
    standby._busy[queue.Rank.URGENT] = 1
    for _ in range(2):
        standby.wait()
    assert waits == [20.0] * 4

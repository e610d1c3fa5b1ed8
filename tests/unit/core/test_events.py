"""Outbox, receipts and sweep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction

from core import clock, events
from core.events import Event, EventMeta, LiveMessage, deliver_pending, publish
from core.models import Delivery, OutboxEvent


@dataclass(frozen=True)
class Rang(Event):
    name: ClassVar[str] = "tests.bell_rang"
    times: int


Calls = list[tuple[str, int]]


@pytest.fixture
def calls(db: None) -> Iterator[Calls]:
    """What two handlers of the event have seen; `one` fails while `failing` is in the list."""
    seen: Calls = []

    def one(event: Rang, meta: EventMeta) -> None:
        seen.append(("one", event.times))
        if event.times < 0:
            raise ValueError("negative")

    def two(event: Rang, meta: EventMeta) -> None:
        seen.append(("two", event.times))

    events.subscribe(Rang, one, key="tests.one")
    events.subscribe(Rang, two, key="tests.two")
    yield seen
    events.unsubscribe(Rang)


def test_event_of_a_rolled_back_change_never_existed(calls: Calls) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            publish(Rang(1))
            raise LookupError

    with pytest.raises(LookupError):
        change_that_fails()
    assert OutboxEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_publish_needs_a_transaction(calls: Calls) -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        publish(Rang(1))


def test_each_handler_runs_once_however_often_it_is_delivered(calls: Calls) -> None:
    row = publish(Rang(1))
    assert row is not None
    for _ in range(3):
        events.deliver(event_id=row.pk, key="tests.one")
    events.deliver(event_id=row.pk, key="tests.two")
    assert calls == [("one", 1), ("two", 1)]
    row.refresh_from_db()
    assert row.completed_at is not None


def test_failing_handler_leaves_no_receipt_and_stops_no_other(calls: Calls) -> None:
    row = publish(Rang(-1))
    assert row is not None
    with pytest.raises(ValueError, match="negative"):
        events.deliver(event_id=row.pk, key="tests.one")
    events.deliver(event_id=row.pk, key="tests.two")
    assert list(Delivery.objects.values_list("handler", flat=True)) == ["tests.two"]
    row.refresh_from_db()
    assert row.completed_at is None
    assert "negative" in row.last_error


def test_sweep_claims_what_is_overdue_with_growing_pauses(calls: Calls) -> None:
    row = publish(Rang(1))
    assert row is not None
    now = clock.now()
    assert events.sweep(now=now) == []
    assert events.sweep(now=now + timedelta(seconds=6)) == [row.pk]
    assert events.sweep(now=now + timedelta(seconds=7)) == []
    assert events.sweep(now=now + timedelta(seconds=17)) == [row.pk]
    row.refresh_from_db()
    assert row.attempts == 2


def test_delivering_all_that_waits_reaches_what_handlers_publish(calls: Calls) -> None:
    publish(Rang(1))
    publish(Rang(2))
    assert deliver_pending() == 4
    assert deliver_pending() == 0
    assert not OutboxEvent.objects.filter(completed_at=None).exists()


def test_event_without_handlers_is_complete_at_once(db: None) -> None:
    row = publish(Rang(1))
    assert row is not None
    assert row.completed_at is not None


def test_silenced_publishes_nothing(calls: Calls) -> None:
    with events.silenced():
        assert publish(Rang(1)) is None
    assert OutboxEvent.objects.count() == 0


def test_broker_that_is_away_delays_and_loses_nothing(
    calls: Calls, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from celery import current_app
    from kombu import pools

    app: Any = current_app
    url = app.conf.broker_url

    def forget_connections() -> None:
        # A pool that was closed stays closed for every test after this one.
        pools.reset()
        app._pool = app.amqp._producer_pool = None

    app.conf.broker_url = "redis+socket:///nowhere/redis.sock?virtual_host=3"
    settings.LIVE_REDIS_URL = "unix:///nowhere/redis.sock?db=2"
    forget_connections()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            publish(Rang(1), live_messages=[LiveMessage("queue", {"a": 1})])
    finally:
        app.conf.broker_url = url
        forget_connections()
    assert calls == []
    assert events.sweep(now=clock.now() + timedelta(seconds=6)) == [OutboxEvent.objects.get().pk]
    deliver_pending()
    assert len(calls) == 2

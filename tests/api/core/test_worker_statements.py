"""
Budgets of what the worker does for one step of work, held in `tests/query_counts.json`.

They count the statements of all handlers and of the assistant, the events and the tasks, once everything that
a process keeps is warm. Savepoints are left out.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import events, queue
from core.models import Delivery, OutboxEvent
from people.models import Presence
from tests.cast import Cast
from tickets.models import Ticket

BUDGETS: dict[str, dict[str, int]] = json.loads(
    Path(__file__).parents[2].joinpath("query_counts.json").read_text()
)["worker"]


@pytest.fixture
def tasks(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the tasks that were queued; each runs at once, as a free worker would run it."""
    names: list[str] = []
    conf = current_app.conf
    before = (conf.task_always_eager, conf.task_eager_propagates)
    conf.task_always_eager = conf.task_eager_propagates = True
    enqueue = queue.enqueue

    def count(task: str, on: str = "", /, **values: queue.Argument) -> None:
        names.append(task)
        enqueue(task, on, **values)

    monkeypatch.setattr(queue, "enqueue", count)
    yield names
    conf.task_always_eager, conf.task_eager_propagates = before


def commit() -> None:
    """Run what waits for the commit, until nothing more comes."""
    while connection.run_on_commit:
        hooks: list[Any] = [entry[1] for entry in connection.run_on_commit]
        connection.run_on_commit.clear()
        for hook in hooks:
            hook()


def measured(tasks: list[str], work: Callable[[], object]) -> dict[str, int]:
    """What comes after `work`."""
    work()
    rows, receipts = OutboxEvent.objects.count(), Delivery.objects.count()
    tasks.clear()
    with CaptureQueriesContext(connection) as queries:
        commit()
    assert not OutboxEvent.objects.filter(completed_at=None).exists()
    return {
        "statements": len([query for query in queries if "SAVEPOINT" not in query["sql"]]),
        "events": OutboxEvent.objects.count() - rows,
        "receipts": Delivery.objects.count() - receipts,
    }


@pytest.mark.parametrize("channel", ["email", "widget"])
def test_new_ticket_and_further_message(cast: Cast, tasks: list[str], channel: str) -> None:
    cast.agent.presence = Presence.ONLINE
    cast.agent.save()
    cast.ticket(channel=channel, subject="Warm")
    commit()
    ticket = None

    def opens() -> None:
        nonlocal ticket
        ticket = cast.ticket(channel=channel, subject="Nightly export is empty")

    within(f"new ticket, {channel}", measured(tasks, opens))
    assert ticket is not None
    within(f"further message, {channel}", measured(tasks, lambda: cast.says(ticket, "Any news?")))


def test_a_new_ticket_costs_the_same_however_many_wait(cast: Cast, tasks: list[str]) -> None:
    def opens() -> None:
        cast.ticket(channel="email", subject="Nightly export is empty")

    for _ in range(2):
        opens()
        commit()
    few = measured(tasks, opens)
    for _ in range(6):
        opens()
        commit()
    assert Ticket.objects.filter(routing_eligible_at__isnull=False).count() >= 8
    assert measured(tasks, opens) == few


def test_reply(cast: Cast, tasks: list[str]) -> None:
    ticket = cast.ticket()
    commit()
    cast.replies(ticket, cast.agent, "First.")
    commit()
    within("staff reply", measured(tasks, lambda: cast.replies(ticket, cast.agent, "On it.")))


def within(name: str, found: dict[str, int]) -> None:
    """Fail where something exceeds its budget."""
    budget = BUDGETS[name]
    assert all(found[key] <= budget[key] for key in budget), f"{name}: {found}, at most {budget}"


def test_a_handed_out_event_reads_its_receipts_only_when_it_comes_again(cast: Cast) -> None:
    ticket = cast.ticket()
    ids = list(OutboxEvent.objects.filter(completed_at=None).values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        events.hand_out(ids)
    assert ticket.pk
    reads = [query["sql"] for query in queries if query["sql"].startswith('SELECT "core_')]
    assert len(reads) == 1, reads
    receipts = Delivery.objects.count()
    OutboxEvent.objects.filter(pk__in=ids).update(attempts=1, completed_at=None)
    with CaptureQueriesContext(connection) as queries:
        assert events.hand_out(ids) == 0
    reads = [query["sql"] for query in queries if query["sql"].startswith('SELECT "core_')]
    assert len(reads) == 2, reads
    OutboxEvent.objects.filter(pk__in=ids).update(attempts=0, completed_at=None)
    assert events.hand_out(ids) == 0
    assert Delivery.objects.count() == receipts

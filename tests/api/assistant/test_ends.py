"""Every end of a run without a message takes back the sign that the assistant thinks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from assistant import services, tasks
from assistant.engines.protocol import OnText
from assistant.models import Outcome, Run, RunState
from assistant.services import running
from assistant.services.thinking import Question, Thought, think
from core import clock
from core.models import OutboxEvent
from kb import services as kb_services
from tests.cast import NOW, Cast
from tickets.models import Ticket

ASKED = "How do I backfill missing days into Snowflake?"
BODY = """
## How do I backfill missing days?
Open **Destinations / Snowflake / Runs**, press **Backfill** and choose the first and the last day. A backfill
covers at most 31 days. Days that were loaded before are replaced, so nothing is counted twice.
"""


@pytest.fixture
def article(cast: Cast) -> None:
    kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={"title": "Backfill a destination", "body": BODY, "audience": "public", "status": "published"},
        now=NOW,
    )


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The signs that a run gives, each with the run's number."""
    found: list[tuple[str, int]] = []

    def hear(*, topic: str, name: str, data: dict[str, Any], scope: dict[str, Any] | None = None) -> None:
        if name.startswith("assistant.") and name != "assistant.delta":
            found.append((name.removeprefix("assistant."), data["run_id"]))

    monkeypatch.setattr("core.live.push", hear)
    return found


def _meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    def slow(question: Question, on_text: OnText | None = None) -> Thought:
        thought = think(question, on_text)
        happens()
        return thought

    monkeypatch.setattr(running, "think", slow)


def _run_of(ticket: Ticket) -> Run:
    run = services.run_request(ticket_id=ticket.pk, entry_id=ticket.last_customer_entry_id or 0, now=NOW)
    assert run is not None
    return run


MEANWHILE: dict[str, Callable[[Cast, Ticket], object]] = {
    "somebody answers": lambda cast, ticket: cast.replies(ticket, cast.agent, "I am on it."),
    "the customer writes again": lambda cast, ticket: cast.says(ticket, "And for BigQuery?"),
    "the customer asks for a person": lambda cast, ticket: services.handoff_request(
        actor=cast.actor(cast.customer), ticket_id=ticket.pk, now=clock.now()
    ),
}


@pytest.mark.parametrize("name", MEANWHILE)
def test_run_that_is_withheld_says_that_it_has_stopped(
    cast: Cast, article: None, signals: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body=ASKED)
    run = _run_of(ticket)
    _meanwhile(monkeypatch, lambda: MEANWHILE[name](cast, ticket))
    assert services.run_execute(run_id=run.pk, now=clock.now()) == Outcome.WITHHELD
    assert signals == [("thinking", run.pk), ("stopped", run.pk)]


@pytest.mark.parametrize(
    "body", [ASKED, "Do you have an app for Android tablets?", "It does not work", "Hello"]
)
def test_run_that_says_something_gives_no_other_sign(
    cast: Cast, article: None, signals: list[tuple[str, int]], body: str
) -> None:
    run = _run_of(cast.ticket(channel="widget", subject="", body=body))
    services.run_execute(run_id=run.pk, now=clock.now())
    run.refresh_from_db()
    assert run.reply_entry_id is not None
    assert signals == [("thinking", run.pk)]


@pytest.mark.parametrize("error", [RuntimeError("broken"), SystemExit(1), OperationalError("away")])
def test_run_that_fails_says_so_each_time(
    cast: Cast, signals: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> Thought:
        raise error

    run = _run_of(cast.ticket(channel="widget", subject="", body=ASKED))
    monkeypatch.setattr(running, "think", fail)
    with pytest.raises(type(error)):
        services.run_execute(run_id=run.pk, now=clock.now())
    assert signals == [("thinking", run.pk), ("stopped", run.pk)]


def test_run_that_fails_for_good_says_so(
    cast: Cast, signals: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Thought:
        raise RuntimeError("broken")

    run = _run_of(cast.ticket(channel="widget", subject="", body=ASKED))
    monkeypatch.setattr(running, "think", fail)
    monkeypatch.setattr(running, "hand_over", fail)
    for _ in range(2):
        Run.objects.filter(pk=run.pk).update(state=RunState.QUEUED)
        with pytest.raises(RuntimeError):
            services.run_execute(run_id=run.pk, now=clock.now())
    assert signals == [("thinking", run.pk), ("stopped", run.pk)] * 2


def test_run_given_up_for_a_person_takes_back_the_sign_of_a_killed_attempt(
    cast: Cast, signals: list[tuple[str, int]]
) -> None:
    ticket = cast.ticket(channel="widget", subject="", body=ASKED)
    run = _run_of(ticket)
    # The first attempt was killed while it thought, and a person stepped in before the second.
    Run.objects.filter(pk=run.pk).update(attempts=1)
    cast.replies(ticket, cast.agent, "I am on it.")
    assert services.run_execute(run_id=run.pk, now=clock.now()) == Outcome.NOT_OURS
    assert signals == [("stopped", run.pk)]


def test_first_error_is_told_when_it_cannot_be_noted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Thought:
        raise LookupError("the first error")

    def away(*_: object, **__: object) -> int:
        raise OperationalError("the connection is lost")

    run = _run_of(cast.ticket(channel="widget", subject="", body=ASKED))
    before = QuerySet.update

    def update(rows: "QuerySet[Any]", **values: Any) -> int:
        return away() if rows.model is Run else before(rows, **values)

    monkeypatch.setattr(running, "think", fail)
    monkeypatch.setattr(QuerySet, "update", update)
    with pytest.raises(LookupError, match="the first error"):
        services.run_execute(run_id=run.pk, now=clock.now())


def test_run_that_was_finished_after_all_stays_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    run = _run_of(cast.ticket(channel="widget", subject="", body=ASKED))

    def lose(*_: object) -> Thought:
        Run.objects.filter(pk=run.pk).update(state=RunState.DONE, outcome=Outcome.ANSWERED)
        raise OperationalError("lost at the commit")

    monkeypatch.setattr(running, "think", lose)
    with pytest.raises(OperationalError):
        services.run_execute(run_id=run.pk, now=clock.now())
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_labels_leave_before_the_answer_is_thought_of(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever routes by them must not wait for a slow engine, or for the sweep."""
    sent: list[tuple[str, list[int]]] = []
    before: list[tuple[str, list[int]]] = []

    def enqueue(task: str, on: str = "", /, **kwargs: Any) -> None:
        if task == "core.tasks.dispatch":
            sent.append((on, kwargs["event_ids"]))

    def slow(question: Question, on_text: OnText | None = None) -> Thought:
        before.extend(sent)
        return think(question, on_text)

    run = _run_of(cast.ticket(channel="widget", subject="", body=ASKED))
    connection.run_on_commit.clear()
    monkeypatch.setattr("core.queue.enqueue", enqueue)
    saved: Any = vars(running)["triage_save"]

    def save(**values: Any) -> Any:
        found = saved(**values)
        # What the database would do at a commit, which a test's transaction never comes to.
        waiting = [entry[1] for entry in connection.run_on_commit]
        connection.run_on_commit.clear()
        for callback in waiting:
            callback()
        return found

    monkeypatch.setattr(running, "triage_save", save)
    monkeypatch.setattr(running, "think", slow)
    tasks.run(run_id=run.pk)
    (triaged,) = OutboxEvent.objects.filter(name="assistant.triaged").values_list("pk", flat=True)
    assert [event_id for name, ids in before if name == "events" for event_id in ids].count(triaged) == 1
    assert sum(ids.count(triaged) for _, ids in sent) == 1

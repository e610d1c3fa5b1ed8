"""The stream: every event once, in order, whatever commits when."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.events import publish, reading
from core.models import OutboxEvent, OutboxReader
from integrations.webhooks.models import StreamEvent
from integrations.webhooks.selectors import READER
from integrations.webhooks.services import streaming
from tickets.events import TicketChanged

if TYPE_CHECKING:
    from tests.cast import Cast

Streamed = Callable[[], int]


def change(ticket: int, old: int, new: int) -> TicketChanged:
    return TicketChanged(ticket_id=ticket, changes={"n": [old, new]}, by_ref="system")


def told() -> list[tuple[str, Any]]:
    import json

    rows = StreamEvent.objects.order_by("id")
    return [(row.subject, json.loads(row.body)["data"].get("changes", {}).get("n")) for row in rows]


class Elsewhere:
    """A transaction on a connection of its own, which ends when it is told to."""

    def __init__(self, *events: TicketChanged) -> None:
        self.events, self.commits = events, False
        self.written, self.ending = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self) -> "Elsewhere":
        self.thread.start()
        assert self.written.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.end(commits=False)

    def end(self, *, commits: bool) -> None:
        if not self.ending.is_set():
            self.commits = commits
            self.ending.set()
            self.thread.join(10)

    def run(self) -> None:
        try:
            with transaction.atomic():
                for event in self.events:
                    publish(event)
                self.written.set()
                assert self.ending.wait(30)
                if not self.commits:
                    transaction.set_rollback(True)
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_neither_missed_nor_out_of_order(streamed: Streamed) -> None:
    with Elsewhere(change(7, 0, 1), change(7, 1, 2)) as late:
        with transaction.atomic():
            publish(change(8, 0, 1))
        assert OutboxEvent.objects.count() == 1
        # Ids below it are missing, and may still come.
        assert streamed() == 0
        assert streamed() == 0
        late.end(commits=True)
    assert streamed() == 3
    assert told() == [("ticket:7", [0, 1]), ("ticket:7", [1, 2]), ("ticket:8", [0, 1])]
    assert [row.pk for row in StreamEvent.objects.order_by("id")] == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_delays_and_does_not_block(streamed: Streamed) -> None:
    with Elsewhere(change(7, 0, 1)) as undone:
        with transaction.atomic():
            publish(change(8, 0, 1))
        assert streamed() == 0
        undone.end(commits=False)
    assert streamed() == 1
    with transaction.atomic():
        publish(change(8, 1, 2))
    assert streamed() == 1
    assert told() == [("ticket:8", [0, 1]), ("ticket:8", [1, 2])]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_began_after_the_hole_does_not_hold_it_up(streamed: Streamed) -> None:
    with Elsewhere(change(7, 0, 1)) as undone:
        with transaction.atomic():
            publish(change(8, 0, 1))
        assert streamed() == 0
        with Elsewhere(change(9, 0, 1)):
            undone.end(commits=False)
            assert streamed() == 1
    assert told() == [("ticket:8", [0, 1])]


@pytest.mark.django_db(transaction=True)
def test_another_database_of_the_server_does_not_hold_it_up(streamed: Streamed) -> None:
    """A transaction that runs for hours there, such as a migration of another product."""
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(**parameters) as other, other.transaction():
        other.execute("SELECT pg_current_xact_id()")
        with Elsewhere(change(7, 0, 1)) as undone:
            with transaction.atomic():
                publish(change(8, 0, 1))
            assert streamed() == 0
            undone.end(commits=False)
        assert streamed() == 1
    assert told() == [("ticket:8", [0, 1])]


@pytest.mark.django_db(transaction=True)
def test_a_hole_is_watched_for_a_moment_at_least(streamed: Streamed, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    with Elsewhere(change(7, 0, 1)) as undone:
        with transaction.atomic():
            publish(change(8, 0, 1))
        undone.end(commits=False)
    monkeypatch.setattr(reading, "SHORTEST_WAIT", timedelta(hours=1))
    assert streamed() == 0
    OutboxReader.objects.update(watched_since=clock.now() - timedelta(hours=2))
    assert streamed() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sequencers_write_each_event_once(streamed: Streamed) -> None:
    for number in range(40):
        with transaction.atomic():
            publish(change(number, 0, 1))
    start = threading.Barrier(3)

    def work() -> None:
        try:
            start.wait()
            for _ in range(60):
                streaming.sequence(now=clock.now(), limit=2)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    streamed()
    assert [subject for subject, _ in told()] == [f"ticket:{number}" for number in range(40)]
    assert [row.pk for row in StreamEvent.objects.order_by("id")] == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_a_sequencer_that_dies_in_a_batch_has_done_nothing(
    streamed: Streamed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        publish(change(7, 0, 1))
    streamed()
    with transaction.atomic():
        publish(change(7, 1, 2))

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(streaming, "_set_out", die)
        with pytest.raises(SystemExit):
            streaming.sequence(now=clock.now())
    assert len(told()) == 1
    assert streamed() == 1
    assert told() == [("ticket:7", [0, 1]), ("ticket:7", [1, 2])]


@pytest.mark.django_db(transaction=True)
def test_who_was_overtaken_keeps_nothing(streamed: Streamed) -> None:
    with transaction.atomic():
        publish(change(7, 0, 1))
    streamed()
    with transaction.atomic():
        publish(change(7, 1, 2))
    with transaction.atomic():
        batch = reading.take(READER)
        assert batch is not None
        assert len(batch.rows) == 1
        OutboxReader.objects.update(last_id=batch.rows[0].id)
        with pytest.raises(reading.Overtaken):
            reading.advance(batch, written=2)


@pytest.mark.django_db
def test_an_idle_round_is_one_statement(streamed: Streamed) -> None:
    publish(change(7, 0, 1))
    streamed()
    with CaptureQueriesContext(connection) as queries:
        assert streaming.sequence(now=clock.now()) == 0
    said = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(said) == 1


@pytest.mark.django_db
def test_a_ticket_is_told_from_its_first_message_on(cast: "Cast", streamed: Streamed) -> None:
    ticket = cast.ticket()
    cast.replies(ticket, cast.agent, "We look into it.")
    api = cast.api(cast.admin)
    api.patch(f"tickets/{ticket.pk}", {"priority": "P1"})
    streamed()
    page = api.get("events").json()
    own = [one for one in page["results"] if one["ticket"] == ticket.pk]
    assert [one["type"] for one in own][:3] == ["ticket.created", "message.created", "message.created"]
    assert own[1]["data"]["direction"] == "in"
    assert own[2]["data"] | {"entry_id": 0} == {
        "entry_id": 0, "direction": "out", "by": f"staff:{cast.agent.pk}", "channel": None,
    }  # fmt: skip
    changed = next(
        one for one in own if one["type"] == "ticket.updated" and "priority" in one["data"]["changes"]
    )
    assert changed["data"]["changes"]["priority"][1] == "P1"
    assert b"look into it" not in str(page).encode()
    assert page["next"] == page["newest"] == len(page["results"])


@pytest.mark.django_db
def test_a_reader_goes_on_where_it_was(cast: "Cast", streamed: Streamed) -> None:
    for number in range(1, 6):
        publish(change(number, 0, 1))
    streamed()
    api = cast.api(cast.admin)
    first = api.get("events", {"limit": 2}).json()
    assert [one["ticket"] for one in first["results"]] == [1, 2]
    assert (first["next"], first["newest"]) == (2, 5)
    rest = api.get("events", {"after": first["next"]}).json()
    assert [one["ticket"] for one in rest["results"]] == [3, 4, 5]
    none = api.get("events", {"after": 5}).json()
    assert (none["results"], none["next"]) == ([], 5)
    # Types that did not come do not hold up the place.
    other = api.get("events", {"after": 0, "types": "sla.*,article.published"}).json()
    assert (other["results"], other["next"]) == ([], 5)
    assert len(api.get("events", {"types": "ticket.*"}).json()["results"]) == 5


@pytest.mark.django_db
def test_it_says_clearly_what_is_gone_and_what_has_not_come(cast: "Cast", streamed: Streamed) -> None:
    for number in range(1, 5):
        publish(change(number, 0, 1))
    streamed()
    StreamEvent.objects.filter(pk__lte=2).delete()
    api = cast.api(cast.admin)
    gone = api.get("events", {"after": 1})
    assert (gone.status_code, gone.json()["code"], gone.json()["oldest"]) == (410, "events.too_old", 3)
    assert api.get("events", {"after": 2}).status_code == 200
    ahead = api.get("events", {"after": 9})
    assert (ahead.status_code, ahead.json()["code"], ahead.json()["newest"]) == (409, "events.not_yet", 4)
    StreamEvent.objects.all().delete()
    # Nothing is kept, and nothing was missed.
    assert api.get("events", {"after": 4}).json() == {"results": [], "next": 4, "newest": 4}
    assert api.get("events", {"after": 3}).status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"types": "tickets.*"}, {"after": "x"}, {"limit": 501}, {"since": 1}])
def test_bad_questions_are_refused_in_words(cast: "Cast", query: dict[str, Any]) -> None:
    response = cast.api(cast.admin).get("events", query)
    assert response.status_code in (400, 422)
    assert response.json()["detail"]


@pytest.mark.django_db
def test_only_who_sees_all_tickets_reads_it(cast: "Cast") -> None:
    assert cast.api(cast.agent).get("events").status_code == 403
    narrow = cast.staff("Nora Narrow", "admin", team=cast.team, ticket_scope="teams")
    assert cast.api(narrow).get("events").status_code == 403
    for scopes in (["events:read"], ["events:read", "tickets:read"], ["tickets:read", "people:read"]):
        assert cast.api(cast.admin, scopes).get("events").status_code == 403
    assert (
        cast.api(cast.admin, ["events:read", "tickets:read", "people:read"]).get("events").status_code == 200
    )

"""Changes to a system: never lost, never done twice."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection as database
from django.db import transaction

from core import clock
from core.errors import UpstreamFailed
from integrations.connections import services, tasks
from integrations.connections.models import Connection, Delivery
from integrations.connections.services import calling, delivering
from integrations.connections.transport import Lost
from tests.api.connections.ferry import ITEMS, Ferry, item

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def queued(connection: Connection, name: str = "Hull", key: str = "item:1") -> Delivery:
    return services.delivery_queue(connection_id=connection.pk, call=item(name, key), now=clock.now())


@transaction.atomic
def cause_fails(connection: Connection) -> None:
    queued(connection)
    raise LookupError


def due_again(row: Delivery) -> None:
    """As if its next moment had come."""
    Delivery.objects.filter(pk=row.pk).update(next_attempt_at=clock.now() - timedelta(seconds=1))


def lose_answer(handler: Any) -> None:
    """The change is done, and the line breaks before the answer."""
    handler._own("/items")


def test_a_change_leaves_once_its_cause_is_stored(ferry: Ferry, settle: Callable[[], None]) -> None:
    connection = ferry.connected()
    with pytest.raises(LookupError):
        cause_fails(connection)
    settle()
    assert not ferry.server.state.items
    row = queued(connection)
    settle()
    row.refresh_from_db()
    assert (row.state, row.status, row.direction) == ("done", 201, "out")
    assert ferry.server.state.items == [{"name": "Hull", "id": "item-1"}]
    assert [(one.key, one.data["id"]) for one in ferry.delivered] == [("item:1", "item-1")]


def test_one_key_is_one_change(ferry: Ferry, settle: Callable[[], None]) -> None:
    connection = ferry.connected()
    assert queued(connection).pk == queued(connection).pk
    settle()
    with pytest.raises(services.AlreadySent):
        services.send_now(connection_id=connection.pk, call=item("Hull", "item:1"))
    assert len(ferry.server.state.items) == 1


def test_a_failure_is_tried_again_later(ferry: Ferry) -> None:
    connection = ferry.connected()
    row = queued(connection)
    ferry.server.state.next = [(503, {}, b"")]
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.next_attempt_at is not None
    assert services.delivery_send(delivery_id=row.pk) is (row.next_attempt_at <= clock.now())
    due_again(row)
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert row.state == "done"
    assert len(ferry.server.state.items) == 1


def test_it_gives_up_in_the_end_and_a_person_can_send_it_again(ferry: Ferry, cast: "Cast") -> None:
    connection = ferry.connected()
    row = queued(connection)
    ferry.server.state.next = [(500, {}, b"")] * delivering.MOST_ATTEMPTS
    for _ in range(delivering.MOST_ATTEMPTS):
        due_again(row)
        services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.next_attempt_at) == ("failed", None)
    answer = cast.api(cast.admin).post(f"connections/deliveries/{row.pk}/replay")
    assert answer.json()["state"] == "queued"
    assert answer.json()["replayed_by"]["name"] == "Ada Admin"
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.replays) == ("done", 1)


def test_a_limit_costs_no_attempt(ferry: Ferry) -> None:
    connection = ferry.connected()
    row = queued(connection)
    ferry.server.state.next = [(429, {"Retry-After": "100"}, b"")]
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert row.state == "queued"
    assert row.next_attempt_at is not None
    assert row.next_attempt_at >= clock.now() + timedelta(seconds=90)
    other = queued(connection, "Mast", "item:2")
    assert not services.delivery_send(delivery_id=other.pk)
    other.refresh_from_db()
    assert (other.state, other.attempts) == ("queued", 0)


@pytest.mark.parametrize("fields", [{"state": "paused"}, {"health": "sign_in"}])
def test_what_cannot_leave_waits(ferry: Ferry, fields: dict[str, Any]) -> None:
    connection = ferry.connected(**fields)
    row = queued(connection)
    assert not services.delivery_send(delivery_id=row.pk)
    assert services.deliveries_due(now=clock.now()) == []
    Connection.objects.update(state="connected", health="ok")
    assert services.deliveries_due(now=clock.now()) == [row.pk]


def test_a_lost_answer_is_asked_for_again_under_the_same_key(ferry: Ferry) -> None:
    """The system has done it: the same key makes it give the same answer, not do it twice."""
    connection = ferry.connected()
    row = queued(connection)
    ferry.server.state.next = [lose_answer]
    services.delivery_send(delivery_id=row.pk)
    assert len(ferry.server.state.items) == 1
    due_again(row)
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.status) == ("done", 201)
    assert len(ferry.server.state.items) == 1


def test_a_lost_answer_of_a_system_without_keys_is_left_to_a_person(ferry: Ferry) -> None:
    ferry.becomes(idempotency_header="")
    connection = ferry.connected()
    row = queued(connection)
    ferry.server.state.next = [lose_answer]
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert row.state == "in_doubt"
    assert services.deliveries_due(now=clock.now() + timedelta(days=1)) == []
    assert len(ferry.server.state.items) == 1


def test_a_call_that_never_left_is_not_in_doubt(ferry: Ferry, settings: Any) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1:1"]
    ferry.becomes(idempotency_header="", base_url="http://127.0.0.1:1")
    connection = ferry.connected()
    row = queued(connection)
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert row.state == "queued"
    assert "could not be reached" in row.error


class Killed(BaseException):
    """The worker is gone: nothing after this line of it runs."""


@pytest.mark.parametrize("takes_keys", [True, False])
def test_a_crash_between_call_and_record_is_in_doubt_and_never_doubled(
    ferry: Ferry, monkeypatch: pytest.MonkeyPatch, takes_keys: bool
) -> None:
    if not takes_keys:
        ferry.becomes(idempotency_header="")
    connection = ferry.connected()
    row = queued(connection)

    def dies(*args: Any, **more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_record", dies)
        with pytest.raises(Killed):
            services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert row.state == "sending"
    assert not services.delivery_send(delivery_id=row.pk)

    now = clock.now()
    assert services.deliveries_settle(now=now) == 0
    assert services.deliveries_settle(now=now + timedelta(minutes=6)) == 1
    row.refresh_from_db()
    if takes_keys:
        assert row.state == "queued"
        assert "lost" in row.error
        due_again(row)
        services.delivery_send(delivery_id=row.pk)
        row.refresh_from_db()
        assert row.state == "done"
    else:
        assert row.state == "in_doubt"
        assert "whether it was done is not known" in row.error
    assert len(ferry.server.state.items) == 1


def test_a_change_that_kills_its_worker_each_time_is_not_sent_for_ever(ferry: Ferry) -> None:
    row = queued(ferry.connected())
    for _ in range(delivering.MOST_ATTEMPTS):
        Delivery.objects.filter(pk=row.pk).update(
            state="sending", started_at=clock.now() - timedelta(hours=1), next_attempt_at=None
        )
        services.deliveries_settle(now=clock.now())
    row.refresh_from_db()
    assert row.state == "in_doubt"


def test_what_is_due_leaves_together(ferry: Ferry) -> None:
    """A task that found no free line is not lost, and does not wait for the sweep."""
    connection = ferry.connected()
    rows = [queued(connection, f"Part {number}", f"part:{number}") for number in range(25)]
    tasks.deliver(delivery_id=rows[0].pk)
    assert len(ferry.server.state.items) == 25
    assert not Delivery.objects.exclude(state="done").exists()


def test_a_change_that_somebody_waits_for_tells_of_its_doubt(ferry: Ferry) -> None:
    ferry.becomes(idempotency_header="")
    connection = ferry.connected()
    ferry.server.state.next = [lose_answer]
    with pytest.raises(Lost):
        services.send_now(connection_id=connection.pk, call=item())
    assert Delivery.objects.get().state == "in_doubt"


def test_one_that_fails_while_somebody_waits_does_not_leave_later(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.next = [(500, {}, b"")]
    with pytest.raises(UpstreamFailed):
        services.send_now(connection_id=connection.pk, call=item())
    assert Delivery.objects.get().state == "failed"
    assert services.deliveries_due(now=clock.now() + timedelta(days=1)) == []


def test_a_mistake_behind_a_change_does_not_undo_it(ferry: Ferry) -> None:
    def breaks(done: object) -> None:
        raise LookupError("no such row")

    ferry.becomes(delivered=breaks)
    connection = ferry.connected()
    row = queued(connection)
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert row.state == "done"
    assert "should follow" in row.error


def test_ended_connections_send_nothing_more(ferry: Ferry, cast: "Cast") -> None:
    connection = ferry.connected()
    row = queued(connection)
    api = cast.api(cast.admin)
    assert api.delete(f"connections/{connection.pk}").status_code == 204
    row.refresh_from_db()
    assert row.state == "failed"
    refused = api.post(f"connections/deliveries/{row.pk}/replay")
    assert (refused.status_code, refused.json()["code"]) == (409, "connections.not_replayable")


@pytest.mark.parametrize("has_left", [True, False], ids=["answered with a fault", "never left"])
def test_a_change_under_way_when_its_connection_ends_waits_no_more(
    ferry: Ferry, cast: "Cast", monkeypatch: pytest.MonkeyPatch, has_left: bool
) -> None:
    """It would be sent weeks later, when somebody connects again."""
    connection = ferry.connected()
    row = queued(connection)
    tried = calling.attempt

    def ends_meanwhile(**asked: Any) -> Any:
        first = tried(**asked) if has_left else None
        assert cast.api(cast.admin).delete(f"connections/{connection.pk}").status_code == 204
        return first or tried(**asked)

    ferry.server.state.next = [(500, {}, b"")]
    monkeypatch.setattr(delivering, "attempt", ends_meanwhile)
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", delivering.NOT_SENT)
    assert services.deliveries_due(now=clock.now() + timedelta(days=30)) == []


def test_an_answer_after_all_does_not_overwrite_what_was_settled(
    ferry: Ferry, monkeypatch: pytest.MonkeyPatch
) -> None:
    ferry.becomes(idempotency_header="")
    row = queued(ferry.connected())
    tried = calling.attempt

    def slowly(**asked: Any) -> Any:
        assert services.deliveries_settle(now=clock.now() + timedelta(minutes=6)) == 1
        return tried(**asked)

    ferry.server.state.next = [(500, {}, b"")]
    monkeypatch.setattr(delivering, "attempt", slowly)
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert row.state == "in_doubt"


def test_only_ended_changes_are_replayed(ferry: Ferry, cast: "Cast") -> None:
    connection = ferry.connected()
    services.read(connection_id=connection.pk, call=ITEMS)
    rows = [Delivery.objects.get(), queued(connection)]
    for row in rows:
        answer = cast.api(cast.admin).post(f"connections/deliveries/{row.pk}/replay")
        assert answer.json()["code"] == "connections.not_replayable"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_change_once(ferry: Ferry) -> None:
    ferry.becomes(idempotency_header="")
    connection = ferry.connected()
    row = queued(connection)
    barrier = threading.Barrier(3)
    sent: list[bool] = []

    def work() -> None:
        try:
            barrier.wait(timeout=10)
            sent.append(services.delivery_send(delivery_id=row.pk))
        finally:
            database.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert sorted(sent) == [False, False, True]
    assert len(ferry.server.state.items) == 1


def test_old_lines_go_and_open_ones_stay(ferry: Ferry) -> None:
    connection = ferry.connected()
    services.read(connection_id=connection.pk, call=ITEMS)
    done, waiting = queued(connection, "A", "a"), queued(connection, "B", "b")
    services.delivery_send(delivery_id=done.pk)
    services.forget(now=clock.now() + timedelta(days=8))
    assert set(Delivery.objects.values_list("pk", flat=True)) == {done.pk, waiting.pk}
    services.forget(now=clock.now() + timedelta(days=40))
    assert set(Delivery.objects.values_list("pk", flat=True)) == {waiting.pk}

"""Reading a stream: one worker at a time, and a mark that moves with its page."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection as database
from django.db import transaction

from core import clock
from integrations.connections import services
from integrations.connections.models import Connection, SyncCursor
from integrations.connections.services import Lease, LeaseLost
from integrations.connections.transport import Call
from tests.api.connections.ferry import Ferry

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(ferry: Ferry) -> Connection:
    return ferry.connected()


def leased(connection: Connection) -> Lease:
    lease = services.cursor_lease(connection_id=connection.pk, stream="items", now=clock.now())
    assert lease is not None
    return lease


def advanced(lease: Lease, position: str, rows: int = 2) -> Lease:
    with transaction.atomic():
        return services.cursor_advance(lease, position=position, rows=rows, now=clock.now())


@transaction.atomic
def page_stored(lease: Lease) -> None:
    Connection.objects.update(account_name="page of the first")
    services.cursor_advance(lease, position="9", rows=9, now=clock.now())


@transaction.atomic
def page_fails(lease: Lease) -> None:
    services.cursor_advance(lease, position="2", rows=2, now=clock.now())
    raise LookupError


def test_a_stream_is_read_to_its_end_and_goes_on_from_there(ferry: Ferry, connection: Connection) -> None:
    ferry.server.state.items = [{"n": n} for n in range(5)]
    lease, seen = leased(connection), []
    while True:
        call = Call("GET", "/items", "Items", query={"after": lease.position or "0"})
        page = services.read(connection_id=connection.pk, call=call).data
        seen += [row["n"] for row in page["items"]]
        if not page["next"]:
            break
        lease = advanced(lease, page["next"], len(page["items"]))
    services.cursor_finish(lease, now=clock.now())
    assert seen == [0, 1, 2, 3, 4]
    row = SyncCursor.objects.get()
    assert (row.position, row.rows, row.lease) == ("4", 4, "")
    assert row.completed_at is not None
    assert leased(connection).position == "4"


def test_while_one_reads_no_other_does(connection: Connection) -> None:
    leased(connection)
    assert services.cursor_lease(connection_id=connection.pk, stream="items", now=clock.now()) is None
    assert services.cursor_lease(connection_id=connection.pk, stream="owners", now=clock.now())


def test_a_lease_that_ran_out_goes_to_another_and_the_first_keeps_nothing(
    connection: Connection, freeze: Callable[..., Any]
) -> None:
    now = clock.now()
    first = leased(connection)
    freeze(now + timedelta(minutes=3))
    second = leased(connection)
    advanced(second, "2")
    with pytest.raises(LeaseLost):
        page_stored(first)
    connection.refresh_from_db()
    assert connection.account_name != "page of the first"
    assert SyncCursor.objects.get().position == "2"


def test_a_lease_is_not_prolonged_after_its_end(connection: Connection, freeze: Callable[..., Any]) -> None:
    """Even if nobody else has taken it: the clock, not luck, decides."""
    lease = leased(connection)
    freeze(clock.now() + timedelta(minutes=3))
    with pytest.raises(LeaseLost):
        advanced(lease, "2")


def test_the_mark_does_not_move_without_its_page(connection: Connection) -> None:
    lease = leased(connection)
    with pytest.raises(LookupError):
        page_fails(lease)
    assert SyncCursor.objects.get().position == ""


@pytest.mark.django_db(transaction=True)
def test_a_mark_moves_in_a_transaction_only(ferry: Ferry) -> None:
    lease = leased(ferry.connected())
    with pytest.raises(RuntimeError, match="transaction of its page"):
        services.cursor_advance(lease, position="2", rows=2, now=clock.now())


def test_reading_anew_takes_the_lease_away(connection: Connection, cast: "Cast") -> None:
    lease = advanced(leased(connection), "4")
    answer = cast.api(cast.admin).post(f"connections/{connection.pk}/streams/items/restart")
    assert answer.json()["streams"][0]["rows"] == 0
    with pytest.raises(LeaseLost):
        advanced(lease, "6")
    again = leased(connection)
    assert (again.position, again.round) == ("", lease.round + 1)


def test_a_connection_that_is_not_in_use_is_not_read(connection: Connection) -> None:
    Connection.objects.update(state="paused")
    assert services.cursor_lease(connection_id=connection.pk, stream="items", now=clock.now()) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_lease(ferry: Ferry) -> None:
    connection = ferry.connected()
    barrier = threading.Barrier(4)
    found: list[Lease | None] = []

    def work() -> None:
        try:
            barrier.wait(timeout=10)
            found.append(services.cursor_lease(connection_id=connection.pk, stream="items", now=clock.now()))
        finally:
            database.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert len(found) == 4
    assert sum(lease is not None for lease in found) == 1

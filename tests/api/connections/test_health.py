"""A connection that does not work is told of once, and again when a day has passed."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import OutboxEvent
from integrations.connections import services, transport
from integrations.connections.models import Connection, Health
from integrations.connections.rate_limits import Allowance
from integrations.connections.services import health
from integrations.email.models import OutgoingMail
from tests.api.connections.ferry import ITEMS, Ferry, item
from tests.mails import mailbox_for
from tests.standins.system.server import Answer

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
BROKEN: Answer = (500, {}, b"")


def fail(ferry: Ferry, connection: Connection, times: int) -> None:
    for number in range(times):
        ferry.server.state.next = [BROKEN]
        row = services.delivery_queue(
            connection_id=connection.pk, call=item("x", f"k{clock.now()}{number}"), now=clock.now()
        )
        services.delivery_send(delivery_id=row.pk)


def test_one_failure_is_no_alarm_and_three_are(ferry: Ferry) -> None:
    connection = ferry.connected()
    fail(ferry, connection, 2)
    connection.refresh_from_db()
    assert (connection.health, connection.failures) == (Health.NEW, 2)
    fail(ferry, connection, 1)
    connection.refresh_from_db()
    assert connection.health == Health.FAILING
    assert connection.failing_since is not None
    assert OutboxEvent.objects.filter(name="connections.connection_failed").count() == 1
    fail(ferry, connection, 2)
    assert OutboxEvent.objects.filter(name="connections.connection_failed").count() == 1


def test_what_works_again_ends_it(ferry: Ferry) -> None:
    connection = ferry.connected()
    fail(ferry, connection, 3)
    services.read(connection_id=connection.pk, call=ITEMS)
    connection.refresh_from_db()
    assert (connection.health, connection.failures, connection.failing_since) == (Health.OK, 0, None)
    assert OutboxEvent.objects.filter(name="connections.connection_recovered").count() == 1
    assert services.in_need() == []


def test_owners_and_admins_are_told_once_and_again_after_a_day(
    ferry: Ferry, cast: "Cast", freeze: Callable[..., Any]
) -> None:
    now = clock.now()
    mailbox_for(cast.brand)
    assert {cast.owner.email, cast.admin.email}
    connection = ferry.connected()
    fail(ferry, connection, 3)
    assert services.alarms_raise(now=now) == 1
    assert services.alarms_raise(now=now) == 0
    mails = OutgoingMail.objects.filter(kind="alarm")
    assert {mail.to[0] for mail in mails} == {cast.owner.email, cast.admin.email}
    mail = mails[0]
    assert mail.subject == "Ferry needs you"
    assert "has not worked since" in mail.text
    assert "/app/settings/ferry" in mail.text
    assert services.alarms_raise(now=now + timedelta(hours=25)) == 1


def test_an_alarm_begins_anew_once_it_worked(ferry: Ferry, cast: "Cast") -> None:
    mailbox_for(cast.brand)
    assert cast.owner.pk
    connection = ferry.connected()
    fail(ferry, connection, 3)
    services.alarms_raise(now=clock.now())
    services.read(connection_id=connection.pk, call=ITEMS)
    fail(ferry, connection, 3)
    assert services.alarms_raise(now=clock.now() + timedelta(hours=2)) == 1


def test_the_workspace_s_strip_lists_them(ferry: Ferry, cast: "Cast") -> None:
    connection = ferry.connected(
        health="sign_in", failing_since=clock.now(), last_error="The permission was withdrawn."
    )
    ferry.connected(account_id="acc-2", health="failing", failing_since=clock.now(), state="disconnected",
                    access_token="", refresh_token="")  # fmt: skip
    (shown,) = cast.api(cast.admin).get("connections/alerts").json()["results"]
    assert shown["connection"] == connection.pk
    assert "Ferry (Halyard at Ferry) needs a new sign-in" in shown["text"]
    assert "withdrawn" in shown["text"]


def test_lists_cost_the_same_however_many_there_are(ferry: Ferry, cast: "Cast") -> None:
    api = cast.api(cast.admin)

    def statements(path: str) -> int:
        api.get(path)
        with CaptureQueriesContext(database) as queries:
            assert api.get(path).status_code == 200
        return len(queries)

    connection = ferry.connected()
    services.read(connection_id=connection.pk, call=ITEMS)
    paths = ("connections", "connections/deliveries", "connections/hooks", "connections/alerts")
    few = {path: statements(path) for path in paths}
    for number in range(5):
        more = ferry.connected(account_id=f"more-{number}", connected_by=cast.admin)
        ferry.server.state.access_tokens.add(more.access_token)
        services.read(connection_id=more.pk, call=ITEMS)
    assert {path: statements(path) for path in paths} == few
    assert max(few.values()) <= 7


def test_a_call_costs_few_statements(ferry: Ferry) -> None:
    connection = ferry.connected(health="ok")
    with CaptureQueriesContext(database) as queries:
        services.read(connection_id=connection.pk, call=ITEMS)
    assert len(queries) <= 4, [query["sql"][:100] for query in queries]


def test_the_log_is_for_who_sees_all_customers(ferry: Ferry, cast: "Cast") -> None:
    connection = ferry.connected()
    services.read(connection_id=connection.pk, call=ITEMS)
    cast.owner.ticket_scope = "teams"
    cast.owner.save()
    api = cast.api(cast.owner)
    assert api.get("connections/deliveries").json()["results"] == []
    assert cast.api(cast.admin).get("connections/deliveries").json()["results"]


def test_the_log_is_filtered(ferry: Ferry, cast: "Cast") -> None:
    connection = ferry.connected()
    services.read(connection_id=connection.pk, call=ITEMS)
    fail(ferry, connection, 1)
    api = cast.api(cast.admin)
    for query, purposes in (
        ({"direction": "in"}, ["All items"]),
        ({"direction": "out"}, ["Item x"]),
        ({"state": "queued"}, ["Item x"]),
        ({"q": "all it"}, ["All items"]),
        ({"connection": connection.pk + 1}, []),
        ({"limit": 1}, ["Item x"]),
    ):
        rows = api.get("connections/deliveries", query).json()["results"]
        assert [row["purpose"] for row in rows] == purposes, query
    assert api.get("connections/deliveries", {"state": "lost"}).status_code == 422
    row = api.get("connections/deliveries", {"direction": "out"}).json()["results"][0]
    shown = api.get(f"connections/deliveries/{row['id']}").json()
    assert shown["request"] == '{"name":"x"}'
    assert shown["tries"][0]["status"] == 500


NEWER = {"began before it failed": (-1, False), "began after it failed": (1, True)}


@pytest.mark.parametrize("name", NEWER)
@pytest.mark.parametrize(
    "trouble",
    [
        {"health": Health.FAILING, "failures": 4, "failing_since": clock.now()},
        {"health": Health.SIGN_IN, "failing_since": clock.now()},
        {"health": Health.OK, "failures": 1},
    ],
)
def test_a_success_ends_only_what_was_wrong_before_it(
    ferry: Ferry, trouble: dict[str, Any], name: str
) -> None:
    seconds, ends_it = NEWER[name]
    failed_at = clock.now() - timedelta(minutes=1)
    row = ferry.connected(last_error="Away.", last_error_at=failed_at, **trouble)
    health.note_success(
        connection_id=row.pk,
        allowance=Allowance(limit=100, remaining=7),
        began=failed_at + timedelta(seconds=seconds),
        now=clock.now(),
    )
    before = (row.health, row.failures)
    row.refresh_from_db()
    assert (row.health, row.failures) == ((Health.OK, 0) if ends_it else before)
    assert row.rate_remaining == 7
    assert OutboxEvent.objects.filter(name="connections.connection_recovered").exists() == (
        ends_it and before[0] != Health.OK
    )


@pytest.mark.parametrize("note", [health.note_failure, health.note_sign_in_needed])
def test_a_call_from_before_a_new_sign_in_says_nothing_of_it(ferry: Ferry, note: Callable[..., None]) -> None:
    row = ferry.connected(connected_at=clock.now())
    note(connection_id=row.pk, why="Refused.", began=row.connected_at - timedelta(seconds=5), now=clock.now())
    row.refresh_from_db()
    assert (row.health, row.failures, row.last_error) == (Health.NEW, 0, "")


def test_an_answer_on_its_way_ends_no_failure_that_came_meanwhile(ferry: Ferry) -> None:
    """Through a real call: it fails elsewhere while the answer is on its way."""
    row = ferry.connected()

    send = transport.send

    def sends(*values: Any, **named: Any) -> Any:
        reply = send(*values, **named)
        for _ in range(3):
            health.note_failure(connection_id=row.pk, why="Away.", began=clock.now(), now=clock.now())
        return reply

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "send", sends)
        services.read(connection_id=row.pk, call=ITEMS)
    row.refresh_from_db()
    assert (row.health, row.failures) == (Health.FAILING, 3)


@pytest.mark.parametrize("note", [health.note_failure, health.note_sign_in_needed])
def test_what_became_of_a_connection_that_is_gone_breaks_nothing(note: Callable[..., None]) -> None:
    note(connection_id=987_654, why="Away.", began=clock.now(), now=clock.now())

"""Webhooks of systems: proven, taken once, acted on later, and never lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from core import clock
from integrations.connections import services
from integrations.connections.models import Connection, HookEvent
from integrations.connections.services import hook_intake
from tests.answers import Client
from tests.api.connections.ferry import HOOK_SECRET, Ferry, secret_of

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
EVENT = {"id": "evt_1", "type": "item.updated", "name": "Hull"}
NEWER = "newer-secret-9876543210"


@pytest.fixture
def connection(ferry: Ferry) -> Connection:
    made = ferry.connected()
    secret_of(made)
    return made


def test_it_is_stored_answered_and_acted_on_later(
    ferry: Ferry, connection: Connection, settle: Callable[[], None]
) -> None:
    assert ferry.posts(connection, EVENT, at=clock.now()).status_code == 200
    row = HookEvent.objects.get()
    assert (row.state, row.event, row.delivery_id) == ("stored", "item.updated", "evt_1")
    assert not ferry.handled
    settle()
    assert [hook.json()["name"] for hook in ferry.handled] == ["Hull"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("done", 1)


def test_what_comes_twice_is_taken_once(
    ferry: Ferry, connection: Connection, settle: Callable[[], None]
) -> None:
    for _ in range(3):
        assert ferry.posts(connection, EVENT, at=clock.now()).status_code == 200
    settle()
    assert ferry.posts(connection, EVENT, at=clock.now()).status_code == 200
    settle()
    assert len(ferry.handled) == 1


@pytest.mark.parametrize(
    ("secret", "seconds"),
    [("another-secret-0000000", 0), (HOOK_SECRET, -301), (HOOK_SECRET, 301), ("", 0)],
    ids=["wrong secret", "old", "of the future", "no secret"],
)
def test_what_is_not_proven_is_refused_and_noted(
    ferry: Ferry, connection: Connection, secret: str, seconds: int
) -> None:
    answer = ferry.posts(connection, EVENT, secret=secret, at=clock.now() + timedelta(seconds=seconds))
    assert answer.status_code == 403
    assert not HookEvent.objects.exists()
    connection.refresh_from_db()
    assert connection.hook_refused_at is not None
    assert connection.hook_refused_why in answer.content.decode()


def test_who_posts_nonsense_all_day_writes_nothing(ferry: Ferry, connection: Connection) -> None:
    def statements() -> list[str]:
        with CaptureQueriesContext(database) as queries:
            assert ferry.posts(connection, EVENT, secret="wrong", at=clock.now()).status_code == 403
        return [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]

    assert len(statements()) == 1
    assert statements() == []


def test_a_body_is_not_changed_under_its_signature(ferry: Ferry, connection: Connection) -> None:
    ferry.posts(connection, EVENT, at=clock.now())
    kept = HookEvent.objects.get()
    assert bytes(kept.body) == b'{"id": "evt_1", "type": "item.updated", "name": "Hull"}'


def test_without_a_secret_nothing_is_taken(ferry: Ferry) -> None:
    assert ferry.posts(ferry.connected(), EVENT, at=clock.now()).status_code == 403


def test_a_secret_takes_over_from_another(ferry: Ferry, connection: Connection, cast: "Cast") -> None:
    api = cast.api(cast.admin)
    answer = api.post(f"connections/{connection.pk}/hook-secrets", {"secret": NEWER})
    assert answer.status_code == 200, answer.content
    shown = answer.json()["hooks"]["secrets"]
    assert [(one["hint"], one["ends_at"] is None) for one in shown] == [("3210", True), ("6789", False)]
    assert HOOK_SECRET not in answer.content.decode()
    for number, secret in enumerate((HOOK_SECRET, NEWER)):
        event = EVENT | {"id": f"evt_{number}"}
        assert ferry.posts(connection, event, secret=secret, at=clock.now()).status_code == 200
    old = next(one["id"] for one in shown if one["ends_at"])
    assert api.delete(f"connections/{connection.pk}/hook-secrets/{old}").status_code == 204
    assert ferry.posts(connection, EVENT, at=clock.now()).status_code == 403
    assert ferry.posts(connection, EVENT, secret=NEWER, at=clock.now()).status_code == 200


def test_a_secret_that_was_taken_over_from_ends_by_itself(
    ferry: Ferry, connection: Connection, cast: "Cast", freeze: Callable[..., Any]
) -> None:
    now = clock.now()
    services.hook_secret_set(actor=cast.actor(cast.admin), connection_id=connection.pk, secret=NEWER, now=now)
    freeze(now + timedelta(hours=25))
    assert ferry.posts(connection, EVENT, at=clock.now()).status_code == 403
    assert ferry.posts(connection, EVENT, secret=NEWER, at=clock.now()).status_code == 200


@pytest.mark.parametrize("key", ["x" * 32, "", "../../api/v1/connections"])
def test_an_unknown_address_is_none(ferry: Ferry, connection: Connection, key: str) -> None:
    answer = Client().post(f"/hooks/systems/{key}", b"{}", content_type="application/json")
    assert answer.status_code in (404, 401)


def test_a_connection_that_has_ended_takes_nothing(
    ferry: Ferry, connection: Connection, cast: "Cast"
) -> None:
    services.connection_disconnect(actor=cast.actor(cast.admin), connection_id=connection.pk, now=clock.now())
    assert ferry.posts(connection, EVENT, at=clock.now()).status_code == 404


def test_what_is_too_large_is_not_read_to_its_end(ferry: Ferry, connection: Connection) -> None:
    event = EVENT | {"more": "x" * 1_100_000}
    assert ferry.posts(connection, event, at=clock.now()).status_code == 413
    assert not HookEvent.objects.exists()


def test_a_failure_is_tried_again_then_shown_and_replayed(
    ferry: Ferry, connection: Connection, cast: "Cast", settle: Callable[[], None]
) -> None:
    ferry.trouble = LookupError("no ticket for token=sk_live_0123456789")
    ferry.posts(connection, EVENT, at=clock.now())
    row = HookEvent.objects.get()
    for number in range(1, hook_intake.MOST_ATTEMPTS + 1):
        HookEvent.objects.update(next_attempt_at=clock.now() - timedelta(seconds=1))
        assert services.hook_process(hook_id=row.pk)
        row.refresh_from_db()
        assert row.attempts == number
    assert row.state == "failed"
    assert services.hooks_due(now=clock.now() + timedelta(days=9)) == []

    api = cast.api(cast.admin)
    (shown,) = api.get("connections/hooks", {"state": "failed"}).json()["results"]
    assert "LookupError" in shown["error"]
    assert "sk_live" not in shown["error"]
    assert "Hull" in api.get(f"connections/hooks/{row.pk}").json()["body"]
    ferry.trouble = None
    assert api.post(f"connections/hooks/{row.pk}/replay").json()["state"] == "stored"
    settle()
    row.refresh_from_db()
    assert (row.state, row.replays, len(ferry.handled)) == ("done", 1, 1)


def test_one_that_waits_is_not_replayed(ferry: Ferry, connection: Connection, cast: "Cast") -> None:
    ferry.posts(connection, EVENT, at=clock.now())
    answer = cast.api(cast.admin).post(f"connections/hooks/{HookEvent.objects.get().pk}/replay")
    assert answer.json()["code"] == "connections.not_replayable"


def test_a_paused_connection_keeps_what_comes(
    ferry: Ferry, connection: Connection, settle: Callable[[], None]
) -> None:
    Connection.objects.update(state="paused")
    assert ferry.posts(connection, EVENT, at=clock.now()).status_code == 200
    settle()
    assert not ferry.handled
    Connection.objects.update(state="connected")
    assert services.hooks_due(now=clock.now()) == [HookEvent.objects.get().pk]


def test_half_of_a_handler_s_work_does_not_stay(ferry: Ferry, connection: Connection) -> None:
    def half(hook: object) -> None:
        Connection.objects.update(account_name="half")
        raise RuntimeError("then it broke")

    hooks = ferry.spec().hooks
    assert hooks is not None
    ferry.becomes(hooks=type(hooks)(**(hooks.__dict__ | {"handle": half})))
    ferry.posts(connection, EVENT, at=clock.now())
    services.hook_process(hook_id=HookEvent.objects.get().pk)
    connection.refresh_from_db()
    assert connection.account_name != "half"
    assert HookEvent.objects.get().state == "stored"


ODD: list[tuple[dict[str, Any], int]] = [
    ({"type": "item.updated"}, 400),
    ({"id": "evt\x00", "type": "item\x00updated"}, 200),
    ({"id": "e" * 500, "type": "t" * 500}, 200),
    ({"id": None, "type": None}, 200),
    ({"id": ["x"], "type": {"x": 1}}, 200),
]


@pytest.mark.parametrize(("event", "status"), ODD)
def test_an_event_of_another_shape_is_stored_or_refused_but_breaks_nothing(
    ferry: Ferry, connection: Connection, event: dict[str, Any], status: int
) -> None:
    assert ferry.posts(connection, event, at=clock.now()).status_code == status
    assert HookEvent.objects.count() == (status == 200)


def test_a_signed_body_that_is_no_event_is_refused(ferry: Ferry, connection: Connection) -> None:
    body: Any = ["no", "event"]
    assert ferry.posts(connection, body, at=clock.now()).status_code == 400
    assert not HookEvent.objects.exists()


def test_why_a_webhook_failed_is_kept_whatever_the_words(
    ferry: Ferry, connection: Connection, settle: Callable[[], None]
) -> None:
    ferry.trouble = ValueError("a\x00b")
    ferry.posts(connection, EVENT, at=clock.now())
    settle()
    assert HookEvent.objects.get().error == "ValueError: a\ufffdb"

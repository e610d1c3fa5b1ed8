"""The log of what systems sent and took: who may see it, what is cut out, what can be done again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from core import clock
from integrations.connections import services
from integrations.connections.models import Connection, Delivery, HookEvent
from integrations.connections.transport import Call
from tests.api.connections.ferry import Ferry, secret_of

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
EVENT = {"id": "evt_1", "type": "item.updated", "name": "Hull", "api_key": "sk_live_0123456789abcdef"}


@pytest.fixture
def connection(ferry: Ferry) -> Connection:
    made = ferry.connected()
    secret_of(made)
    return made


def _sent(connection: Connection) -> Delivery:
    call = Call("POST", "/items", "Item Hull", body={"name": "Hull", "token": "a-token-1"}, key="item:1")
    row = services.delivery_queue(connection_id=connection.pk, call=call, now=clock.now())
    services.delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    return row


def test_strangers_see_no_line_of_it(ferry: Ferry, connection: Connection, cast: "Cast") -> None:
    ferry.posts(connection, EVENT, at=clock.now())
    hook, call = HookEvent.objects.get(), _sent(connection)
    for path in (f"hooks/{hook.pk}", f"deliveries/{call.pk}"):
        for person in (cast.agent, cast.team_agent, cast.light_agent):
            api = cast.api(person)
            assert api.get(f"connections/{path.partition('/')[0]}").status_code == 403
            assert api.get(f"connections/{path}").status_code == 403
            assert api.post(f"connections/{path}/replay").status_code == 403
    hook.refresh_from_db()
    assert hook.replays == 0


def test_what_is_shown_has_no_secrets(ferry: Ferry, connection: Connection, cast: "Cast") -> None:
    ferry.posts(connection, EVENT, at=clock.now())
    api = cast.api(cast.admin)
    shown = api.get(f"connections/hooks/{HookEvent.objects.get().pk}").json()
    sent = api.get(f"connections/deliveries/{_sent(connection).pk}").json()
    assert "Hull" in shown["body"]
    assert "sk_live" not in shown["body"]
    assert "a-token-1" not in sent["request"]


def test_what_was_done_is_not_done_twice(ferry: Ferry, connection: Connection, cast: "Cast") -> None:
    row, api = _sent(connection), cast.api(cast.admin)
    path = f"connections/deliveries/{row.pk}"
    # The system takes our key: the same once more is one.
    assert api.get(path).json()["can_replay"]
    ferry.becomes(idempotency_header="")
    assert not api.get(path).json()["can_replay"]
    answer = api.post(f"{path}/replay")
    assert (answer.status_code, answer.json()["code"]) == (409, "connections.not_replayable")
    Delivery.objects.filter(pk=row.pk).update(state="refused")
    assert api.post(f"{path}/replay").json()["state"] == "queued"


def test_a_webhook_of_a_connection_that_has_ended_is_not_acted_on_again(
    ferry: Ferry, connection: Connection, cast: "Cast", settle: Callable[[], None]
) -> None:
    ferry.posts(connection, EVENT, at=clock.now())
    settle()
    row, api = HookEvent.objects.get(), cast.api(cast.admin)
    assert api.get(f"connections/hooks/{row.pk}").json()["can_replay"]
    services.connection_disconnect(actor=cast.actor(cast.admin), connection_id=connection.pk, now=clock.now())
    assert not api.get(f"connections/hooks/{row.pk}").json()["can_replay"]
    answer = api.post(f"connections/hooks/{row.pk}/replay")
    assert answer.json()["code"] == "connections.not_replayable"


def test_an_error_of_the_system_leaves_a_change_in_doubt_where_it_may_have_been_done(
    ferry: Ferry, connection: Connection
) -> None:
    ferry.becomes(idempotency_header="", doubts_errors=True)
    ferry.server.state.next = [(502, {}, b"")]
    assert _sent(connection).state == "in_doubt"

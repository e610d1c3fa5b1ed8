"""Calls to a system: limits, repeats, sign-in, and what the log tells of them."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction

from core import clock
from core.errors import RateLimited, UpstreamFailed
from integrations.connections import services
from integrations.connections.models import Connection, Delivery, Health
from integrations.connections.oauth import SignInNeeded
from integrations.connections.transport import Call
from tests.api.connections.ferry import ITEMS, Ferry, item, secret_of
from tests.standins.system.server import Answer

pytestmark = pytest.mark.django_db

BROKEN: Answer = (500, {}, b"oops")


def hangs_up(handler: Any) -> None:
    return None


def test_a_read_is_signed_in_and_logged(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.items = [{"name": "Hull"}]
    reply = services.read(connection_id=connection.pk, call=ITEMS)
    assert reply.data["items"] == [{"name": "Hull"}]
    row = Delivery.objects.get()
    assert (row.direction, row.state, row.status, row.attempts) == ("in", "done", 200, 1)
    assert (row.method, row.url, row.purpose) == ("GET", "/items", "All items")
    assert row.request_body == ""
    connection.refresh_from_db()
    assert (connection.health, connection.failures) == (Health.OK, 0)


@pytest.mark.parametrize("trouble", [BROKEN, (502, {}, b""), hangs_up], ids=["500", "502", "hangs up"])
def test_a_read_is_tried_again(ferry: Ferry, trouble: Any) -> None:
    connection = ferry.connected()
    ferry.server.state.next = [trouble, trouble]
    assert services.read(connection_id=connection.pk, call=ITEMS).status == 200
    row = Delivery.objects.get()
    assert (row.state, row.attempts, len(row.tries)) == ("done", 3, 3)


def test_a_read_that_never_succeeds_says_so(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.next = [BROKEN] * 3
    with pytest.raises(UpstreamFailed, match="Ferry answered 500"):
        services.read(connection_id=connection.pk, call=ITEMS)
    assert Delivery.objects.get().state == "failed"


def test_a_refusal_is_not_tried_again_and_is_told_in_words(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.next = [(422, {}, b'{"error": {"message": "Unknown label: regression"}}')]
    with pytest.raises(services.CallRefused, match="Unknown label: regression"):
        services.read(connection_id=connection.pk, call=ITEMS)
    assert ferry.server.state.calls["GET /items"] == 1
    connection.refresh_from_db()
    # What was asked was wrong; the connection works.
    assert (connection.health, connection.failures) == (Health.OK, 0)
    assert "regression" in connection.last_error


def test_an_old_token_is_renewed_once_and_the_call_repeated(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.access_tokens.clear()
    assert services.read(connection_id=connection.pk, call=ITEMS).status == 200
    assert ferry.server.state.refreshes == 1
    before = connection.refresh_token
    connection.refresh_from_db()
    assert connection.refresh_token == ferry.server.state.refresh_token != before
    assert connection.scopes == ["items:read", "items:write"]


def test_a_change_too_is_repeated_after_a_renewal(ferry: Ferry) -> None:
    """A 401 says that nothing was done."""
    connection = ferry.connected()
    ferry.becomes(idempotency_header="")
    ferry.server.state.access_tokens.clear()
    _, reply = services.send_now(connection_id=connection.pk, call=item())
    assert (reply.status, len(ferry.server.state.items)) == (201, 1)


def test_a_token_that_ends_soon_is_renewed_before(ferry: Ferry) -> None:
    connection = ferry.connected(access_token_expires_at=clock.now() + timedelta(minutes=1))
    services.read(connection_id=connection.pk, call=ITEMS)
    assert ferry.server.state.refreshes == 1
    assert ferry.server.state.calls["GET /items"] == 1


def test_a_dead_sign_in_stops_everything_until_somebody_signs_in(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.access_tokens.clear()
    ferry.server.state.refresh_token = ""
    with pytest.raises(SignInNeeded, match="Token was used"):
        services.read(connection_id=connection.pk, call=ITEMS)
    connection.refresh_from_db()
    assert connection.health == Health.SIGN_IN
    calls = ferry.server.state.calls.total()
    with pytest.raises(SignInNeeded):
        services.read(connection_id=connection.pk, call=ITEMS)
    assert ferry.server.state.calls.total() == calls


def test_a_key_that_is_refused_needs_somebody(ferry: Ferry) -> None:
    connection = ferry.connected(api_key="fk_live_withdrawn_key", access_token="", refresh_token="")
    with pytest.raises(SignInNeeded):
        services.read(connection_id=connection.pk, call=ITEMS)
    connection.refresh_from_db()
    assert connection.health == Health.SIGN_IN
    assert "withdrawn" not in connection.last_error


def test_a_paused_connection_is_not_called(ferry: Ferry) -> None:
    connection = ferry.connected(state="paused")
    with pytest.raises(services.ConnectionPaused):
        services.read(connection_id=connection.pk, call=ITEMS)
    assert not ferry.server.state.calls


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"RateLimit-Limit": "60", "RateLimit-Remaining": "0", "RateLimit-Reset": "90"}, 90),
        ({}, 30),
    ],
)
def test_a_limit_is_waited_for_without_calling(ferry: Ferry, headers: dict[str, str], seconds: int) -> None:
    connection = ferry.connected()
    ferry.server.state.next = [(429, headers, b"{}")]
    with pytest.raises(RateLimited) as caught:
        services.read(connection_id=connection.pk, call=ITEMS)
    assert abs(caught.value.data["retry_after"] - seconds) <= 2
    calls = ferry.server.state.calls.total()
    with pytest.raises(RateLimited):
        services.read(connection_id=connection.pk, call=ITEMS)
    assert ferry.server.state.calls.total() == calls
    connection.refresh_from_db()
    # Many calls are no failure of anybody's.
    assert (connection.health, connection.failures) == (Health.LIMITED, 0)


def test_the_last_call_that_is_allowed_is_not_asked_beyond(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.more = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "60"}
    assert services.read(connection_id=connection.pk, call=ITEMS).status == 200
    with pytest.raises(RateLimited):
        services.read(connection_id=connection.pk, call=ITEMS)


def test_a_part_of_the_limit_is_left_to_others(ferry: Ferry) -> None:
    ferry.becomes(keeps_free=0.1)
    connection = ferry.connected()
    ferry.server.state.more = {
        "X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "10", "X-RateLimit-Reset": "60",
    }  # fmt: skip
    services.read(connection_id=connection.pk, call=ITEMS)
    with pytest.raises(RateLimited):
        services.read(connection_id=connection.pk, call=ITEMS)
    connection.refresh_from_db()
    assert (connection.rate_limit, connection.rate_remaining) == (100, 10)


def test_the_log_holds_no_secret(ferry: Ferry) -> None:
    connection = ferry.connected()
    token = connection.access_token
    ferry.server.state.next = [
        (400, {}, f'{{"message": "Bad token {token}", "access_token": "{token}"}}'.encode())
    ]
    call = Call("GET", "/items", "Items", query={"api_key": "k-123456", "q": "hull"})
    with pytest.raises(services.CallRefused) as caught:
        services.read(connection_id=connection.pk, call=call)
    row = Delivery.objects.values().get()
    assert token not in str(row) + caught.value.message
    assert "k-123456" not in str(row)
    assert "q=hull" in row["url"]
    connection.refresh_from_db()
    assert token not in connection.last_error


def test_what_is_said_of_a_credential_is_not_itself(ferry: Ferry) -> None:
    """Logs quote objects: none of those that hold a credential shows it."""
    connection = ferry.connected()
    held = services.credential(connection_id=connection.pk, now=clock.now())
    assert connection.access_token not in repr((held, connection, ferry.provider()))
    assert "ferry-secret" not in repr(ferry.provider())


@pytest.mark.parametrize("path", ["//evil.test/x", "https://evil.test", "/a\\b", "items"])
def test_a_path_leads_to_no_other_host(ferry: Ferry, path: str) -> None:
    connection = ferry.connected()
    with pytest.raises(ValueError, match="slash"):
        services.read(connection_id=connection.pk, call=Call("GET", path, "Away"))


def test_a_redirect_is_not_followed(ferry: Ferry) -> None:
    connection = ferry.connected()
    ferry.server.state.next = [(302, {"Location": "http://169.254.169.254/"}, b"")]
    with pytest.raises(services.CallRefused):
        services.read(connection_id=connection.pk, call=ITEMS)


@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_a_token_once(ferry: Ferry) -> None:
    """Refresh tokens are good once: a second renewal with the same one would end the sign-in."""
    connection = ferry.connected()
    ferry.server.state.access_tokens.clear()
    ferry.server.state.refresh_seconds = 0.3
    found: list[int] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait(timeout=10)
            found.append(services.read(connection_id=connection.pk, call=ITEMS).status)
        finally:
            database.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert found == [200] * 4
    assert ferry.server.state.refreshes == 1


@pytest.mark.django_db(transaction=True)
def test_webhooks_are_stored_while_a_token_is_renewed(ferry: Ferry) -> None:
    """The renewal may take seconds: whoever refers to the row must not wait for it."""
    connection = ferry.connected()
    secret_of(connection)
    ferry.server.state.access_tokens.clear()
    ferry.server.state.refresh_seconds = 3.0

    def work() -> None:
        try:
            services.read(connection_id=connection.pk, call=ITEMS)
        finally:
            database.close()

    worker = threading.Thread(target=work)
    worker.start()
    while not ferry.server.state.calls["POST /token"]:
        time.sleep(0.01)
    assert ferry.posts(connection, {"id": "evt_1"}, at=clock.now()).status_code == 200
    assert ferry.server.state.refreshes == 0, "it waited for the renewal"
    worker.join(timeout=30)
    assert ferry.server.state.refreshes == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_calls_within_a_transaction(ferry: Ferry) -> None:
    """A lock held while a system answers would stop whoever wants the row."""
    connection = ferry.connected()
    ferry.server.state.access_tokens.clear()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        services.send_now(connection_id=connection.pk, call=item())
    assert not Delivery.objects.exists()
    assert Connection.objects.get().token_version == connection.token_version

"""What a request leaves out, and that nobody notices."""

from typing import Any

import pytest
from django.db import connection

from core import queue
from helpdesk.database.base import check
from people.services import token_create
from tests.answers import Client
from tests.cast import NOW, Cast

BODY = {"subject": "Exports fail", "body": "Since yesterday.", "requester": {"email": "helen@kestrel.test"}}
CHANGING = {"X-Request-ID", "RateLimit-Remaining", "RateLimit-Reset"}


@pytest.fixture
def token(cast: Cast) -> str:
    return token_create(actor=cast.actor(cast.agent), user=cast.agent, name="Export", now=NOW)[1]


def headers(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in CHANGING}


@pytest.mark.parametrize("path", ["tickets", "me", "nothing", "tickets/999999", "tickets?nonsense=1"])
def test_the_short_way_gives_the_same_answer(cast: Cast, token: str, path: str) -> None:
    """A cookie that means nothing sends the same call the long way."""
    cast.ticket()
    short, long = Client(), Client()
    long.cookies["candor_session"] = "nothing"
    answers = [
        client.get(f"/api/v1/{path}", headers={"authorization": f"Bearer {token}"})
        for client in (short, long)
    ]
    assert answers[0].status_code == answers[1].status_code
    told = [{name: headers(one)[name] for name in headers(one) if name != "Vary"} for one in answers]
    assert told[0] == told[1]
    assert {"X-Frame-Options", "Content-Security-Policy", "X-Content-Type-Options"} <= told[0].keys()


@pytest.mark.parametrize("given", ["Bearer", "Bearer ", "Bearer nothing", "bearer cdr_nothing", "Bearer a b"])
def test_a_bad_token_is_refused_on_the_short_way(db: None, given: str) -> None:
    response = Client().post("/api/v1/tickets", BODY, "application/json", headers={"authorization": given})
    assert response.status_code == 401


def test_a_session_beside_a_bad_token_opens_nothing(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.agent, backend="people.sign_in.AddressBackend")
    for given in ({}, {"authorization": "Bearer cdr_nothing"}):
        response = client.post("/api/v1/tickets", BODY, "application/json", headers=given)
        assert response.status_code in (401, 403)


def test_the_host_is_checked_on_the_short_way(token: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["desk.test"]
    told = {"authorization": f"Bearer {token}", "host": "elsewhere.test"}
    assert Client().get("/api/v1/me", headers=told).status_code == 400


def test_a_task_leaves_after_the_answer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("celery.canvas.Signature.apply_async", lambda self, **_: sent.append(str(self.task)))
    queue.begin_answer()
    queue.enqueue("core.tasks.dispatch", queue.EVENTS, event_ids=[1], lane=queue.EVENTS)
    assert sent == []
    queue.end_answer()
    assert sent == ["core.tasks.dispatch"]
    queue.enqueue("core.tasks.dispatch", queue.EVENTS, event_ids=[2], lane=queue.EVENTS)
    assert len(sent) == 2


def test_a_request_that_was_never_closed_does_not_keep_its_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("celery.canvas.Signature.apply_async", lambda self, **_: sent.append(str(self.task)))
    queue.begin_answer()
    queue.enqueue("core.tasks.dispatch", queue.EVENTS, event_ids=[1], lane=queue.EVENTS)
    queue.begin_answer()
    assert sent == ["core.tasks.dispatch"]
    queue.end_answer()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_has_ended_is_found_without_asking() -> None:
    pool: Any = connection.pool  # type: ignore[attr-defined]  # of our own backend
    assert pool is not None
    assert pool._check is check
    with pool.connection() as one, pool.connection() as other:
        check(one)
        pid = one.execute("SELECT pg_backend_pid()").fetchone()[0]
        check(one)
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with pytest.raises(Exception, match=r"terminat|closed"):
            check(one)

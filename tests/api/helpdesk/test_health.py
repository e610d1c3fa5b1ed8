from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from core import clock
from core.models import OutboxEvent
from helpdesk.tasks import heartbeat
from tests.answers import Client

Freeze = Callable[[datetime | str], datetime]


def test_healthz_asks_no_database(client: Client) -> None:
    # pytest-django refuses database access in a test without the `db` fixture.
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_readyz_is_ready_once_a_worker_has_beaten(client: Client, settings: Any) -> None:
    before = client.get("/readyz")
    assert before.status_code == 503
    assert before.json()["checks"]["worker"].startswith("No worker")

    settings.ENCODERS = ()
    heartbeat()

    after = client.get("/readyz")
    assert after.status_code == 200
    assert after.json() == {
        "status": "ready",
        "checks": {"database": "ok", "redis": "ok", "migrations": "ok", "worker": "ok"},
        "optional": {"encoders": "ok"},
    }


@pytest.mark.django_db
def test_readyz_tells_of_encoders_that_are_away_and_stays_ready(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm", "use3"), tmp_path / "encoder.sock"
    heartbeat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "does not answer" in answer.json()["optional"]["encoders"]


@pytest.mark.django_db
def test_readyz_notices_a_worker_that_fell_silent(client: Client, freeze: Freeze) -> None:
    freeze("2026-03-02 09:00")
    heartbeat()
    freeze("2026-03-02 09:01:01")
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_readyz_names_unapplied_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.health._migrations_seen_applied", False)
    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "migrate" in answer.json()["checks"]["migrations"]


@pytest.mark.django_db
def test_metrics_tell_how_far_the_outbox_lags(client: Client, freeze: Freeze) -> None:
    now = freeze("2026-03-02 09:00")
    assert clock.now() == now
    OutboxEvent.objects.create(name="test.waits", payload={}, created_at=now - timedelta(seconds=90))
    OutboxEvent.objects.create(name="test.done", payload={}, created_at=now, completed_at=now)
    text = client.get("/metrics").content.decode()
    assert "candor_outbox_pending_events 1.0" in text
    assert "candor_outbox_lag_seconds 90.0" in text

"""Each check of the doctor is made to fail, and tells in words what to do."""

import io
import json
import os
import shutil
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection

from core import audit, clock
from core.actors import SYSTEM
from core.models import AuditCheck, OutboxEvent
from core.tasks import check_audit
from helpdesk import tasks
from helpdesk.doctor import diagnosing, host, outside, services
from helpdesk.doctor.problems import WORDS, Problem
from integrations.connections.models import Connection
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.standins.clamd import Clamd
from tickets.services import attachment_store, files_scan

SEEN: set[str] = set()


def codes(check: Callable[[], Iterator[Problem]]) -> list[str]:
    """What it finds; each has words without gaps."""
    found = list(check())
    for problem in found:
        assert "{" not in problem.said + problem.advice
        SEEN.add(problem.code)
    return [problem.code for problem in found]


def raising(error: Exception) -> Callable[..., Any]:
    def call(*_: object) -> Any:
        raise error

    return call


class Cursor:
    def __init__(self, row: tuple[Any, ...]) -> None:
        self.row = row

    def __enter__(self) -> "Cursor":
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, *_: object) -> None: ...

    def fetchone(self) -> tuple[Any, ...]:
        return self.row


def answering(monkeypatch: pytest.MonkeyPatch, *row: Any) -> None:
    monkeypatch.setattr(services, "connection", SimpleNamespace(cursor=lambda: Cursor(row)))


def test_an_old_database_and_one_without_vectors(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(services.database) == []
    answering(monkeypatch, 16, False)
    assert codes(services.database) == ["database_old", "vector_missing"]


def test_a_database_that_does_not_answer(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(diagnosing.CHECKS, "database", raising(OperationalError("refused by secret-host")))
    found = {one.check: one for one in diagnosing.diagnose()}
    assert [problem.code for problem in found["database"].problems] == ["database_away"]
    assert found["migrations"].state == "ok"


def test_migrations_that_wait(db: None) -> None:
    assert codes(services.migrations) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'core' AND name ="
            " (SELECT max(name) FROM django_migrations WHERE app = 'core')"
        )
    assert codes(services.migrations) == ["migrations_waiting"]


def test_redis_away_and_one_that_evicts(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(services.redis_server) == []
    evicting = SimpleNamespace(info=lambda _: {"maxmemory_policy": "allkeys-lru"})
    with monkeypatch.context() as patch:
        patch.setattr(services, "_client", lambda _: evicting)
        assert codes(services.redis_server) == ["redis_evicts"]
    settings.REDIS = SimpleNamespace(cache="unix:///nowhere.sock?db=1")
    with pytest.raises(redis.RedisError):
        list(services.redis_server())
    found = {one.check: one.problems for one in diagnosing.diagnose()}
    assert [problem.code for problem in found["redis"]] == ["redis_away"]


def test_no_worker_and_no_scheduler(freeze: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.heartbeat()
    assert codes(services.worker) == []
    freeze(clock.now() + timedelta(minutes=2))
    pings: list[Any] = []
    control = SimpleNamespace(ping=lambda **_: pings)
    monkeypatch.setattr(services, "app", SimpleNamespace(control=control))
    assert codes(services.worker) == ["worker_away"]
    pings.append({"worker@one": {"ok": "pong"}})
    assert codes(services.worker) == ["scheduler_silent"]
    cache.clear()
    assert codes(services.worker) == ["scheduler_silent"]


def test_a_long_queue(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    # Other tests fill the queues of the program.
    settings.CELERY_TASK_QUEUES = (SimpleNamespace(name="slow-of-the-doctor"),)
    assert codes(services.queues) == []
    monkeypatch.setattr(services, "LONGEST_QUEUE", 2)
    client = services._client(services.BROKER_DATABASE)
    client.rpush("slow-of-the-doctor", "1", "2", "3")
    try:
        found = list(services.queues())
    finally:
        client.delete("slow-of-the-doctor")
    assert [problem.said for problem in found] == ["3 tasks wait in the queue slow-of-the-doctor."]


def test_an_outbox_that_lags(db: None) -> None:
    assert codes(services.outbox) == []
    OutboxEvent.objects.create(name="x.y", payload={}, created_at=clock.now() - timedelta(minutes=5))
    assert codes(services.outbox) == ["outbox_late"]
    OutboxEvent.objects.update(last_error="ValueError")
    assert codes(services.outbox) == ["outbox_late", "outbox_fails"]


def test_an_audit_log_that_is_broken_or_that_nobody_checks(db: None) -> None:
    assert codes(services.audit_log) == []
    check_audit()
    assert codes(services.audit_log) == []
    AuditCheck.objects.update(checked_at=clock.now() - timedelta(hours=25))
    assert codes(services.audit_log) == ["audit_unchecked"]
    AuditCheck.objects.update(fault="missing", entry_id=7)
    assert codes(services.audit_log) == ["audit_broken"]


def test_encoders_that_are_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "shortcoming", lambda: "")
    assert codes(services.encoders) == []
    monkeypatch.setattr(services, "shortcoming", lambda: "They do not answer.")
    assert codes(services.encoders) == ["encoders_away"]


@pytest.mark.parametrize("apart", [timedelta(seconds=9), timedelta(seconds=-9)])
def test_clocks_that_differ(apart: timedelta, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(services.clocks) == []
    answering(monkeypatch, clock.now() + apart)
    found = list(services.clocks())
    assert [problem.said for problem in found] == [
        "The clocks of this machine and of the database differ by 9 seconds."
    ]


def test_mailboxes(cast: Cast) -> None:
    assert codes(outside.mailboxes) == ["mailbox_none_sends"]
    mailbox = mailbox_for(cast.brand)
    mailbox.smtp_host = "smtp.test"
    mailbox.save()
    assert codes(outside.mailboxes) == []
    mailbox.failing_since = NOW
    mailbox.save()
    assert codes(outside.mailboxes) == ["mailbox_failing"]
    mailbox.is_active = False
    mailbox.save()
    assert codes(outside.mailboxes) == ["mailbox_none_sends"]


def test_a_broken_connection(db: None) -> None:
    made = Connection.objects.create(
        system="hubspot", account_id="1", account_name="Kestrel", connected_at=NOW
    )
    assert codes(outside.connections) == []
    Connection.objects.filter(pk=made.pk).update(health="failing", failing_since=NOW)
    assert codes(outside.connections) == ["connection_broken"]


def test_certificates(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_URL = "http://desk.test"
    assert codes(outside.certificate) == []
    settings.PUBLIC_URL = "https://desk.test"

    def shows(days: int) -> Callable[[str, int], Any]:
        return lambda *_: clock.now() + timedelta(days=days, hours=1)

    monkeypatch.setattr(outside, "certificate_ends", shows(60))
    assert codes(outside.certificate) == []
    monkeypatch.setattr(outside, "certificate_ends", shows(3))
    assert codes(outside.certificate) == ["certificate_ends"]

    wrong = ssl.SSLCertVerificationError()
    wrong.verify_message = "certificate has expired"
    monkeypatch.setattr(outside, "certificate_ends", raising(wrong))
    assert codes(outside.certificate) == ["certificate_wrong"]
    monkeypatch.setattr(outside, "certificate_ends", raising(OSError()))
    assert codes(outside.certificate) == []


def test_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: (100 * 10**9, 0, 90 * 10**9))
    assert codes(host.files) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: (100 * 10**9, 0, 10**8))
    assert codes(host.files) == ["disk_full"]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert codes(host.files) == ["files_closed", "disk_full"]


def test_secrets_proxy_and_backups(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert codes(host.secrets) + codes(host.proxy) + codes(host.backups) == []
    settings.PUBLIC_URL = "https://desk.test"
    assert set(codes(host.secrets)) == {"secret_weak", "keys_shared"}
    assert codes(host.proxy) == ["proxy_nobody"]
    assert codes(host.backups) == ["backup_missing"]
    audit.record(actor=SYSTEM, action="helpdesk.backup_made", target="backup", now=clock.now())
    assert codes(host.backups) == []
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    assert codes(host.proxy) == ["proxy_anybody"]
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.0/8")
    assert codes(host.proxy) == []


def found_by(check: str) -> Callable[[], Iterator[Problem]]:
    return lambda: iter([Problem(check)] if check else [])


@pytest.fixture
def all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in diagnosing.CHECKS:
        monkeypatch.setitem(diagnosing.CHECKS, name, found_by(""))


def test_the_command_tells_and_ends_with_a_code(all_is_well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert "FAULT" not in out.getvalue()
    monkeypatch.setitem(diagnosing.CHECKS, "outbox", raising(ValueError("of a secret kind")))
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert "could not be looked at (ValueError)" in out.getvalue()
    assert "kind" not in out.getvalue()
    monkeypatch.setitem(diagnosing.CHECKS, "worker", found_by("worker_away"))
    out = io.StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", stdout=out)
    assert "No worker answers.\n         -> Start a worker" in out.getvalue()
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["state"] == "fault"
    worker = next(one for one in told["checks"] if one["name"] == "worker")
    assert worker["problems"][0]["code"] == "worker_away"


def test_admins_see_it_and_others_do_not(
    all_is_well: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(diagnosing.CHECKS, "worker", found_by("worker_away"))
    answer = cast.api(cast.admin).get("system/health")
    assert answer.status_code == 200
    assert answer.json()["state"] == "fault"
    assert len(answer.json()["checks"]) == len(diagnosing.CHECKS)
    assert cast.api(cast.supervisor).get("system/health").status_code == 403
    assert cast.api(cast.admin, ["tickets:read"]).get("system/health").status_code == 403


def test_the_screen_has_the_words_of_all() -> None:
    root = Path(__file__).parents[3] / "frontend" / "src" / "features" / "system-health" / "locales"
    for name in ("en", "de"):
        words = json.loads((root / f"{name}.json").read_text())
        assert set(words["check"]) == set(diagnosing.CHECKS)
        for part, told in (("said", 0), ("advice", 1)):
            assert set(words[part]) == set(WORDS)
            for code, text in words[part].items():
                gaps = {piece.split("}")[0] for piece in WORDS[code][told].split("{")[1:]}
                assert {piece.split("}")[0] for piece in text.split("{{")[1:]} == gaps, code
                if name == "en":
                    assert text.replace("{{", "{").replace("}}", "}") == WORDS[code][told]


def test_the_virus_scanner(cast: Cast, settings: Any, tmp_path: Path) -> None:
    assert codes(outside.scanner) == ["scanner_off"]
    settings.MEDIA_ROOT = tmp_path
    with Clamd() as scanner:
        settings.CLAMD_ADDRESS, scanner.largest = scanner.address, 10
        attachment_store(actor=SYSTEM, name="a", stream=io.BytesIO(b"x" * 100), now=clock.now())
        assert codes(outside.scanner) == []
        files_scan()
        assert codes(outside.scanner) == ["scanner_refuses"]
    assert codes(outside.scanner) == ["scanner_away"]

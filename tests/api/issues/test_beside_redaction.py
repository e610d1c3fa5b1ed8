"""A redaction beside news of an issue: both hold the issue before its tickets."""

import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from core import kept
from integrations.connections.models import Connection
from integrations.issues.models import Issue, IssueLink
from integrations.issues.services import following
from integrations.issues.trackers import Snapshot
from tests.api.routing.test_concurrency import together
from tests.cast import NOW, Cast
from tickets.models import TimelineEntry
from tickets.services.redacting import Cut, entry_redact

SECRET = "the warehouse of Grey Street"


def tried(job: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return job()
        except DatabaseError as error:
            return error

    return run


def slowly(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """It begins late, while its caller holds what it has locked."""
    real = getattr(module, name)

    def late(*args: Any, **more: Any) -> Any:
        time.sleep(0.5)
        return real(*args, **more)

    monkeypatch.setattr(module, name, late)


@pytest.mark.django_db(transaction=True)
def test_they_wait_for_each_other_in_one_order(monkeypatch: pytest.MonkeyPatch, freeze: Any) -> None:
    freeze(NOW)
    cast = Cast()
    ticket = cast.ticket(body=f"It stands in {SECRET}.")
    entry = TimelineEntry.objects.filter(ticket=ticket, kind="message").earliest("pk")
    row = Connection.objects.create(system="linear", account_id="org-1", account_name="L", connected_at=NOW)
    issue = Issue.objects.create(
        connection=row, external_id="i-1", key="ENG-1", title="Late", status="Open", status_kind="started",
        description=f"See {SECRET}.", told_at=NOW, created_at=NOW,
    )  # fmt: skip
    IssueLink.objects.create(
        request_id=uuid.uuid4(), issue=issue, ticket=ticket, how="joined", comment="", made_at=NOW
    )
    snapshot = Snapshot(
        id="i-1", key="ENG-1", url="https://linear.test/ENG-1", title="Later", state="Done",
        state_kind="completed", updated_at=NOW + timedelta(hours=1), description=f"See {SECRET}.",
    )  # fmt: skip
    slowly(monkeypatch, following, "_tell")
    slowly(monkeypatch, kept, "redact")
    told, redacted = together(
        tried(lambda: following.snapshot_apply(connection_id=row.pk, snapshot=snapshot, now=NOW)),
        tried(
            lambda: entry_redact(
                actor=cast.actor(cast.admin), ticket_id=ticket.pk, entry_id=entry.pk,
                cut=Cut(words=SECRET), reason="asked by the customer", now=NOW,
            )
        ),
    )  # fmt: skip
    assert not isinstance(told, Exception), told
    assert not isinstance(redacted, Exception), redacted
    issue.refresh_from_db()
    assert issue.title == "Later"

"""A Linear workspace that is connected, and what happens there."""

import hmac
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from core import clock
from integrations.connections import systems
from integrations.connections.models import Connection, Delivery, DeliveryState, HookSecret
from integrations.issues import services
from integrations.issues.models import Issue, TrackerSettings
from integrations.linear.spec import TRACKER, spec
from tests.answers import Client
from tests.cast import NOW, ApiClient, Cast
from tests.standins.linear import API_KEY, LinearStandIn
from tests.standins.linear.server import CLIENT_ID, CLIENT_SECRET, TEAM
from tickets.models import Ticket

SECRET = "lin_wh_0123456789abcdef"
BUG = (
    "Since this morning the nightly export to Snowflake fails with HLY-4012.\n\n"
    "Steps to reproduce: rotate the key, wait for the nightly export.\n\n"
    "Expected: rows for the day.\n\nActual: an empty table.\n"
)


@dataclass
class Workspace:
    """The stand-in and our side of it."""

    server: LinearStandIn
    connection: Connection
    settle: Callable[[], None] | None = None

    def posts(
        self, kind: str, action: str, data: dict[str, Any], *, secret: str = SECRET, **more: Any
    ) -> Any:
        """Linear sends a webhook; returns our answer."""
        body = json.dumps(self.server.post_of(kind, action, data) | more).encode()
        return self.posts_body(body, secret=secret)

    def posts_body(self, body: bytes, *, secret: str = SECRET, delivery: str = "") -> Any:
        signature = hmac.new(secret.encode(), body, sha256).hexdigest()
        headers = {"Linear-Signature": signature, "Linear-Delivery": delivery or str(uuid.uuid4())}
        return Client().post(
            f"/hooks/systems/{self.connection.hook_key}",
            body,
            content_type="application/json",
            headers=headers,
        )

    def theirs(self, issue: Issue | None = None) -> dict[str, Any]:
        """An issue there; the only one of ours by default."""
        row = issue or Issue.objects.get()
        return self.server.state.issues[row.external_id]

    def again(self) -> None:
        """As if the moment of everything that waits had come."""
        Delivery.objects.filter(state=DeliveryState.QUEUED).update(
            next_attempt_at=clock.now() - timedelta(seconds=1)
        )
        Connection.objects.update(limited_until=None, health="ok", failing_since=None, rate_resets_at=None)


@contextmanager
def workspace_running(settings: Any) -> Iterator[Workspace]:
    with LinearStandIn() as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        settings.LINEAR_API_URL, settings.LINEAR_SIGN_IN_URL = server.url, server.url
        settings.LINEAR_CLIENT_ID, settings.LINEAR_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        before = systems.find("linear")
        systems.remove("linear")
        systems.add(spec())
        try:
            row = Connection.objects.create(
                system="linear", account_id="org-1", account_name="Halyard at Linear", api_key=API_KEY,
                connected_at=clock.now() - timedelta(days=1),
            )  # fmt: skip
            HookSecret.objects.create(connection=row, secret=SECRET, hint=SECRET[-4:], created_at=NOW)
            services.catalog_read(connection_id=row.pk)
            TrackerSettings.objects.update(team=TEAM, rules={"labels": {"bug": ["label-bug"]}})
            yield Workspace(server, row)
        finally:
            systems.remove("linear")
            if before is not None:
                systems.add(before)


def asked(title: str = "Nightly export is empty", **more: Any) -> dict[str, Any]:
    """A request for an issue."""
    return {
        "request_id": str(uuid.uuid4()),
        "title": title,
        "description": "Steps: rotate the key. HLY-4012",
        "team": TEAM,
        "labels": ["label-bug"],
        "priority": 2,
    } | more


def reported(
    cast: Cast, *, by: Any = None, subject: str = "Nightly export is empty", body: str = BUG, **more: Any
) -> Ticket:
    """A ticket about the bug."""
    return cast.ticket(by=by or cast.customer, subject=subject, body=body, **more)


def made(api: ApiClient, ticket: Ticket, settle: Callable[[], None], **more: Any) -> Issue:
    """An issue that was made from a ticket and is there."""
    answer = api.post(f"tickets/{ticket.pk}/issues", asked(**more))
    assert answer.status_code == 201, answer.content
    settle()
    return Issue.objects.get(pk=answer.json()["issue"]["id"])


__all__ = ["TRACKER", "Workspace", "asked", "made", "reported", "workspace_running"]

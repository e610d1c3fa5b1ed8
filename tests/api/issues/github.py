"""A GitHub account that is connected, and what happens there."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core import clock
from integrations.connections import systems
from integrations.connections.models import Connection, Delivery, DeliveryState, HookSecret
from integrations.connections.services import delivery_send
from integrations.github.spec import spec
from integrations.issues import services
from integrations.issues.models import Issue, TrackerSettings
from tests.answers import Client
from tests.cast import NOW
from tests.standins.github import TOKEN, GitHubStandIn, contract
from tests.standins.github.server import CLIENT_ID, CLIENT_SECRET, REPOSITORY, signed

SECRET = "wh_0123456789abcdef"


@dataclass
class Account:
    """The stand-in and our side of it."""

    server: GitHubStandIn
    connection: Connection

    def posts(self, event: str, action: str, issue: dict[str, Any], **more: Any) -> Any:
        """GitHub sends a webhook; returns our answer."""
        told = self.server.post_of(event, action, issue, **more)
        name = f"{event.replace('_', '-')}-{action}"
        assert contract.unlike_posted(name, told) == []
        return self.posts_body(json.dumps(told).encode(), event)

    def posts_body(self, body: bytes, event: str, *, secret: str = SECRET) -> Any:
        return Client().post(
            f"/hooks/systems/{self.connection.hook_key}",
            body,
            content_type="application/json",
            headers=signed(body, secret, event),
        )

    def theirs(self) -> dict[str, Any]:
        """The only issue there that has been made for one of ours."""
        return self.server.state.issues[Issue.objects.get().external_id]

    def again(self, settle: Callable[[], None]) -> None:
        """As if the moment of everything that waits had come."""
        Connection.objects.update(limited_until=None, health="ok", failing_since=None, rate_resets_at=None)
        for row in Delivery.objects.filter(state=DeliveryState.QUEUED):
            Delivery.objects.filter(pk=row.pk).update(next_attempt_at=clock.now() - timedelta(seconds=1))
            delivery_send(delivery_id=row.pk)
        settle()

    def later(self, settle: Callable[[], None]) -> None:
        """As if eleven minutes had passed, in which the trackers were read."""
        early = clock.now() - timedelta(minutes=11)
        Delivery.objects.filter(state=DeliveryState.IN_DOUBT).update(started_at=early)
        Issue.objects.update(checked_at=early)
        from integrations.issues.models import IssueLink

        IssueLink.objects.update(made_at=early)
        services.follow_all(now=clock.now())
        settle()


@contextmanager
def account_running(settings: Any) -> Iterator[Account]:
    with GitHubStandIn() as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        settings.GITHUB_API_URL, settings.GITHUB_SIGN_IN_URL = server.url, server.url
        settings.GITHUB_CLIENT_ID, settings.GITHUB_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        before = systems.find("github")
        systems.remove("github")
        systems.add(spec())
        try:
            row = Connection.objects.create(
                system="github", account_id="77", account_name="halyard-bot", api_key=TOKEN,
                connected_at=clock.now() - timedelta(days=1),
            )  # fmt: skip
            HookSecret.objects.create(connection=row, secret=SECRET, hint=SECRET[-4:], created_at=NOW)
            services.catalog_read(connection_id=row.pk)
            TrackerSettings.objects.update(team=REPOSITORY, rules={"labels": {"bug": ["bug"]}})
            yield Account(server, row)
            assert server.state.faults == []
        finally:
            systems.remove("github")
            if before is not None:
                systems.add(before)

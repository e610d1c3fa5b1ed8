"""A workspace that is connected, its channels, and what happens there."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from core import clock
from integrations.connections.models import Connection
from integrations.slack.models import Mode, SlackChannel
from people.models import Brand
from tests.answers import Client
from tests.standins.slack import SlackStandIn, events
from tests.standins.slack.server import CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, TEAM
from tickets.models import Ticket, TimelineEntry


@dataclass
class Desk:
    """The stand-in, our connection to it, and one channel."""

    server: SlackStandIn
    connection: Connection
    channel: SlackChannel
    settle: Callable[[], None]

    def post(self, told: dict[str, Any] | bytes, **headers: str) -> Any:
        """Slack posts to us; returns the answer."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        kind = "application/x-www-form-urlencoded" if isinstance(told, bytes) else "application/json"
        return Client().post(
            f"/hooks/systems/{self.connection.hook_key}",
            body,
            content_type=kind,
            headers=events.signed(body, at=clock.now().timestamp()) | headers,
        )

    def tell(self, *told: dict[str, Any] | bytes) -> None:
        """Slack posts these, and all that follows happens."""
        for one in told:
            assert self.post(one).status_code == 200
            self.settle()

    def says(self, user: str, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes in the channel, we hear of it, and all that follows happens."""
        made = self.server.says(self.channel.channel_id, user, text, **more)
        self.tell(events.spoken(made, self.channel.channel_id))
        return made

    def thread(self, message: dict[str, Any]) -> list[str]:
        """The words in a thread after its first message."""
        return [one["text"] for one in self.server.thread(self.channel.channel_id, message["ts"])][1:]


def ticket() -> Ticket:
    """The one ticket."""
    return Ticket.objects.select_related("requester", "company").get()


def said(of: Ticket) -> list[str]:
    """What the customer has said in a ticket."""
    rows = TimelineEntry.objects.filter(ticket=of, kind="message", author_kind="contact").order_by("id")
    return [row.body_text for row in rows]


@contextmanager
def slack_running(settings: Any, brand: Brand, settle: Callable[[], None]) -> Iterator[Desk]:
    with SlackStandIn() as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        settings.SLACK_URL = server.url
        settings.SLACK_CLIENT_ID, settings.SLACK_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.SLACK_SIGNING_SECRET = SIGNING_SECRET
        connection = Connection.objects.create(
            system="slack",
            account_id=TEAM,
            account_name="Halyard",
            access_token=server.sign_in(),
            base_url=server.url,
            connected_at=clock.now(),
        )
        server.channel("C0HELP", "acme-halyard", is_ext_shared=True)
        server.channel("C0TEAM", "support-team")
        server.user("U0KIM", "Kim Customer", email="kim@acme.test", team="T0ACME", is_stranger=True)
        server.user("U0INES", "Ines Agent", email="ines.agent@staff.test")
        channel = SlackChannel.objects.create(
            connection=connection,
            channel_id="C0HELP",
            name="acme-halyard",
            is_shared=True,
            mode=Mode.ALL,
            window=0,
            brand=brand,
        )
        yield Desk(server, connection, channel, settle)
        assert server.state.refused == []

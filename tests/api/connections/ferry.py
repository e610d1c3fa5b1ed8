"""A system that only the tests have, and how its accounts are connected."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from typing import Any

from core import clock
from integrations.connections import signatures, systems
from integrations.connections.models import Connection, HookSecret
from integrations.connections.oauth import Provider
from integrations.connections.systems import Delivered, Hook, Hooks, SystemSpec
from integrations.connections.transport import Call
from tests.answers import Client
from tests.cast import NOW
from tests.standins.system import SystemStandIn
from tests.standins.system.server import CLIENT_ID, CLIENT_SECRET

HOOK_SECRET = "hook-secret-0123456789"


@dataclass
class Ferry:
    """The stand-in, and what its spec was told here."""

    server: SystemStandIn
    handled: list[Hook] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    trouble: Exception | None = None

    def handle(self, hook: Hook) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.handled.append(hook)

    def spec(self, **more: Any) -> SystemSpec:
        values: dict[str, Any] = {
            "key": "ferry",
            "label": "Ferry",
            "base_url": self.server.url,
            "provider": self.provider,
            "idempotency_header": "Idempotency-Key",
            "test": "/me",
            "settings_path": "/app/settings/ferry",
            "account_of": lambda data: (data["id"], data["name"]),
            "delivered": self.delivered.append,
            "hooks": Hooks(
                scheme=signatures.stripe,
                handle=self.handle,
                event_of=lambda post: str(json.loads(post.body).get("type", "")),
                delivery_id_of=lambda post: str(json.loads(post.body)["id"]),
            ),
        }
        return SystemSpec(**values | more)

    def provider(self) -> Provider:
        return Provider(
            name="Ferry",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            authorize=f"{self.server.url}/authorize",
            token=f"{self.server.url}/token",
            scope="items:read items:write",
            setup="Set FERRY_CLIENT_ID.",
            variables=("FERRY_CLIENT_ID", "FERRY_CLIENT_SECRET"),
        )

    def becomes(self, **more: Any) -> None:
        """The system with other traits."""
        systems.remove("ferry")
        systems.add(self.spec(**more))

    def connected(self, **fields: Any) -> Connection:
        """A connection that is signed in."""
        access, refresh = self.server.sign_in()
        values: dict[str, Any] = {
            "system": "ferry",
            "account_id": "acc-1",
            "account_name": "Halyard at Ferry",
            "access_token": access,
            "refresh_token": refresh,
            "access_token_expires_at": clock.now() + timedelta(hours=1),
            "connected_at": clock.now() - timedelta(days=1),
        }
        return Connection.objects.create(**values | fields)

    def posts(
        self, connection: Connection, event: dict[str, Any], *, secret: str = HOOK_SECRET, at: datetime
    ) -> Any:
        """Ferry sends a webhook, signed as Stripe does."""
        body = json.dumps(event).encode()
        moment = str(int(at.timestamp()))
        signature = hmac(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()
        return Client().post(
            f"/hooks/systems/{connection.hook_key}",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": f"t={moment},v1={signature}"},
        )


@contextmanager
def ferry_running(settings: Any) -> Iterator[Ferry]:
    with SystemStandIn() as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        ferry = Ferry(server)
        systems.add(ferry.spec())
        try:
            yield ferry
        finally:
            systems.remove("ferry")


def secret_of(connection: Connection, secret: str = HOOK_SECRET, **fields: Any) -> HookSecret:
    return HookSecret.objects.create(
        connection=connection, secret=secret, hint=secret[-4:], **{"created_at": NOW} | fields
    )


def item(name: str = "Hull", key: str = "") -> Call:
    """A change."""
    return Call("POST", "/items", f"Item {name}", body={"name": name}, key=key)


ITEMS = Call("GET", "/items", "All items")

"""An account at the stand-in of Stripe, connected."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core import clock
from integrations.connections import systems
from integrations.connections.models import Connection, HookSecret
from integrations.stripe import services, spec
from integrations.stripe.models import BillingSettings, Customer, Invoice, Subscription
from tests.answers import Client
from tests.cast import NOW
from tests.standins.stripe import StripeStandIn
from tests.standins.stripe.server import HOOK_SECRET, KEY


@dataclass
class Account:
    """The stand-in and our side of it."""

    server: StripeStandIn
    connection: Connection

    @property
    def id(self) -> int:
        return self.connection.pk

    def sync(self) -> bool:
        """Everything that is due, as the worker reads it."""
        return services.sync(connection_id=self.id)

    def customer(self, remote_id: str) -> Customer:
        return Customer.objects.get(connection=self.connection, remote_id=remote_id)

    def subscription(self, remote_id: str) -> Subscription:
        return Subscription.objects.get(connection=self.connection, remote_id=remote_id)

    def invoice(self, remote_id: str) -> Invoice:
        return Invoice.objects.get(connection=self.connection, remote_id=remote_id)

    def chooses(self, **values: Any) -> None:
        """Other settings."""
        BillingSettings.objects.update_or_create(connection=self.connection, defaults=values)

    def posts(self, event: str, *, at: datetime | None = None, secret: str = HOOK_SECRET) -> Any:
        """Stripe sends the webhook of an event."""
        body, headers = self.server.signed(event, at or clock.now(), secret=secret)
        path = f"/hooks/systems/{self.connection.hook_key}"
        return Client().post(path, body, content_type="application/json", headers=headers)


@contextmanager
def account_running(settings: Any) -> Iterator[Account]:
    with StripeStandIn() as server:
        server.state.clock = clock.now
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        before = systems.get("stripe")
        systems.remove("stripe")
        systems.add(replace(spec.spec(), base_url=server.url))
        connection = Connection.objects.create(
            system="stripe", account_name="Stripe", api_key=KEY, connected_at=NOW
        )
        HookSecret.objects.create(connection=connection, secret=HOOK_SECRET, hint="4242", created_at=NOW)
        try:
            yield Account(server, connection)
            assert server.state.faults == []
            assert server.state.versions <= {spec.VERSION}
        finally:
            systems.remove("stripe")
            systems.add(before)

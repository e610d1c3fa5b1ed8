"""An account at the stand-in of HubSpot, connected."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core import clock
from integrations.connections import systems
from integrations.connections.models import Connection
from integrations.crm import services
from integrations.hubspot import spec
from tests.answers import Client
from tests.api.crm.account import Account
from tests.cast import NOW
from tests.standins.hubspot import HubSpotStandIn
from tests.standins.hubspot.server import PORTAL, TOKEN


@dataclass
class Portal(Account):
    """The stand-in and our side of it."""

    server: HubSpotStandIn

    def rules(self, actor: Any, **rules: str) -> None:
        """Another rule for some fields."""
        now = services.chosen(spec.CRM, self.id)
        services.mapping_save(
            actor=actor,
            connection_id=self.id,
            fields=[
                {
                    "name": name,
                    "property": now.fields[name].property,
                    "deal_property": now.fields[name].deal_property,
                    "rule": rule,
                }
                for name, rule in rules.items()
            ],
            sends_outcomes=now.sends_outcomes,
            version=now.version,
            now=clock.now(),
        )

    def posts(self, *events: dict[str, Any], at: datetime, portal: int = PORTAL) -> Any:
        """HubSpot sends a webhook."""
        from django.conf import settings

        path = f"/hooks/systems/{self.connection.hook_key}"
        told = [{"portalId": portal} | event for event in events]
        body, headers = self.server.signed(f"{settings.PUBLIC_URL}{path}", told, at)
        return Client().post(path, body, content_type="application/json", headers=headers)


@contextmanager
def portal_running(settings: Any) -> Iterator[Portal]:
    with HubSpotStandIn() as server:
        server.state.clock = clock.now
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        before = systems.get("hubspot")
        systems.remove("hubspot")
        systems.add(replace(spec.spec(), base_url=server.url))
        connection = Connection.objects.create(
            system="hubspot",
            account_id=str(PORTAL),
            account_name=f"Portal {PORTAL}",
            api_key=TOKEN,
            connected_at=NOW,
        )
        try:
            yield Portal(connection, server)
            assert server.state.faults == []
        finally:
            systems.remove("hubspot")
            systems.add(before)

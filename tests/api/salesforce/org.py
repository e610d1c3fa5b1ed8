"""An org at the stand-in of Salesforce, connected by a sign-in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import clock
from integrations.connections.models import Connection
from integrations.crm import services
from integrations.salesforce.spec import CRM
from tests.api.crm.account import Account
from tests.cast import NOW
from tests.standins.salesforce import SalesforceStandIn
from tests.standins.salesforce.server import CLIENT_ID, CLIENT_SECRET, ORG, ORG_NAME, REFRESH, TOKEN


class OneClock:
    """The test's clock, also for the server: a thread of its own knows nothing of a frozen one."""

    def __init__(self) -> None:
        self._test, self._at = threading.get_ident(), NOW

    def __call__(self) -> datetime:
        if threading.get_ident() == self._test:
            self._at = clock.now()
        return self._at


@dataclass
class Org(Account):
    """The stand-in and our side of it."""

    server: SalesforceStandIn

    def sync(self) -> bool:
        # The server learns what time it is.
        self.server.state.clock()
        return super().sync()

    def choose(self, actor: Any, *, health: str | None = None, **fields: tuple[str, str, str]) -> None:
        """What fills some fields: property, property of opportunities, and rule."""
        now = services.chosen(CRM, self.id)
        services.mapping_save(
            actor=actor,
            connection_id=self.id,
            fields=[
                {"name": name, "property": first, "deal_property": other, "rule": rule}
                for name, (first, other, rule) in fields.items()
            ],
            sends_outcomes=now.sends_outcomes,
            health_property=health,
            version=now.version,
            now=clock.now(),
        )

    def own_fields(self, actor: Any) -> None:
        """The fields that this org has made for what customers pay, and what they fill."""
        for name, type in (("Segment__c", "picklist"), ("Plan__c", "string"), ("Renewal__c", "date")):
            self.server.field("Account", name, type)
        self.server.field("Opportunity", "Ends_On__c", "date")
        self.choose(
            actor,
            arr=("", "amount", "crm"),
            segment=("Segment__c", "", "crm"),
            plan=("Plan__c", "", "crm"),
            renewal_on=("Renewal__c", "Ends_On__c", "newest"),
        )


@contextmanager
def org_running(settings: Any) -> Iterator[Org]:
    with SalesforceStandIn() as server:
        server.state.clock = OneClock()
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        settings.SALESFORCE_SIGN_IN_URL = server.url
        settings.SALESFORCE_CLIENT_ID, settings.SALESFORCE_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        connection = Connection.objects.create(
            system="salesforce",
            account_id=ORG,
            account_name=ORG_NAME,
            base_url=server.url,
            access_token=TOKEN,
            refresh_token=REFRESH,
            access_token_expires_at=NOW + timedelta(days=30),
            connected_at=NOW,
        )
        yield Org(connection, server)
        assert server.state.faults == []

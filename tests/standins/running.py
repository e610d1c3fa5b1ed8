"""
Linear, HubSpot, Slack, Stripe and Salesforce as stand-ins beside a whole Candor, with a little in each.

`variables` is what Candor has to be started with to find them.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import httpx

from tests.standins.hubspot import HubSpotStandIn
from tests.standins.linear import LinearStandIn
from tests.standins.salesforce import SalesforceStandIn
from tests.standins.salesforce import server as salesforce
from tests.standins.slack import SlackStandIn, events
from tests.standins.slack import server as slack
from tests.standins.stripe import StripeStandIn
from tests.standins.stripe.server import price_of

CUSTOMER_CHANNEL, TEAM_CHANNEL = "C0HELP", "C0TEAM"
CUSTOMER = "U0KIM"


@dataclass
class Standins:
    """All of them, running."""

    linear: LinearStandIn
    hubspot: HubSpotStandIn
    slack: SlackStandIn
    stripe: StripeStandIn
    salesforce: SalesforceStandIn

    @property
    def variables(self) -> dict[str, str]:
        """The environment by which Candor finds them."""
        all_of_them = (self.linear, self.hubspot, self.slack, self.stripe, self.salesforce)
        return {
            "LINEAR_API_URL": self.linear.url,
            "LINEAR_SIGN_IN_URL": self.linear.url,
            "HUBSPOT_API_URL": self.hubspot.url,
            "SLACK_URL": self.slack.url,
            "SLACK_CLIENT_ID": slack.CLIENT_ID,
            "SLACK_CLIENT_SECRET": slack.CLIENT_SECRET,
            "SLACK_SIGNING_SECRET": slack.SIGNING_SECRET,
            "STRIPE_API_URL": self.stripe.url,
            "SALESFORCE_SIGN_IN_URL": self.salesforce.url,
            "SALESFORCE_CLIENT_ID": salesforce.CLIENT_ID,
            "SALESFORCE_CLIENT_SECRET": salesforce.CLIENT_SECRET,
            "OUTBOUND_ALLOWED_HOSTS": ",".join(["localhost", *(one.host for one in all_of_them)]),
        }

    @property
    def faults(self) -> list[str]:
        """What was asked of them that no published interface has."""
        found = (self.hubspot.state.faults, self.stripe.state.faults, self.salesforce.state.faults)
        return [*self.slack.state.refused, *chain.from_iterable(found)]

    def linear_tells(self, hook: str, issue: Mapping[str, Any], action: str = "update") -> int:
        """Linear posts what became of an issue, with the secret that Candor gave it."""
        secret = next(reversed(self.linear.state.webhooks.values()))["secret"]
        return self.linear.deliver(hook, secret, self.linear.post_of("Issue", action, dict(issue)))

    def slack_tells(self, hook: str, told: Mapping[str, Any]) -> int:
        """Slack posts an event."""
        body = json.dumps(dict(told)).encode()
        headers = events.signed(body, at=datetime.now(UTC).timestamp())
        headers |= {"Content-Type": "application/json"}
        return httpx.post(hook, content=body, headers=headers, timeout=20).status_code

    def somebody_writes(self, hook: str, text: str) -> dict[str, Any]:
        """A customer writes in the shared channel, and Slack posts it. Returns the message."""
        said = self.slack.says(CUSTOMER_CHANNEL, CUSTOMER, text)
        status = self.slack_tells(hook, events.spoken(said, CUSTOMER_CHANNEL))
        if status != 200:
            raise RuntimeError(f"Candor answered {status}.")
        return said

    def stripe_tells(self, hook: str, event: str, *, secret: str) -> int:
        """Stripe posts an event, signed with the secret of its endpoint."""
        body, headers = self.stripe.signed(event, datetime.now(UTC), secret=secret)
        headers |= {"Content-Type": "application/json"}
        return httpx.post(hook, content=body, headers=headers, timeout=20).status_code


@contextmanager
def standins_running(first_port: int = 0) -> Iterator[Standins]:
    """All on ports of their own, or from `first_port` on; with a little in Slack."""
    ports = [first_port + at if first_port else 0 for at in range(5)]
    with ExitStack() as stack:
        found = Standins(
            stack.enter_context(LinearStandIn(ports[0])),
            stack.enter_context(HubSpotStandIn(ports[1])),
            stack.enter_context(SlackStandIn(ports[2])),
            stack.enter_context(StripeStandIn(ports[3])),
            stack.enter_context(SalesforceStandIn(ports[4])),
        )
        found.slack.channel(CUSTOMER_CHANNEL, "acme-halyard", is_ext_shared=True)
        found.slack.channel(TEAM_CHANNEL, "support-team")
        found.slack.user(CUSTOMER, "Kim Customer", email="kim@acme.test", team="T0ACME", is_stranger=True)
        yield found


def company_at_hubspot(found: Standins, name: str, domain: str, **properties: str) -> str:
    """A company there. Returns its id."""
    return found.hubspot.put("companies", name=name, domain=domain, **properties)


def account_at_salesforce(found: Standins, name: str, site: str, **values: Any) -> str:
    """An account there, with the fields that its admins have made. Returns its id."""
    for field in values:
        if field.endswith("__c"):
            found.salesforce.field("Account", field)
    return found.salesforce.put("Account", Name=name, Website=site, **values)


def customer_at_stripe(found: Standins, name: str, email: str) -> str:
    """A customer with a yearly plan and a paid invoice. Returns its id."""
    customer = found.stripe.customer(name=name, email=email)
    plan = found.stripe.product("Halyard Business")
    ends = int((datetime.now(UTC) + timedelta(days=200)).timestamp())
    found.stripe.subscription(
        customer, price_of(2_400_000, product=plan, interval="year"), current_period_end=ends
    )
    paid = found.stripe.invoice(customer, amount_due=2_400_000, number=f"HLY-{secrets.token_hex(2)}")
    found.stripe.pays(paid)
    return customer

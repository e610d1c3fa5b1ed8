"""
`python -m tests.standins`: Linear, HubSpot, Slack, Stripe and Salesforce on loopback, for looking at
connected screens.

It prints what to start Candor with, and what to enter on each screen; then each line that is typed (or piped
in) makes something happen. `help` lists what. docs/connections.md says more.
"""

import argparse
import sys
from collections.abc import Callable

import httpx

from tests.standins.hubspot.server import TOKEN
from tests.standins.linear import API_KEY
from tests.standins.running import (
    Standins,
    account_at_salesforce,
    company_at_hubspot,
    customer_at_stripe,
    standins_running,
)
from tests.standins.stripe.server import HOOK_SECRET
from tests.standins.stripe.server import KEY as STRIPE_KEY

FIRST_PORT = 9460


class Play:
    """What can be made to happen, by the first word of a line."""

    def __init__(self, found: Standins, candor: str, token: str) -> None:
        self.found, self.candor, self.token = found, candor.rstrip("/"), token
        self.acts: dict[str, tuple[str, Callable[[str], str]]] = {
            "slack": ("TEXT: a customer writes in #acme-halyard", self.slack),
            "thread": ("what stands in Slack's channels", self.thread),
            "done": ("KEY: an issue of Linear is done", self.done),
            "issues": ("the issues of Linear", self.issues),
            "hubspot": ("NAME DOMAIN PROPERTY=VALUE …: a company there, new or changed", self.hubspot),
            "salesforce": ("NAME SITE FIELD=VALUE …: an account there", self.salesforce),
            "stripe": ("EMAIL NAME: a customer there with a yearly plan", self.stripe),
            "fails": ("EMAIL: a payment of this customer fails", self.fails),
        }

    def line(self, text: str) -> str:
        """Do what a line says; returns what to show."""
        word, _, rest = text.strip().partition(" ")
        if word not in self.acts:
            return "\n".join(f"{name} {what}" for name, (what, _) in self.acts.items())
        try:
            return self.acts[word][1](rest.strip())
        except (LookupError, ValueError, RuntimeError, httpx.HTTPError) as error:
            return f"That did not work: {str(error) or type(error).__name__}"

    def hook(self, system: str) -> str:
        """Where a connected system posts to."""
        if not self.token:
            raise ValueError("start me with --token: `manage.py token create --user OWNER` makes one")
        asked = httpx.get(
            f"{self.candor}/api/v1/connections",
            params={"system": system},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        rows = asked.raise_for_status().json()["results"]
        if not rows:
            raise ValueError(f"connect {system} first, in the settings")
        return f"{self.candor}/hooks/{str(rows[0]['hooks']['url']).split('/hooks/', 1)[1]}"

    def slack(self, text: str) -> str:
        said = self.found.somebody_writes(self.hook("slack"), text or "Our exports are empty since noon.")
        return f"said at {said['ts']}"

    def thread(self, _: str) -> str:
        rows = self.found.slack.state.messages.items()
        return "\n".join(f"{place}: {one['text']}" for place, all_of_it in rows for one in all_of_it)

    def done(self, key: str) -> str:
        issue = next(one for one in self.found.linear.state.issues.values() if one["identifier"] == key)
        changed = self.found.linear.change(issue, state="done")
        return f"Candor answered {self.found.linear_tells(self.hook('linear'), changed)}"

    def issues(self, _: str) -> str:
        rows = self.found.linear.state.issues.values()
        return "\n".join(f"{one['identifier']} {one['state']['name']}: {one['title']}" for one in rows)

    def hubspot(self, rest: str) -> str:
        words = rest.split()
        given = dict(word.split("=", 1) for word in words if "=" in word)
        *name, domain = [word for word in words if "=" not in word]
        known = self.found.hubspot.state.objects["companies"].values()
        same = [one["id"] for one in known if one["properties"].get("domain") == domain]
        if same:
            return self.found.hubspot.put("companies", id=same[0], **given)
        return company_at_hubspot(self.found, " ".join(name), domain, **given)

    def salesforce(self, rest: str) -> str:
        words = rest.split()
        given = dict(word.split("=", 1) for word in words if "=" in word)
        *name, site = [word for word in words if "=" not in word]
        return account_at_salesforce(self.found, " ".join(name), site, **given)

    def stripe(self, rest: str) -> str:
        email, _, name = rest.partition(" ")
        return customer_at_stripe(self.found, name or email, email)

    def fails(self, email: str) -> str:
        rows = self.found.stripe.state.objects["customers"].values()
        customer = next(one["id"] for one in rows if one.get("email") == email)
        invoice = self.found.stripe.invoice(customer, amount_due=49_900, number="HLY-0042")
        event = self.found.stripe.payment_fails(invoice)
        return f"Candor answered {self.found.stripe_tells(self.hook('stripe'), event, secret=HOOK_SECRET)}"


def main() -> None:
    """Run until the input ends."""
    asked = argparse.ArgumentParser(prog="python -m tests.standins", description=__doc__)
    asked.add_argument("--port", type=int, default=FIRST_PORT, help="the first of five ports")
    asked.add_argument("--candor", default="http://127.0.0.1:8000", help="where Candor runs")
    asked.add_argument("--token", default="", help="an API token of Candor, for what posts to it")
    given = asked.parse_args()
    with standins_running(given.port) as found:
        _tell("# Start Candor with:")
        for name, value in found.variables.items():
            _tell(f"export {name}={value}")
        _tell(f"# Enter: Linear {API_KEY}, HubSpot {TOKEN}, Stripe {STRIPE_KEY} and {HOOK_SECRET}")
        play = Play(found, given.candor, given.token)
        for line in sys.stdin:
            _tell(play.line(line))


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Linear, HubSpot, Salesforce, Slack and Stripe, connected and used in a browser against their stand-ins."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.standins.hubspot.server import TOKEN
from tests.standins.linear import API_KEY
from tests.standins.running import (
    CUSTOMER_CHANNEL,
    TEAM_CHANNEL,
    Standins,
    account_at_salesforce,
    customer_at_stripe,
)
from tests.standins.salesforce.server import ORG_NAME
from tests.standins.stripe.server import HOOK_SECRET
from tests.standins.stripe.server import KEY as STRIPE_KEY
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
BUG = (
    "Since this morning the nightly export to Snowflake fails with HLY-4012.\n\n"
    "Steps to reproduce: rotate the key, wait for the nightly export.\n\n"
    "Expected: rows for the day.\n\nActual: an empty table.\n"
)


def hook_of(world: Stack, system: str) -> str:
    """Where a system posts to."""
    with world.client() as api:
        rows = api.get("connections", params={"system": system}).json()["results"]
    path = str(rows[0]["hooks"]["url"]).split("/hooks/", 1)[1]
    return f"http://127.0.0.1:{world.port}/hooks/{path}"


def unconnected(world: Stack, system: str) -> None:
    """Nothing of a system is connected: so each journey begins, however often."""
    with world.client() as api:
        for row in api.get("connections", params={"system": system}).json()["results"]:
            api.delete(f"connections/{row['id']}")


def reported(api: httpx.Client, subject: str, body: str, email: str) -> int:
    """A ticket that a customer has written about."""
    made = api.post(
        "tickets",
        json={"subject": subject, "body": body, "requester": {"email": email}, "type": "bug"},
    )
    assert made.status_code == 201, made.text
    return int(made.json()["number"])


def section(page: Page, name: str) -> Locator:
    """A section beside a ticket, opened."""
    found = page.get_by_role("region", name=name)
    expect(found).to_be_visible(timeout=PATIENCE)
    return found


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def test_linear_from_the_key_to_the_answers(
    world: Stack,
    standins: Standins,
    open_page: Open,
    signed_in: Any,
    no_barriers: Callable[[Page], None],
) -> None:
    unconnected(world, "linear")
    page = open_page("/app/settings/linear", state=signed_in)
    page.get_by_label("API key").fill(API_KEY)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Halyard at Linear")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Set up webhooks").click()
    expect(page.get_by_text("Webhooks are verified with a secret.")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Team", exact=True).first.select_option(label="Data")
    page.get_by_role("group", name="Bug", exact=True).get_by_label("Bug", exact=True).check()
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    no_barriers(page)

    with world.client() as api:
        first = reported(api, "Nightly export to Snowflake is empty", BUG, "kim@first-reporter.example")
        second = reported(api, "Export to Snowflake: HLY-4012", BUG, "lee@second-reporter.example")
    page.goto(f"/app/inbox/{first}")
    panel = section(page, "Engineering")
    panel.get_by_role("button", name="Issue for engineering").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Description")).to_have_value(re.compile("rotate the key"), timeout=PATIENCE)
    no_barriers(page)
    dialog.get_by_role("button", name="Create in Linear").click()
    expect(panel.get_by_role("link", name=re.compile("DATA-1"))).to_be_visible(timeout=PATIENCE)
    issue = next(iter(standins.linear.state.issues.values()))
    assert "HLY-4012" in issue["description"]

    page.goto(f"/app/inbox/{second}")
    panel = section(page, "Engineering")
    panel.get_by_role("button", name="Issue for engineering").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Join (1)").click()
    dialog.get_by_role("radio", name=re.compile("DATA-1")).check()
    dialog.get_by_role("button", name="Join and comment").click()
    expect(panel.get_by_text("2 tickets")).to_be_visible(timeout=PATIENCE)
    wait_until(lambda: len(standins.linear.state.comments) == 1, what="the comment of the second report")

    done = standins.linear.change(issue, state="done")
    assert standins.linear_tells(hook_of(world, "linear"), done) == 200
    for number in (second, first):
        page.goto(f"/app/inbox/{number}")
        card = page.get_by_role("region", name="DATA-1 is done: tell the customer")
        expect(card.get_by_label("Answer")).not_to_have_value("", timeout=PATIENCE)
    card.get_by_role("button", name="Send and resolve").click()
    expect(card).to_be_hidden()
    with world.client() as api:
        assert api.get(f"tickets/{first}").json()["status"] == "resolved"
        assert api.get(f"tickets/{second}").json()["status"] != "resolved"
    page = open_page("/app/settings/linear", state=signed_in, viewport=PHONE)
    expect(page.get_by_text("Halyard at Linear")).to_be_visible()
    fits(page)


def test_hubspot_from_the_token_to_a_settled_conflict(
    world: Stack,
    standins: Standins,
    open_page: Open,
    signed_in: Any,
    no_barriers: Callable[[Page], None],
) -> None:
    name, domain = f"Pellow Bank {secrets.token_hex(3)}", f"pellow-{secrets.token_hex(4)}.example"
    with world.client() as api:
        company = api.post("companies", json={"name": name, "domain": domain}).json()["id"]
    there = standins.hubspot.put("companies", name=name, domain=domain, arr_usd="184000", plan="Business")
    standins.hubspot.put("contacts", company=there, email=f"dana@{domain}", firstname="Dana")
    unconnected(world, "hubspot")
    page = open_page("/app/settings/crm", state=signed_in)
    page.get_by_label("Token of a private app").fill(TOKEN)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text(re.compile("^Portal "))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="What is read")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Who wins for Plan").select_option(label="Ask a person")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("The fields are saved.")).to_be_visible()
    no_barriers(page)

    with world.client() as api:
        number = reported(api, "How do I rename a report?", "Please tell us.", f"dana@{domain}")
    page.goto(f"/app/inbox/{number}")
    facts = section(page, "Customer")
    expect(facts.get_by_text("$184,000")).to_be_visible(timeout=PATIENCE)
    expect(facts.get_by_text(re.compile("HubSpot"))).to_be_visible()

    with world.client() as api:
        assert api.patch(f"companies/{company}", json={"plan": "Business Plus"}).status_code == 200
    standins.hubspot.put("companies", id=there, plan="Enterprise")
    page.goto("/app/settings/crm")
    page.get_by_role("button", name="Read now").click()
    choice = page.get_by_role("group", name=f"Choose for {name}")
    expect(choice).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Business Plus")).to_be_visible()
    choice.get_by_role("button", name=re.compile("^Take HubSpot")).click()
    expect(choice).to_be_hidden(timeout=PATIENCE)
    expect(page.get_by_role("region", name="Conflicts")).to_be_focused()
    with world.client() as api:
        assert api.get(f"companies/{company}").json()["plan"] == "Enterprise"
    page = open_page("/app/settings/crm", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("heading", name="Conflicts")).to_be_visible()
    fits(page)


def test_salesforce_from_the_sign_in_to_a_field_and_an_outcome(
    world: Stack,
    standins: Standins,
    open_page: Open,
    signed_in: Any,
    no_barriers: Callable[[Page], None],
) -> None:
    name, domain = f"Orrin Rail {secrets.token_hex(3)}", f"orrin-{secrets.token_hex(4)}.example"
    there = account_at_salesforce(standins, name, f"https://www.{domain}", Tariff__c="Scale")
    standins.salesforce.put("Contact", AccountId=there, LastName="Voss", Email=f"ida@{domain}")
    unconnected(world, "salesforce")
    page = open_page("/app/settings/salesforce", state=signed_in)
    page.get_by_role("button", name="Sign in at Salesforce").click()
    page.wait_for_url(re.compile("/app/settings/salesforce"))
    expect(page.get_by_text(ORG_NAME)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="What is read")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Property for Plan").fill("not a name")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("An API name, such as Renewal_Date__c.")).to_be_visible()
    page.get_by_label("Property for Plan").fill("Tariff__c")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("The fields are saved.")).to_be_visible()
    no_barriers(page)

    with world.client() as api:

        def plan() -> list[str]:
            rows = api.get("companies", params={"q": name}).json()["results"]
            return [one["plan"] for one in rows if one["name"] == name]

        wait_until(lambda: plan() == ["Scale"], what="the account with its plan")
        number = reported(api, "The timetable is empty", "Please look.", f"ida@{domain}")
        page.goto(f"/app/inbox/{number}")
        expect(section(page, "Customer").get_by_text(re.compile("Salesforce"))).to_be_visible(
            timeout=PATIENCE
        )
        assert api.patch(f"tickets/{number}", json={"status": "resolved"}).status_code == 200
    tasks = standins.salesforce.state.table("Task")
    wait_until(
        lambda: any(f"#{number}" in str(one.get("Subject")) for one in tasks.values()),
        what="the outcome as a task of the account",
    )
    page = open_page("/app/settings/salesforce", state=signed_in, viewport=PHONE)
    expect(page.get_by_text(ORG_NAME)).to_be_visible()
    fits(page)


def test_slack_from_the_sign_in_to_an_alert(
    world: Stack,
    standins: Standins,
    open_page: Open,
    signed_in: Any,
    no_barriers: Callable[[Page], None],
) -> None:
    unconnected(world, "slack")
    page = open_page("/app/settings/slack", state=signed_in)
    page.get_by_role("button", name="Sign in at Slack").click()
    page.wait_for_url(re.compile("/app/settings/slack"))
    expect(page.get_by_text("Halyard", exact=True)).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Read channels again").click()
    page.get_by_role("button", name=re.compile("acme-halyard")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Becomes a ticket").select_option(label="Every message")
    dialog.get_by_label("Brand").select_option(index=1)
    dialog.get_by_label("Seconds of grouping").fill("0")
    no_barriers(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="Every message")).to_be_visible()
    page.get_by_role("button", name="New alert").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Service level missed").uncheck()
    dialog.get_by_label("Escalation").check()
    dialog.get_by_label("Where").select_option(label="#support-team")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("#support-team · at once").first).to_be_visible()

    mark = f"W{secrets.token_hex(4)}"
    text = f"Our warehouse sync {mark} stands still and nobody answers the phone."
    said = standins.somebody_writes(hook_of(world, "slack"), text)
    with world.client() as api:
        wait_until(lambda: bool(_found(api, mark)), what="a ticket of the message")
        number = _found(api, mark)[0]["number"]
        page.goto(f"/app/inbox/{number}")
        expect(page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)
        expect(section(page, "Customer").get_by_text("Kim Customer")).to_be_visible()
        page.locator("#composer").click()
        page.keyboard.type("We are looking into it, Kim.")
        page.keyboard.press("Control+Enter")
        wait_until(
            lambda: _says(standins.slack.thread(CUSTOMER_CHANNEL, said["ts"]), "looking into it"),
            what="the answer in the thread",
        )
        assert api.post(f"tickets/{number}/escalate", json={"note": "Data loss?"}).status_code in (200, 201)
        wait_until(lambda: _says(standins.slack.state.messages[TEAM_CHANNEL], f"{number}"), what="the alert")
    page = open_page("/app/settings/slack", state=signed_in, viewport=PHONE)
    # A brand of the channel may be called what the workspace is called.
    expect(page.get_by_text("Halyard", exact=True).first).to_be_visible()
    fits(page)


def test_stripe_from_the_key_to_a_failed_payment(
    world: Stack,
    standins: Standins,
    open_page: Open,
    signed_in: Any,
    no_barriers: Callable[[Page], None],
) -> None:
    name, domain = f"Orla Freight {secrets.token_hex(3)}", f"orla-{secrets.token_hex(4)}.example"
    with world.client() as api:
        company = api.post("companies", json={"name": name, "domain": domain}).json()["id"]
    customer = customer_at_stripe(standins, name, f"billing@{domain}")
    unconnected(world, "stripe")
    page = open_page("/app/settings/billing", state=signed_in)
    page.get_by_label("Restricted key").fill("sk_live_4242")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text(re.compile("Make a restricted key")).first).to_be_visible()
    page.get_by_label("Restricted key").fill(STRIPE_KEY)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name="What is read")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Signing secret").fill(HOOK_SECRET)
    page.get_by_role("button", name="Keep the secret").click()
    expect(page.get_by_text(re.compile("Webhooks are verified"))).to_be_visible(timeout=PATIENCE)
    page.get_by_role("radio", name=re.compile("Matched")).click()
    expect(page.get_by_text(f"billing@{domain}")).to_be_visible(timeout=PATIENCE)
    no_barriers(page)

    invoice = standins.stripe.invoice(customer, amount_due=49_900, number="HLY-0042")
    event = standins.stripe.payment_fails(invoice)
    assert standins.stripe_tells(hook_of(world, "stripe"), event, secret=HOOK_SECRET) == 200
    page.goto(f"/app/customers/{company}")
    billing = section(page, "Billing")
    expect(billing.get_by_text("Halyard Business")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("from billing").first).to_be_visible()
    with world.client() as api:
        wait_until(lambda: _has_failed(api, company), what="the failed payment")
        number = _of_company(api, company, f"dana@{domain}")
    page.goto(f"/app/inbox/{number}")
    expect(section(page, "Billing").get_by_text("A payment failed")).to_be_visible(timeout=PATIENCE)
    page = open_page("/app/settings/billing", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("heading", name="What is read")).to_be_visible()
    fits(page)


def _has_failed(api: httpx.Client, company: int) -> bool:
    rows = api.get(f"companies/{company}/billing").json()["invoices"]
    return any(one["has_failed"] for one in rows)


def _of_company(api: httpx.Client, company: int, email: str) -> int:
    """A ticket of somebody who belongs to a company."""
    made = api.post("contacts", json={"email": email, "name": "Dana", "company_id": company})
    assert made.status_code in (200, 201), made.text
    return reported(api, "How do I rename a report?", "Please tell us.", email)


def _says(messages: list[dict[str, Any]], words: str) -> bool:
    return any(words in one["text"] for one in messages)


def _found(api: httpx.Client, text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = api.get("tickets", params={"q": f'"{text}"'}).json().get("results", [])
    return rows

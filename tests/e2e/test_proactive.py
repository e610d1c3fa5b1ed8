"""A playbook by screens, what its customer then sees, and a question about figures."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Open
from tests.e2e.people import Customer
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
SAYS = "Your last imports were refused."


@pytest.fixture
def api(world: Stack) -> Iterator[httpx.Client]:
    with world.client() as client:
        yield client


@pytest.fixture
def unlimited(api: httpx.Client) -> Iterator[None]:
    """No quiet hours, whatever the time of day, and room for one more message in each week."""
    before = api.get("insights/playbooks/limits")
    kept = {name: before.json()[name] for name in ("a_week", "quiet_from", "quiet_until")}
    save(api, {"a_week": 20, "quiet_from": 0, "quiet_until": 0})
    yield
    save(api, kept)


def save(api: httpx.Client, limits: dict[str, int]) -> None:
    tag = api.get("insights/playbooks/limits").headers["ETag"]
    done = api.put("insights/playbooks/limits", json=limits, headers={"If-Match": tag})
    assert done.status_code == 200, done.text


def without_open_tickets(world: Stack, page: Page) -> tuple[str, str]:
    """Name and address of somebody of the demo's product who waits for nothing and refused nothing."""
    people = page.request.get("/demo/api/session").json()["people"]
    busy = world.rows(
        "SELECT DISTINCT lower(contact.email) FROM tickets_ticket AS ticket JOIN people_contact AS contact"
        " ON contact.id = ticket.requester_id WHERE ticket.status NOT IN ('resolved', 'closed')"
        " AND NOT ticket.is_deleted AND NOT ticket.is_spam UNION SELECT lower(contact.email)"
        " FROM widget_proactiveoptout AS refused JOIN people_contact AS contact"
        " ON contact.id = refused.contact_id"
    )
    waiting = {email for (email,) in busy}
    found = next(one for one in people if one["email"].lower() not in waiting)
    return found["name"], found["email"]


def made_by_screens(page: Page) -> str:
    """A playbook of a template, for the second failure and with nobody held out, switched on; its name."""
    page.get_by_role("button", name="Use “Imports fail”").click()
    panel = page.get_by_role("complementary", name="Playbook")
    panel.get_by_role("button", name="Edit").click()
    name = f"Imports fail {uuid.uuid4().hex[:6]}"
    panel.get_by_label("Name", exact=True).fill(name)
    panel.get_by_label("How often", exact=True).fill("2")
    panel.get_by_label("Held out, in percent").fill("0")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Version 2").first).to_be_visible()
    panel.get_by_role("button", name="Switch on").click()
    expect(panel.get_by_role("button", name="Switch off")).to_be_visible()
    return name


def test_whom_a_playbook_meets_gets_its_message_and_may_refuse_the_next(
    world: Stack, open_page: Open, signed_in: Any, api: httpx.Client, unlimited: None, no_barriers: Any
) -> None:
    leader = open_page("/app/insights/playbooks", state=signed_in)
    name = made_by_screens(leader)
    customer = Customer(open_page("/demo/dashboards"))
    who, email = without_open_tickets(world, customer.page)
    customer.play(who)
    now = datetime.now(UTC)
    events = [
        {
            "id": uuid.uuid4().hex,
            "name": "import.finished",
            "at": (now - timedelta(minutes=minute)).isoformat(),
            "contact": {"email": email},
            "properties": {"status": "failed"},
        }
        for minute in (1, 2)
    ]
    told = api.post("events", json={"events": events})
    assert told.json() == {"accepted": 2, "repeated": 0, "unknown": 0}, told.text

    message = customer.page.get_by_text(SAYS)
    expect(message.first).to_be_visible(timeout=PATIENCE)
    no_barriers(customer.page)
    customer.page.get_by_role("button", name="No more messages like this").click()
    expect(message).to_have_count(0)

    leader.reload()
    panel = leader.get_by_role("complementary", name="Playbook")
    expect(panel.get_by_role("heading", name=name)).to_be_visible()
    expect(panel).to_contain_text(who, timeout=PATIENCE)
    expect(panel).to_contain_text("1 offered, 1 shown")
    panel.get_by_role("button", name="Switch off").click()
    expect(panel.get_by_role("button", name="Switch on")).to_be_visible()


def test_an_answer_names_its_definition_and_opens_its_tickets(
    open_page: Open, signed_in: Any, api: httpx.Client, no_barriers: Any
) -> None:
    page = open_page("/app/insights/ask", state=signed_in)
    field = page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first
    field.fill("How many tickets were reopened in the last 90 days?")
    page.keyboard.press("Enter")
    found = api.post("insights/ask", json={"query": "reopened period:90d"}).json()["answer"]
    count = int(found["whole"]["value"])
    figure = page.get_by_role("button", name=re.compile(rf"\b{count}\b")).first
    expect(figure).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("became open again in the period")).to_be_visible()
    no_barriers(page)
    figure.focus()
    page.keyboard.press("Enter")
    behind = page.get_by_role("complementary", name="Tickets behind the figure")
    expect(behind.get_by_role("listitem")).to_have_count(count)

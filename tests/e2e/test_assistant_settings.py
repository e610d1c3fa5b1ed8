"""An admin narrows the assistant, replays that on past tickets, publishes it, and takes it back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.e2e.people import Customer
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
QUESTION = "How do I annotate a deploy on a chart?"
ANSWER = re.compile("Hold Shift and click")
WORD = "annotate"
TAKEN_OVER = re.compile("A person takes over|has this now")


def ask(open_page: Open) -> Customer:
    """A customer in a new browser asks the question."""
    customer = Customer(open_page("/demo/settings/destinations/snowflake"))
    customer.play("Helen Marsh")
    customer.open()
    customer.ask(QUESTION)
    return customer


def add_boundary(page: Page) -> None:
    """By keyboard, as far as a person would."""
    page.get_by_role("button", name="Add a boundary").press("Enter")
    page.get_by_role("textbox", name="Name").fill("Annotations")
    words = page.get_by_role("textbox", name="Words")
    words.fill(WORD)
    words.press("Enter")
    expect(page.get_by_role("button", name=f"Remove {WORD}")).to_be_visible()
    page.get_by_role("textbox", name="Reason").fill("The product team answers these for now")
    page.get_by_role("button", name=re.compile("^Save draft")).click()
    expect(page.get_by_text(re.compile("Draft saved")).first).to_be_visible()


def replay(page: Page) -> None:
    """The draft on past tickets, until it is done."""
    page.get_by_role("link", name="Try and replay").click()
    page.get_by_role("combobox", name="Past tickets").select_option("50")
    page.get_by_role("button", name=re.compile("^(Start replay|Replay again)$")).click()
    expect(
        page.get_by_text(re.compile(r"questions would end otherwise\. Of \d+ past tickets"))
    ).to_be_visible(timeout=PATIENCE)
    changed = page.get_by_role("button", name=re.compile(f"{QUESTION[:30]}.*Answered before, Handed over"))
    changed.first.click()
    expect(page.get_by_role("article", name="Draft").first).to_contain_text("Boundary Annotations")


def publish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Publish version")).click()
    dialog = page.get_by_role("dialog", name=re.compile("^Publish version"))
    expect(dialog.get_by_text("Boundary Annotations: added")).to_be_visible()
    expect(dialog.get_by_text(re.compile("questions would end otherwise"))).to_be_visible()
    dialog.get_by_role("textbox", name="Note").fill("Annotations go to people")
    dialog.get_by_role("button", name=re.compile("^Publish version")).click()
    expect(page.get_by_text(re.compile(r"^Version \d+ is live\.$")).first).to_be_visible()


def roll_back(page: Page, version: int) -> None:
    page.get_by_role("link", name="Versions", exact=True).click()
    page.get_by_role("button", name=re.compile(f"^Version {version}\\b")).click()
    expect(page.get_by_text("Boundary Annotations: removed")).to_be_visible()
    page.get_by_role("button", name=f"Roll back to version {version}").click()
    expect(page.get_by_text(re.compile(r"^Version \d+ is live\.$")).last).to_be_visible()


def test_a_boundary_is_narrowed_replayed_published_held_and_taken_back(
    world: Stack, open_page: Open, signed_in: Any
) -> None:
    with world.client() as api:
        before = api.get("assistant/configuration").json()
        # It becomes a past ticket that the replay finds.
        ask(open_page).hears(ANSWER)

        page = open_page("/app/settings/assistant/boundaries", state=signed_in)
        add_boundary(page)
        assert api.get("assistant/configuration").json()["version"] == before["version"]
        replay(page)
        publish(page)

        held = ask(open_page)
        expect(held.panel).to_contain_text(TAKEN_OVER, timeout=PATIENCE)
        expect(held.log.get_by_text(ANSWER)).to_have_count(0)

        roll_back(page, before["version"])
        wait_until(
            lambda: api.get("assistant/configuration").json()["content"] == before["content"],
            what="the version of before",
        )
        ask(open_page).hears(ANSWER)


@pytest.mark.parametrize("page_path", ["", "/boundaries", "/voice", "/trial", "/costs", "/versions"])
def test_the_screens_have_no_barriers_and_fit_a_phone(
    open_page: Open, signed_in: Any, no_barriers: Callable[[Page], None], page_path: str
) -> None:
    page = open_page(f"/app/settings/assistant{page_path}", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("heading", level=1, name="Assistant")).to_be_visible()
    expect(page.locator(".as-plain > *").first).to_be_visible(timeout=PATIENCE)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
    no_barriers(page)

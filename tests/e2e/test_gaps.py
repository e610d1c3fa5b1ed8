"""A question that nothing answers becomes a gap, an article drafted from a reply, and an answer."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.e2e.people import Customer
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
QUESTION = "How do I pair the warehouse label printer with the tablet app?"
REPLY = (
    "Hold the green button of the warehouse label printer until it blinks. Then open Devices in the tablet"
    " app and press Pair printer."
)
TAKEN_OVER = re.compile("A person takes over|has this now")


def newest(api: Any) -> int:
    """The number of the ticket with the question."""
    rows = api.get("tickets", params={"sort": "-created", "limit": 20}).json()["results"]
    return max((row["number"] for row in rows if "label printer" in row["subject"]), default=0)


def the_gap(api: Any) -> int:
    """The gap that the question is evidence of."""
    rows = api.get("kb/gaps", params={"singles": True}).json()["results"]
    return next((int(row["id"]) for row in rows if "label printer" in row["title"]), 0)


def test_a_failed_question_becomes_an_article_that_answers_it(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    helen = Customer(open_page("/demo/settings/destinations/snowflake"))
    helen.play("Helen Marsh")
    helen.open()
    helen.ask(QUESTION)
    expect(helen.panel).to_contain_text(TAKEN_OVER, timeout=PATIENCE)
    with world.client() as api:
        wait_until(lambda: newest(api) > 0, what="the ticket")
        number = newest(api)
        answered = api.post(f"tickets/{number}/replies", json={"body": REPLY})
        assert answered.status_code == 201, answered.text
        helen.hears(re.compile("until it blinks"))
        wait_until(lambda: the_gap(api) > 0, what="the gap", seconds=120)

        page = open_page(f"/app/kb/gaps?singles=true&gap={the_gap(api)}", state=signed_in)
        panel = page.get_by_role("complementary", name="Gap")
        expect(panel).to_contain_text(QUESTION)
        panel.get_by_role("button", name="Draft article").click()
        expect(panel.get_by_text("until it blinks")).to_be_visible(timeout=PATIENCE)
        panel.get_by_role("button", name="Try on these tickets").click()
        expect(panel.get_by_text(re.compile("^Of 1 question, 1 would have been answered"))).to_be_visible(
            timeout=PATIENCE
        )
        no_barriers(page)
        article = api.get(f"kb/gaps/{the_gap(api)}").json()["article"]["id"]
        published = api.patch(f"articles/{article}", json={"status": "published"})
        assert published.status_code == 200, published.text
        wait_until(
            lambda: api.get(f"kb/gaps/{the_gap(api)}").json()["state"] == "done", what="the gap to be done"
        )

    visitor = Customer(open_page("/demo/dashboards"))
    visitor.play("visitor")
    visitor.open()
    visitor.ask(QUESTION)
    visitor.hears(re.compile("until it blinks"))
    expect(visitor.log.get_by_role("list", name="Sources")).to_be_visible()


@pytest.mark.parametrize("path", ["gaps", "searches", "outcomes"])
def test_the_screens_have_no_barriers_and_fit_a_phone(
    open_page: Open, signed_in: Any, no_barriers: Any, path: str
) -> None:
    page = open_page(f"/app/kb/{path}", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".kg-list")).to_be_visible()
    no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

"""An answer that helped, and then did not: the ledger says so, and a reviewer judges it by the keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.e2e.people import Customer
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
QUESTION = "How do I annotate a deploy on a chart?"
BACK = "The annotation on the chart is gone again, and my team cannot see it."


def state_of(api: Any, number: int) -> str:
    """How the ledger says that a conversation ended."""
    answer = api.get(f"assistant/ledger/conversations/{number}")
    return str(answer.json()["state"]) if answer.status_code == 200 else ""


def newest(api: Any, text: str) -> int:
    """The number of the newest ticket with this subject."""
    rows = api.get("tickets", params={"sort": "-created", "limit": 20}).json()["results"]
    return max((row["number"] for row in rows if text in row["subject"]), default=0)


def test_a_resolution_that_came_back_is_judged_by_the_keyboard(
    world: Stack, open_page: Open, signed_in: Any
) -> None:
    helen = Customer(open_page("/demo/dashboards"))
    helen.play("Helen Marsh")
    helen.open()
    helen.ask(QUESTION)
    helen.hears(re.compile("Hold Shift and click"))
    helen.log.get_by_role("button", name="Yes").click()
    expect(helen.panel).to_contain_text("Closed as solved")
    with world.client() as api:
        wait_until(lambda: newest(api, "annotate a deploy") > 0, what="the ticket")
        number = newest(api, "annotate a deploy")
        wait_until(lambda: state_of(api, number) == "confirmed", what="the ledger to confirm it")

        helen.ask(BACK)
        wait_until(
            lambda: state_of(api, number) in ("came_back", "handed_over"), what="the ledger to take it back"
        )
        told = api.get(f"assistant/ledger/conversations/{number}").json()["entries"]
        assert [entry["state"] for entry in told][:2] == ["confirmed", "came_back"]
        assert told[1]["takes_back"] == told[0]["id"]

        page = open_page(f"/app/assistant/review?number={number}", state=signed_in)
        expect(page.get_by_role("heading", name="Assistant")).to_be_visible()
        conversation = page.get_by_role("region", name="Conversation under review")
        expect(conversation).to_contain_text("Came back within 7 days", timeout=PATIENCE)
        expect(conversation).to_contain_text(BACK)
        expect(page.get_by_role("complementary", name="Verdict")).to_be_visible()
        page.keyboard.press("2")
        expect(page.get_by_role("radio", name=re.compile("^Wrong"))).to_be_checked()
        page.get_by_role("textbox", name=re.compile("^Why")).focus()
        page.keyboard.type("It does not last.")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text(f"Verdict on #{number} saved")).to_be_visible()
        verdict = api.get(f"assistant/reviews/{number}").json()["verdict"]
        assert (verdict["verdict"], verdict["why"]) == ("wrong", "It does not last.")

        page.keyboard.press("Escape")
        page.keyboard.press("z")
        expect(page.get_by_text("Verdict taken back")).to_be_visible()
        assert api.get(f"assistant/reviews/{number}").json()["verdict"] is None


@pytest.mark.parametrize("path", ["review", "ledger", "autonomy"])
def test_the_screens_have_no_barriers_and_fit_a_phone(
    open_page: Open, signed_in: Any, no_barriers: Any, path: str
) -> None:
    page = open_page(f"/app/assistant/{path}", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".aia .scroll").first).to_be_visible()
    no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

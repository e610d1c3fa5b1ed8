"""The whole journey again without touching a mouse."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OWNER, PASSWORD, PATIENCE, Open
from tests.e2e.people import Customer

pytestmark = pytest.mark.e2e


def tab_to(page: Page, target: Locator, *, key: str = "Tab", at_most: int = 60) -> None:
    """Press Tab until `target` has the focus, as somebody without a mouse does."""
    expect(target).to_be_visible()
    for _ in range(at_most):
        # `:focus` of the element itself also inside a shadow root.
        if target.evaluate("element => element.getRootNode().activeElement === element"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached with {key}")


def test_sign_in(open_page: Open) -> None:
    page = open_page("/app/")
    tab_to(page, page.get_by_label(re.compile("email", re.IGNORECASE)))
    page.keyboard.type(OWNER)
    tab_to(page, page.get_by_label(re.compile("^password", re.IGNORECASE)))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/app/inbox"))
    # The form that had the focus is gone; it must not fall to the page.
    page.wait_for_function("() => document.activeElement !== document.body")


def test_from_a_question_to_a_rating(open_page: Open, signed_in: Any) -> None:
    mark = uuid.uuid4().hex[:6]
    customer = Customer(open_page("/demo/"))
    customer.play("Helen Marsh")
    page = customer.page
    tab_to(page, page.get_by_role("button", name=re.compile("support", re.IGNORECASE)).last)
    page.keyboard.press("Enter")
    expect(customer.panel).to_be_visible()
    tab_to(page, customer.panel.get_by_role("textbox").last)
    page.keyboard.type(f"We were charged twice for invoice {mark} and want 1,200 USD back")
    page.keyboard.press("Enter")
    expect(customer.panel).to_contain_text(re.compile("A person takes over|has this now"), timeout=PATIENCE)

    desk = open_page("/app/inbox", state=signed_in)
    expect(desk.get_by_role("navigation", name="Main")).to_be_visible()
    desk.keyboard.press("Control+k")
    desk.keyboard.type(mark)
    expect(desk.get_by_role("option").filter(has_text=mark).first).to_be_visible(timeout=PATIENCE)
    desk.keyboard.press("Enter")
    expect(desk.locator("#conversation")).to_contain_text(mark)

    desk.keyboard.press("n")
    expect(desk.get_by_role("textbox", name="Internal note")).to_be_focused()
    desk.keyboard.type("Both charges are in the ledger.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#conversation").get_by_text("Both charges are in the ledger.")).to_be_visible()
    assert "Both charges" not in customer.panel.inner_text()

    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    expect(desk.get_by_role("textbox", name="Reply", exact=True)).to_be_focused()
    desk.keyboard.type("The second charge is on its way back to you.")
    desk.keyboard.press("Control+Enter")
    customer.hears("The second charge is on its way back to you.")
    desk.keyboard.press("Escape")
    desk.keyboard.press("e")

    expect(customer.panel).to_contain_text("How well was this solved?", timeout=PATIENCE)
    tab_to(page, customer.panel.get_by_role("radio").first)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    tab_to(page, customer.panel.get_by_role("button", name="Send rating"))
    page.keyboard.press("Enter")
    expect(customer.panel).to_contain_text("Thank you")
    page.keyboard.press("Escape")
    expect(customer.panel).to_be_hidden()


def test_queue_keys(open_page: Open, signed_in: Any) -> None:
    page = open_page("/app/inbox", state=signed_in)
    queue = page.get_by_role("list", name=re.compile("Tickets of"))
    expect(queue.get_by_role("link").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/app/inbox/\d+"))
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.url == second, "Enter went back to the row that was left behind."
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(re.compile("/app/tickets"))


def test_every_pane_is_reached_with_f6(open_page: Open, signed_in: Any) -> None:
    page = open_page("/app/inbox/48213", state=signed_in)
    expect(page.locator("#context")).to_be_visible()
    reached = set()
    for _ in range(6):
        page.keyboard.press("F6")
        reached.add(
            page.evaluate("document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? ''")
        )
    assert {"conversation", "context"} <= reached


def test_a_send_is_taken_back_with_the_hands_in_the_text(open_page: Open, signed_in: Any) -> None:
    page = open_page("/app/inbox/48213", state=signed_in)
    expect(page.locator("#conversation")).to_be_visible()
    field = page.get_by_role("textbox", name="Reply", exact=True)
    # Its key works as soon as it stands there.
    expect(field).to_be_visible()
    page.keyboard.press("r")
    expect(field).to_be_focused()
    page.keyboard.type("Nothing of this leaves.")
    page.keyboard.press("Control+Enter")
    waiting = page.locator("b").filter(has_text=re.compile("^Sending in"))
    expect(waiting).to_be_visible()
    page.keyboard.press("Control+z")
    expect(waiting).to_be_hidden()
    expect(field).to_contain_text("Nothing of this leaves.")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(field).to_have_text("")

"""A macro from the composer, by keyboard alone."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open
from tests.e2e.people import Customer
from tests.e2e.test_keyboard import tab_to

pytestmark = pytest.mark.e2e


def test_a_macro_is_written_and_used_without_a_mouse(open_page: Open, signed_in: Any) -> None:
    mark = uuid.uuid4().hex[:6]
    desk = open_page("/app/settings/macros/new", state=signed_in)
    expect(desk.get_by_role("textbox", name="Name")).to_be_focused(timeout=PATIENCE)
    desk.keyboard.type(f"Refund {mark}")
    tab_to(desk, desk.get_by_role("textbox", name="Text"))
    desk.keyboard.type(f"Hi {{{{customer.first_name|there}}}}, {mark} is on its way.")
    tab_to(desk, desk.get_by_role("textbox", name="Add tags"))
    desk.keyboard.type(f"refund-{mark}")
    desk.keyboard.press("Control+s")
    desk.wait_for_url(re.compile(r"/settings/macros/\d+$"))

    customer = Customer(open_page("/demo/"))
    customer.play("Helen Marsh")
    customer.page.get_by_role("button", name=re.compile("support", re.IGNORECASE)).last.click()
    customer.panel.get_by_role("textbox").last.fill(f"We want a refund of 1,200 USD for invoice {mark}")
    customer.page.keyboard.press("Enter")
    expect(customer.panel).to_contain_text(re.compile("A person takes over|has this now"), timeout=PATIENCE)

    desk.keyboard.press("Control+k")
    desk.keyboard.type(mark)
    found = desk.get_by_role("option").filter(has_text=f"invoice {mark}").first
    expect(found).to_be_visible(timeout=PATIENCE)
    desk.keyboard.press("Enter")
    expect(desk.locator("#conversation")).to_contain_text(mark, timeout=PATIENCE)
    desk.keyboard.press("r")
    expect(desk.get_by_role("textbox", name="Reply", exact=True)).to_be_focused()
    desk.keyboard.press("/")
    expect(desk.get_by_role("combobox", name="Find a macro")).to_be_focused()
    desk.keyboard.type(f"refund {mark}")
    expect(desk.get_by_role("option", name=f"Refund {mark}")).to_be_visible(timeout=PATIENCE)
    desk.keyboard.press("Enter")
    reply = desk.get_by_role("textbox", name="Reply", exact=True)
    expect(reply).to_be_focused()
    expect(reply).to_have_text(f"Hi Helen, {mark} is on its way.")
    expect(desk.get_by_role("group", name=f"With the macro Refund {mark}")).to_contain_text(f"refund-{mark}")
    desk.keyboard.press("Control+Enter")
    expect(customer.panel).to_contain_text(f"Hi Helen, {mark} is on its way.", timeout=PATIENCE)
    expect(desk.get_by_role("button", name=re.compile(f"Tags: .*refund-{mark}"))).to_be_visible(
        timeout=PATIENCE
    )

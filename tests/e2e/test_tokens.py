"""API tokens through a real browser and the real server: made, used, rotated and revoked by the keyboard."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e


def text_of(page: Page) -> str:
    """The text that is shown this once, which is then put away."""
    field = page.get_by_label("Text of Warehouse export")
    expect(field).to_be_focused()
    text = field.input_value()
    page.keyboard.press("Escape")
    expect(field).to_be_visible()
    page.get_by_role("button", name="I have stored it").press("Enter")
    return text


def test_a_token_is_made_used_rotated_and_revoked(world: Stack, open_page: Open, signed_in: Any) -> None:
    def opens(token: str) -> int:
        address = f"http://127.0.0.1:{world.port}/api/v1/me"
        return httpx.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=60).status_code

    page = open_page("/app/settings/api", state=signed_in)
    expect(page.get_by_role("heading", name="API tokens", level=1)).to_be_visible()
    page.keyboard.press("n")
    making = page.get_by_role("dialog", name="New API token")
    expect(making.get_by_label("Name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(making.get_by_text("Give it a name.")).to_be_visible()
    expect(making.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Warehouse export")
    people = making.get_by_role("radiogroup", name=re.compile("people", re.IGNORECASE))
    people.get_by_role("radio", name="Reads").press("Space")
    making.get_by_role("button", name="Make token").press("Enter")
    first = text_of(page)
    assert opens(first) == 200

    rotate = page.get_by_role("button", name="Rotate Warehouse export")
    rotate.press("Enter")
    page.get_by_role("dialog").get_by_label("The old text still opens for").select_option("0")
    page.get_by_role("dialog").get_by_role("button", name="Rotate", exact=True).press("Enter")
    second = text_of(page)
    expect(rotate).to_be_focused()
    assert (opens(first), opens(second)) == (401, 200)

    revoke = page.get_by_role("button", name="Revoke Warehouse export")
    revoke.press("Enter")
    page.keyboard.press("Escape")
    expect(revoke).to_be_focused()
    revoke.press("Enter")
    page.get_by_role("alertdialog").get_by_role("button", name="Revoke", exact=True).press("Enter")
    expect(revoke).to_have_count(0)
    expect(page.get_by_role("region", name="API tokens")).to_be_focused()
    assert opens(second) == 401

"""A second brand by screens: an owner makes it with color and logo, and its help center shows them."""

import secrets
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Open

pytestmark = pytest.mark.e2e
COLOR = "#7C2D12"
HAS_FOCUS = "document.activeElement !== null && document.activeElement !== document.body"


def picture(side: int = 64) -> bytes:
    """A dark red square as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\x7c\x2d\x12" * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def test_a_brand_is_made_by_screens_and_stands_in_its_help_center(
    open_page: Open, signed_in: Any, no_barriers: Callable[[Page], None]
) -> None:
    name = f"Tidewater {secrets.token_hex(2)}"
    page = open_page("/app/settings/brands", state=signed_in)
    page.get_by_role("button", name="New brand").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type(name)
    page.get_by_label("Color", exact=True).fill("#7A7A7A")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Color", exact=True)).to_be_focused()
    expect(page.get_by_text("No text can be read on this color")).to_be_visible()
    no_barriers(page)
    page.get_by_label("Color", exact=True).fill(COLOR)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.get_by_label("Logo", exact=True).and_(page.locator("input")).set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(page.get_by_alt_text("Logo on a dark ground")).to_be_visible()
    no_barriers(page)
    page.set_viewport_size(PHONE)
    fits(page)
    no_barriers(page)

    visitor = open_page(str(page.get_by_role("link", name="Open help center").get_attribute("href")))
    expect(visitor.locator("header .brand")).to_contain_text(name)
    shown = visitor.locator("header img.logo")
    assert shown.evaluate("image => image.naturalWidth") == 64
    assert COLOR in str(visitor.locator("body").get_attribute("style"))

    page.get_by_role("link", name="Default and archive").click()
    page.get_by_role("button", name="Archive brand").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Archive brand").click()
    expect(page.get_by_role("button", name="Restore brand")).to_be_focused()
    no_barriers(page)
    answer = visitor.reload()
    assert answer is not None
    assert answer.status == 404


def test_changes_are_asked_about_before_they_are_lost(open_page: Open, signed_in: Any) -> None:
    page = open_page("/app/settings/workspace", state=signed_in)
    page.get_by_role("textbox", name="Name").fill("Another name")
    # Closing the tab is asked about by the browser itself.
    assert page.evaluate("window.dispatchEvent(new Event('beforeunload', {cancelable: true}))") is False
    page.get_by_role("link", name="Brands", exact=True).first.click()
    page.get_by_role("alertdialog").get_by_role("button", name="Keep editing").click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Another name")
    page.wait_for_function(HAS_FOCUS)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    page.get_by_role("link", name="Brands", exact=True).first.click()
    expect(page.get_by_role("heading", name="Brands", level=1)).to_be_visible()

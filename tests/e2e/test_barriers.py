"""axe finds nothing on any screen, in both themes; layers and states included."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.e2e.people import Customer

pytestmark = pytest.mark.e2e
Check = Callable[[Page], None]

SCREENS = {
    "inbox": "/app/inbox",
    "ticket": "/app/inbox/48213",
    "missing ticket": "/app/inbox/999999",
    "tickets": "/app/tickets",
    "nothing found": "/app/tickets?q=nothing-is-called-this",
    "customers": "/app/customers",
    "company": "/app/customers/1",
    "knowledge": "/app/kb",
    "article editor": "/app/kb/1",
    "sign-in and security": "/app/settings/security",
    "API tokens": "/app/settings/api",
    "API tokens of everybody": "/app/settings/api?whose=all",
    "profile": "/app/settings/profile",
    "account": "/app/settings/account",
}
PUBLIC = {
    "sign-in": "/app/sign-in",
    "sign-in that failed": "/app/sign-in?problem=unreachable",
    "demo home": "/demo/",
    "demo destination": "/demo/settings/destinations/snowflake",
    "help center": "/help/halyard/",
    "help search": "/help/halyard/?q=snowflake",
    "help, nothing found": "/help/halyard/?q=zzzz",
    "error codes": "/docs/errors",
    "no such page": "/nowhere",
}


def settled(page: Page) -> None:
    """Wait until nothing loads or moves any more."""
    # The network may rest while a part of the program is still being read.
    page.get_by_role("main").first.wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS.keys())
def test_workspace(open_page: Open, signed_in: Any, no_barriers: Check, path: str) -> None:
    page = open_page(path, state=signed_in)
    settled(page)
    no_barriers(page)


@pytest.mark.parametrize("path", PUBLIC.values(), ids=PUBLIC.keys())
def test_public_pages(open_page: Open, no_barriers: Check, path: str) -> None:
    page = open_page(path)
    settled(page)
    no_barriers(page)


def test_layers_of_the_workspace(open_page: Open, signed_in: Any, no_barriers: Check) -> None:
    page = open_page("/app/inbox/48213", state=signed_in)
    settled(page)
    for keys in ("Control+k", "?", "s", "p", "c"):
        page.keyboard.press(keys)
        page.wait_for_timeout(400)
        no_barriers(page)
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)


def test_widget(open_page: Open, no_barriers: Check) -> None:
    customer = Customer(open_page("/demo/"))
    customer.open()
    settled(customer.page)
    no_barriers(customer.page)
    customer.ask("How do I annotate a deploy on a chart?")
    expect(customer.panel.get_by_role("button", name="Yes")).to_be_visible(timeout=PATIENCE)
    no_barriers(customer.page)


@pytest.mark.parametrize(
    "path", ["/app/inbox", "/app/inbox/48213", "/app/tickets", "/app/kb", "/app/customers"]
)
def test_phone_width_needs_no_sideways_scrolling(
    open_page: Open, signed_in: Any, no_barriers: Check, path: str
) -> None:
    page = open_page(path, state=signed_in, viewport=PHONE)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    no_barriers(page)

"""
The settings of the chat widget by screens: a page of somebody else's carries the tag that is shown.

The page stands on another port of this machine, with a strict policy: what the screen says must be enough.
"""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotYet

from tests.e2e.conftest import PHONE, Open

pytestmark = pytest.mark.e2e
SCREEN = "/app/settings/widget"


class HostPage(BaseHTTPRequestHandler):
    """Any path is the same page: the tag, and a policy that lets in only what was copied."""

    tag = ""
    policy = ""

    def do_GET(self) -> None:
        body = f"<!doctype html><html lang=en><title>Exports</title><body><h1>Exports</h1>{self.tag}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"default-src 'none'; {self.policy}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def product() -> Iterator[tuple[str, type[HostPage]]]:
    """The origin of a product on this machine, and its page."""
    handler = type("Product", (HostPage,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", handler
        server.shutdown()


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def code(page: Page, name: str) -> str:
    """The text of a block that can be copied."""
    return page.get_by_role("region", name=name).inner_text().strip()


def again_until(found: Locator, act: Callable[[], object]) -> None:
    """Do it again until it is there; who waits at the screen would as well."""
    for _ in range(10):
        act()
        with contextlib.suppress(NotYet):
            found.wait_for(timeout=9_000)
            return


def directives(text: str) -> str:
    return "; ".join(" ".join(line.split()) for line in text.splitlines())


def test_a_page_is_refused_let_in_and_seen(
    open_page: Open,
    signed_in: Any,
    product: tuple[str, type[HostPage]],
    no_barriers: Callable[[Page], None],
) -> None:
    origin, handler = product
    page = open_page(SCREEN, state=signed_in)
    handler.tag = code(page, "Script tag")
    before = page.get_by_label("Allowed origins").input_value()
    assert "data-candor-key" in handler.tag
    page.get_by_text("Your pages have a content security policy").click()
    handler.policy = directives(code(page, "Directives"))
    assert "connect-src" in handler.policy
    no_barriers(page)

    visitor = open_page(f"{origin}/reports/weekly")
    refused = page.get_by_role("group", name=origin)
    expect(refused).to_contain_text("is not an allowed origin")
    expect(visitor.locator("[data-candor-widget]")).to_have_count(0)

    refused.get_by_role("button", name="Add this origin").press("Enter")
    expect(page.get_by_label("Allowed origins")).to_have_value(re.compile(re.escape(origin)))
    page.keyboard.press("Control+s")
    expect(page.get_by_text(re.compile("^Saved")).first).to_be_visible()
    expect(refused).to_have_count(0)
    no_barriers(page)

    # Brands' origins are remembered for some seconds; a reader of the screen would try again as well.
    launcher = visitor.get_by_role("button", name="Support")
    again_until(launcher, lambda: visitor.goto(f"{origin}/reports/weekly?token=abc"))
    expect(launcher).to_be_visible()
    place = f"{origin}/reports/weekly"
    expect(page.get_by_role("status").filter(has_text=place)).to_have_count(1)
    expect(page.locator(".wshead")).to_contain_text(re.compile(rf"Seen \d+\s?s ago on {re.escape(place)}"))
    assert "token" not in page.locator(".wsseen").inner_text()

    page.get_by_label("Allowed origins").fill(before)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Not saved yet")).to_have_count(0)


def test_a_policy_without_connections_is_named(
    open_page: Open, signed_in: Any, product: tuple[str, type[HostPage]]
) -> None:
    origin, handler = product
    page = open_page(SCREEN, state=signed_in)
    handler.tag = code(page, "Script tag")
    before = page.get_by_label("Allowed origins").input_value()
    page.get_by_label("Allowed origins").fill(origin)
    page.keyboard.press("Control+s")
    expect(page.get_by_text(re.compile("^Saved")).first).to_be_visible()
    handler.policy = f"script-src {page.evaluate('location.origin')}"
    troubled = page.get_by_role("group", name=re.compile("calls do not arrive"))
    # In a browser that remembers nothing: the script is asked for anew.
    again_until(troubled, lambda: open_page(f"{origin}/"))
    expect(troubled).to_contain_text("connect-src")
    page.get_by_label("Allowed origins").fill(before)
    page.keyboard.press("Control+s")
    expect(page.get_by_text(re.compile("^Saved")).first).to_be_visible()


def test_a_secret_is_shown_once_and_the_old_one_ends(
    open_page: Open, signed_in: Any, no_barriers: Callable[[Page], None]
) -> None:
    page = open_page(f"{SCREEN}?tab=identity", state=signed_in)
    maker = page.get_by_role("button", name=re.compile("^(Make a|Rotate) secret$"))
    maker.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Make secret").press("Enter")
    field = page.get_by_role("dialog").get_by_role("textbox", name="New secret")
    expect(field).to_be_focused()
    secret = field.input_value()
    assert len(secret) >= 32
    no_barriers(page)
    page.keyboard.press("Escape")
    expect(field).to_be_visible()
    page.get_by_role("button", name="I have kept it").press("Enter")
    expect(page.get_by_role("button", name="Rotate secret")).to_be_focused()
    assert secret not in page.content()
    row = page.get_by_role("row", name=re.compile("The one before"))
    row.get_by_role("button", name="Revoke").press("Enter")
    page.get_by_role("alertdialog").get_by_role("button", name="Revoke").press("Enter")
    expect(row).to_have_count(0)
    expect(page.get_by_role("button", name="Rotate secret")).to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Rotate secret")).to_be_visible()
    assert secret not in page.content()


@pytest.mark.parametrize("tab", ["install", "identity", "areas", "privacy", "look"])
def test_every_tab_fits_and_has_no_barriers(
    open_page: Open, signed_in: Any, no_barriers: Callable[[Page], None], tab: str
) -> None:
    page = open_page(f"{SCREEN}?tab={tab}", state=signed_in)
    page.get_by_role("tab", selected=True).wait_for()
    no_barriers(page)
    page.set_viewport_size(PHONE)
    fits(page)
    no_barriers(page)

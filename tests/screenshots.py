"""
Pictures of the main screens, from the demo world: `make screenshots` writes them into docs/images.

Each is `NAME-THEME.png`; phones have `-phone` in their names. Not a test: pictures are for people.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM_FLAGS, OWNER, PHONE, WIDE, sign_in
from tests.e2e.people import Customer
from tests.system.stack import Stack

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
Act = Callable[[Page], None]


def nothing(page: Page) -> None:
    """The screen as it opens."""


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("snowflake")
    expect(page.get_by_role("option").first).to_be_visible()


def copilot(page: Page) -> None:
    page.keyboard.press("Control+j")
    expect(page.get_by_text("Use draft")).to_be_visible(timeout=20_000)


def widget(page: Page) -> None:
    customer = Customer(page)
    customer.play("Helen Marsh")
    customer.open()
    customer.ask("How do I annotate a deploy on a chart?")
    expect(customer.panel.get_by_role("button", name="Yes")).to_be_visible(timeout=30_000)


WORKSPACE: dict[str, tuple[str, Act]] = {
    "inbox": ("/app/inbox/48213", nothing),
    "copilot": ("/app/inbox/48213", copilot),
    "tickets": ("/app/tickets", nothing),
    "palette": ("/app/inbox/48213", palette),
    "customers": ("/app/customers", nothing),
    "knowledge": ("/app/kb", nothing),
    "mail-log": ("/app/settings/email/log", nothing),
    "suspended-mail": ("/app/settings/email/suspended", nothing),
}
PUBLIC: dict[str, tuple[str, Act]] = {
    "sign-in": ("/app/sign-in", nothing),
    "widget": ("/demo/settings/destinations/snowflake", widget),
    "help-center": ("/help/halyard/", nothing),
}


def main() -> None:
    """Start an installation of its own, take the pictures, stop it."""
    folder = Path(tempfile.mkdtemp(prefix="candor-pictures-"))
    folder.chmod(0o711)
    stack = Stack(folder / "home", DEMO="1")
    stack.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
            )
            take_all(browser, f"http://127.0.0.1:{stack.port}")
            browser.close()
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


def take_all(browser: Browser, base: str) -> None:
    """Every screen in both themes, and the ones used on the way at phone width."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=base)
    page = context.new_page()
    page.goto("/app/")
    sign_in(page, OWNER)
    state: Any = context.storage_state()
    context.close()
    for theme in ("light", "dark"):
        for name, (path, act) in WORKSPACE.items():
            take(browser, base, f"{name}-{theme}", path, act, theme=theme, state=state)
        for name, (path, act) in PUBLIC.items():
            take(browser, base, f"{name}-{theme}", path, act, theme=theme)
    take(browser, base, "inbox-phone", "/app/inbox", nothing, state=state, viewport=PHONE)
    take(browser, base, "ticket-phone", "/app/inbox/48213", nothing, state=state, viewport=PHONE)


def take(
    browser: Browser,
    base: str,
    name: str,
    path: str,
    act: Act,
    *,
    theme: str = "light",
    state: Any = None,
    viewport: ViewportSize = WIDE,
) -> None:
    """One picture, when the page has come to rest."""
    context = browser.new_context(
        base_url=base,
        storage_state=state,
        color_scheme=theme,  # type: ignore[arg-type]  # one of the two themes
        viewport=viewport,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    act(page)
    page.wait_for_timeout(600)
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()
    sys.stdout.write(f"docs/images/{name}.png\n")


if __name__ == "__main__":
    main()

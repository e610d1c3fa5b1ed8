"""One Candor with the demo world, and people in front of it, each in a browser of their own."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.standins.running import Standins, standins_running
from tests.system.stack import Stack

CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
OWNER = "owner@demo.candor.test"
PASSWORD = "candor-demo"
WIDE: ViewportSize = {"width": 1440, "height": 900}
PATIENCE = 120_000
"""Milliseconds for what the workers do: how fast that is, the benchmarks say, and no test may fail by it."""
PHONE: ViewportSize = {"width": 390, "height": 844}
WAIT_MS = 20_000
# Other lanes of `make test` run beside this one; what is expected has as long as what a page is asked to do.
expect.set_options(timeout=WAIT_MS)
Open = Callable[..., Page]


LAST_RUNS = """
    SELECT id, ticket_id, state, outcome, reason, confidence, threshold, engine, attempts, error,
        queued_at::text, started_at - queued_at, finished_at - started_at, left(question, 60), details
    FROM assistant_run ORDER BY id DESC LIMIT 5
"""


LAST_DECISIONS = """
    SELECT ticket_id, step, key, rule, reasons, created_at::text FROM routing_decision
    ORDER BY id DESC LIMIT 8
"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Beside what a page showed, tell what the assistant did last: why it answered, or did not."""
    report = yield
    world = getattr(item, "funcargs", {}).get("world")
    if report.failed and isinstance(world, Stack):
        for title, sql in (("assistant", LAST_RUNS), ("routing", LAST_DECISIONS)):
            report.sections.append((title, "\n".join(map(str, world.rows(sql)))))
    return report


@pytest.fixture(scope="session")
def standins() -> Iterator[Standins]:
    """The systems to connect, as stand-ins; from port E2E_STANDINS on, while writing tests."""
    with standins_running(int(os.environ.get("E2E_STANDINS", "0"))) as running:
        yield running
        assert running.faults == []


@pytest.fixture(scope="session")
def world(standins: Standins) -> Iterator[Stack]:
    """The program as `make run` starts it, with demo data; or the one at E2E_PORT, while writing tests."""
    if running := os.environ.get("E2E_PORT"):
        stack = Stack(Path(os.environ["E2E_HOME"]))
        stack.port = int(running)
        stack.token = stack.manage("token", "create", "--user", OWNER).strip()
        yield stack
        return
    folder = Path(tempfile.mkdtemp(prefix="candor-e2e-"))
    folder.chmod(0o711)
    # The identity provider of the tests runs on this machine, as the stand-ins do.
    stack = Stack(folder / "home", DEMO="1", **standins.variables)
    stack.start()
    stack.token = stack.manage("token", "create", "--user", OWNER).strip()
    yield stack
    stack.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def signed_in(world: Stack, browser: Browser) -> Any:
    """The cookies of the owner, who signed in through the form."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"http://127.0.0.1:{world.port}/app/")
    sign_in(page, OWNER)
    state = context.storage_state()
    context.close()
    return state


def sign_in(page: Page, email: str) -> None:
    """Fill the sign-in form with the keyboard and wait for the queue."""
    page.get_by_label(re.compile("email", re.IGNORECASE)).fill(email)
    password = page.get_by_label(re.compile("^password", re.IGNORECASE))
    password.fill(PASSWORD)
    page.keyboard.press("Enter")
    # The address may be the queue's already: whoever goes elsewhere before the answer stays signed out.
    password.wait_for(state="hidden")
    page.wait_for_url(re.compile("/app/inbox"))


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """The browsers that a test opens; closed after it."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def open_page(world: Stack, browser: Browser, contexts: list[BrowserContext]) -> Open:
    """
    `open_page("/app/inbox", state=signed_in, theme="dark", viewport=PHONE)` opens a page in a new browser.

    A script error or a failed request to our own server fails the test at its end through `page.faults`.
    """

    def opened(path: str, *, state: Any = None, theme: str = "light", viewport: ViewportSize = WIDE) -> Page:
        context = browser.new_context(
            storage_state=state,
            color_scheme=theme,  # type: ignore[arg-type]  # one of the two themes
            viewport=viewport,
            reduced_motion="reduce",
            base_url=f"http://127.0.0.1:{world.port}",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(path)
        return page

    return opened


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_THE_THEME = ["color-contrast", "link-in-text-block"]


@pytest.fixture
def no_barriers() -> Callable[[Page], None]:
    """
    `no_barriers(page)` fails with every rule of WCAG 2.2 AA that axe sees broken on the page as it is.

    What depends on colors is looked at in the other theme as well.
    """
    axe = Axe()

    def broken(page: Page, theme: str, **options: Any) -> list[str]:
        lines = []
        for violation in axe.run(page, options=options).response["violations"]:
            # A menu lies over the page for as long as it is open; it belongs to no landmark of it.
            places = [
                node["html"][:200]
                for node in violation["nodes"]
                if not (violation["id"] == "region" and "data-radix-popper" in node["html"])
            ]
            if places:
                lines.append(f"{theme}, {violation['id']}: {violation['help']}")
                lines += [f"    {place}" for place in places[:4]]
        return lines

    def check(page: Page) -> None:
        is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        theme: Literal["dark", "light"] = "dark" if is_dark else "light"
        lines = broken(page, theme, runOnly=RULES)
        page.emulate_media(color_scheme="light" if is_dark else "dark")
        lines += broken(page, f"not {theme}", runOnly=OF_THE_THEME)
        page.emulate_media(color_scheme=theme)
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check

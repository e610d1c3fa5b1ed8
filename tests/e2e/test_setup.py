"""
From an empty installation to a first answered mail and a first answered chat, by screens alone.

The command that makes the first owner is what `make run` prints; everything after it happens in browsers.
"""

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, WAIT_MS, WIDE
from tests.e2e.people import Agent, Customer
from tests.mails import raw_mail
from tests.mailservers import HOST, Pymap, SmtpSink
from tests.system.stack import EMAIL, PASSWORD, Stack, wait_until

pytestmark = pytest.mark.e2e
QUESTION = "How do I export a chart as a PDF?"


@dataclass
class Clock:
    """Says how long each step took; how fast a machine is, no test may fail by."""

    began: float = field(default_factory=time.monotonic)

    def say(self, step: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {step}")  # noqa: T201 (what the test is for)


@pytest.fixture(scope="module")
def empty() -> Iterator[Stack]:
    """An installation with an owner and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="candor-setup-"))
    folder.chmod(0o711)
    stack = Stack(folder / "home")
    stack.start()
    stack.manage(
        "create_owner", "--email", EMAIL, "--name", "Ines Duarte", "--brand", "Lantern", "--password-stdin",
        typed=PASSWORD,
    )  # fmt: skip
    yield stack
    stack.stop()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Product:
    """The customer's product: one page of another origin, which carries what the guide gave."""

    folder: Path
    port: int

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    def put(self, snippet: str) -> None:
        html = (
            f"<!doctype html><html lang=en><title>Lantern</title><main><h1>Charts</h1></main>{snippet}</html>"
        )
        (self.folder / "index.html").write_text(html)


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer((HOST, 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Product(tmp_path, server.server_address[1])
    server.shutdown()
    server.server_close()


def opened(browser: Browser, stack: Stack, path: str, **more: Any) -> Page:
    context = browser.new_context(
        base_url=f"http://{HOST}:{stack.port}", reduced_motion="reduce", **({"viewport": WIDE} | more)
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(path)
    return page


def sign_in(page: Page) -> None:
    page.get_by_label(re.compile("email", re.IGNORECASE)).fill(EMAIL)
    page.get_by_label(re.compile("^password", re.IGNORECASE)).fill(PASSWORD)
    page.keyboard.press("Enter")
    # Whoever goes elsewhere before the answer is there stays signed out.
    expect(page.get_by_role("navigation", name="Settings")).to_be_visible()


def step(page: Page, name: str, state: str = "") -> Any:
    return page.get_by_role("button", name=re.compile(f"{name}.*{state}", re.DOTALL))


def back_to_guide(page: Page, name: str, state: str) -> None:
    page.get_by_role("link", name=re.compile("Set-up guide")).first.click()
    expect(step(page, name, state)).to_be_visible(timeout=PATIENCE)


def open_step(page: Page, name: str) -> None:
    found = step(page, name)
    expect(found).to_be_visible()
    if found.get_attribute("aria-expanded") == "false":
        found.click()


def test_from_empty_to_answered(
    empty: Stack, browser: Browser, product: Product, no_barriers: Callable[[Page], None]
) -> None:
    clock = Clock()
    page = opened(browser, empty, "/app/")
    sign_in(page)
    page.wait_for_url(re.compile("/app/settings/setup"))
    expect(page.get_by_text("0 of 5 done")).to_be_visible()
    no_barriers(page)
    clock.say("signed in, at the guide")

    page.get_by_label("Website").fill("https://lantern.example")
    page.get_by_role("button", name="Save brand").click()
    expect(step(page, "Your brand", "Done")).to_be_visible()
    clock.say("brand")

    visitor = first_page_view(page, browser, product)
    clock.say("widget on a page")
    with Pymap() as imap, SmtpSink() as smtp:
        add_mailbox(page, imap, smtp)
        clock.say("mailbox")
        imap.append(raw_mail("My exports fail since Monday.", to="help@lantern.test", subject="Exports fail"))
        write_article(page)
        clock.say("article")
        invite(page)
        clock.say("colleague invited")
        back_to_guide(page, "First ticket answered", "Waiting")
        answer_mail(page, smtp)
        clock.say("first mail answered")
        back_to_guide(page, "First ticket answered", "Done")
        answer_chat(page, visitor)
        clock.say("first chat answered")
        second_person(page, browser, empty, smtp)
    page.goto("/app/settings/setup")
    expect(page.get_by_text("Your helpdesk is set up").first).to_be_visible()
    page.goto("/app/")
    page.wait_for_url(re.compile("/app/inbox"))
    clock.say("done, and out of the way")


def first_page_view(page: Page, browser: Browser, product: Product) -> Customer:
    """The guide's snippet on a page that the brand did not name: refused, let in, seen."""
    open_step(page, "Where customers write")
    expect(page.get_by_text("Waiting for the first page view").first).to_be_visible()
    product.put(page.get_by_role("region", name="Snippet").inner_text())
    visitor = browser.new_context(viewport=WIDE, reduced_motion="reduce").new_page()
    visitor.set_default_timeout(WAIT_MS)
    visitor.goto(product.origin)
    page.get_by_role("button", name=f"Let in {product.origin}").click(timeout=PATIENCE)
    expect(page.get_by_text("is on the list").first).to_be_visible()
    # A page is noted once a minute; the widget asks again in a fresh load.
    shown = visitor.get_by_role("button", name=re.compile("support|help", re.IGNORECASE)).last
    deadline = time.monotonic() + 120
    while not shown.is_visible() and time.monotonic() < deadline:
        visitor.goto(product.origin)
        visitor.wait_for_timeout(2000)
    expect(step(page, "Where customers write", "Done")).to_be_visible(timeout=PATIENCE)
    return Customer(visitor)


def add_mailbox(page: Page, imap: Pymap, smtp: SmtpSink) -> None:
    open_step(page, "Where customers write")
    page.get_by_role("radio", name="Mailbox").click()
    page.get_by_role("link", name="Add a mailbox").click()
    page.get_by_label("Address", exact=True).fill("help@lantern.test")
    sections = page.locator(".fsec")
    incoming, outgoing = sections.filter(has_text="Incoming mail"), sections.filter(has_text="Outgoing mail")
    for part, port in ((incoming.first, imap.port), (outgoing.last, smtp.port)):
        part.get_by_label("Server", exact=True).fill(HOST)
        part.get_by_label("Port", exact=True).fill(str(port))
        part.get_by_label("Encryption", exact=True).select_option("none")
    page.get_by_label("User name", exact=True).fill(imap.username)
    page.get_by_label("Password", exact=True).fill(imap.password)
    page.get_by_label("Trusted server name", exact=True).fill("mx.halyard.test")
    page.get_by_role("button", name=re.compile("^(Save|Add mailbox)")).click()
    expect(page.get_by_text("help@lantern.test is saved").first).to_be_visible(timeout=PATIENCE)


def write_article(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Set-up guide")).first.click()
    open_step(page, "First article")
    page.get_by_role("link", name="Write or import articles").click()
    page.get_by_role("button", name=re.compile("New article")).first.click()
    page.get_by_label("Title", exact=True).fill("Export a chart as a PDF")
    page.get_by_role("textbox", name="Article text").click()
    page.keyboard.type("Open the chart, choose Export, then PDF. The file is in your downloads.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("Open in the help center"))).to_be_visible(
        timeout=PATIENCE
    )
    back_to_guide(page, "First article", "Done")


def invite(page: Page) -> None:
    open_step(page, "Invite a colleague")
    page.get_by_role("link", name="Invite people").click()
    page.get_by_label("Email addresses").fill("priya@lantern.test")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("Send 1 invitation")).click()
    expect(page.get_by_text("1 person is invited").first).to_be_visible()
    back_to_guide(page, "Invite a colleague", "Waiting")


def answer_mail(page: Page, smtp: SmtpSink) -> None:
    open_step(page, "First ticket answered")
    page.get_by_role("link", name=re.compile("Open ticket #")).click()
    expect(page.get_by_role("textbox", name="Reply", exact=True)).to_be_visible()
    agent = Agent(page)
    agent.start_reply()
    page.keyboard.type("We restarted your exports.")
    page.keyboard.press("Control+Enter")
    wait_until(
        lambda: any(b"We restarted your exports." in mail.content for mail in smtp.mails), "the reply left"
    )


def answer_chat(page: Page, visitor: Customer) -> None:
    visitor.open()
    visitor.ask(QUESTION)
    # What arrives while somebody writes stops the sending, so that they read it first.
    visitor.hears("Open the chart")
    page.goto("/app/tickets")
    agent = Agent(page)
    agent.open_ticket("export a chart")
    expect(page.locator("#conversation").get_by_text("Open the chart").first).to_be_visible(timeout=PATIENCE)
    agent.start_reply()
    page.keyboard.type("It is under Export, PDF.")
    page.keyboard.press("Control+Enter")
    visitor.hears("It is under Export, PDF.")


def second_person(page: Page, browser: Browser, stack: Stack, smtp: SmtpSink) -> None:
    """The invited colleague follows the link in the mail."""
    link = re.compile(rb"/app/join#[\w-]+")
    wait_until(lambda: any(link.search(mail.content) for mail in smtp.mails), "the invitation left")
    found = next(match for mail in smtp.mails if (match := link.search(mail.content)))
    joining = opened(browser, stack, found.group().decode())
    joining.get_by_label(re.compile("name", re.IGNORECASE)).first.fill("Priya Raman")
    joining.get_by_label(re.compile("password", re.IGNORECASE)).first.fill("correct-horse-battery-9")
    joining.keyboard.press("Enter")
    joining.wait_for_url(re.compile("/app/inbox"), timeout=PATIENCE)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_guide_and_the_settings_have_no_barriers(
    empty: Stack, browser: Browser, no_barriers: Callable[[Page], None], viewport: Any
) -> None:
    page = opened(browser, empty, "/app/settings/setup", viewport=viewport)
    sign_in(page)
    for path in ("/app/settings/setup", "/app/settings"):
        page.goto(path)
        # On a phone the row above names the overview, and its heading is for those who listen.
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        page.wait_for_load_state("networkidle")
        no_barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if viewport == PHONE:
        row = page.get_by_role("navigation", name="Settings")
        box = row.bounding_box()
        assert box is not None
        assert box["height"] <= 48
        row.get_by_role("button", name=re.compile("Choose a section")).click()
        no_barriers(page)


def test_a_setting_is_found_and_reached_by_the_keyboard_alone(empty: Stack, browser: Browser) -> None:
    page = opened(browser, empty, "/app/settings")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for typed, label in (
        ("zeitzone", "Time zone"),
        ("kennwort neu 2fa", ""),
        ("alarm", "Alarm when no mail came for"),
    ):
        page.keyboard.press("/")
        field_ = page.get_by_role("combobox", name="Find a setting")
        expect(field_).to_be_focused()
        page.keyboard.type(typed)
        if not label:
            expect(page.get_by_text("No setting has")).to_be_visible()
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
            page.locator("#content").focus()
            continue
        expect(page.get_by_role("option", name=re.compile(label)).first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_label(label, exact=False).first).to_be_focused()
        page.locator("#content").focus()

# ruff: noqa: E501 - sentences of the document, as they stand there
"""
The tour of docs/demo.md, read from the document itself: what it tells people to do is done, in its words.

Every sentence of a step has its check here, by its exact text, so that a changed promise fails until somebody
has looked whether it is kept. Questions, names of controls and addresses are taken out of the document.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Open
from tests.e2e.people import Customer
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e

DOCUMENT = Path(__file__).parents[2] / "docs" / "demo.md"
PASSED_ON = re.compile("A person takes over|has this now")
_STEP = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.?`])\s+(?=[A-Z*`])")


def steps_of(title: str) -> list[str]:
    """The numbered steps below a heading, as they are written."""
    section = DOCUMENT.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return _STEP.findall(section)


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def bold(text: str) -> list[str]:
    return re.findall(r"\*\*([^*]+)\*\*", text)


def sentences(step: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(step) if part.strip()]


CUSTOMER = {
    "Open `/demo/`, Halyard's own application, and choose **Play as** Helen Marsh.": "plays",
    "The same switch makes you somebody else, or a visitor.": "switches",
    "Go to **Settings / Destinations / Snowflake** and open the widget.": "goes",
    "Helen's open conversation is there.": "has_conversation",
    "**What is shared** lists what support would see of the page; nothing is sent before you press **Share**.": (
        "shares"
    ),
    "Ask `How do I fix HLY-4012?`": "asks",
    (
        "The answer is the fix itself, with the `grant usage` to run in Snowflake and **Test connection** to check it,"
        " and names its source *Fix HLY-4012*."
    ): "is_answered",
    "**Show me** points at **Test connection** on the page.": "is_shown",
    "Ask in the same conversation `Which days were lost, and who loads them again?`": "asks",
    "The assistant does not guess and repeats nothing: it passes this on, and says when a person replies.": (
        "is_passed_on"
    ),
    "**Talk to a person** stands in every conversation that the assistant has and works at once; on Home it asks first which conversation it is about.": "gets_a_person",
    (
        "Become the visitor and ask for `HLY-4012` again: the article is for customers, so that a stranger is passed"
        " on to people, without a link that they could not open and without Helen's conversations."
    ): "is_a_stranger",
    "Open `/help/halyard/` and search for `conect snowflake`.": "searches",
    "Sign-in is not needed for what everybody may read.": "reads",
}


class Tour:
    """Somebody who does what the document says, in one browser after another."""

    def __init__(self, open_page: Open) -> None:
        self._open = open_page
        self.customer: Customer
        self.answer = ""

    @property
    def page(self) -> Page:
        return self.customer.page

    def plays(self, text: str) -> None:
        self.customer = Customer(self._open(quoted(text)[0]))
        expect(self.page.get_by_label(bold(text)[0])).to_be_visible()
        self.customer.play("Helen Marsh")

    def switches(self, text: str) -> None:
        choices = self.page.get_by_label("Play as").locator("option")
        expect(choices.nth(2)).to_be_attached()
        expect(choices.filter(has_text=re.compile("visitor", re.IGNORECASE))).to_have_count(1)

    def goes(self, text: str) -> None:
        place = bold(text)[0].split(" / ")[-1]
        self.page.goto(f"/demo/settings/destinations/{place.lower()}")
        expect(self.page.get_by_role("heading", name=place, exact=True)).to_be_visible()
        self.customer.open()

    def has_conversation(self, text: str) -> None:
        expect(self.customer.panel).to_contain_text("Open conversations")

    def shares(self, text: str) -> None:
        panel, (what, share) = self.customer.panel, bold(text)
        panel.get_by_role("button", name=what).first.click()
        told = self.page.get_by_role("dialog", name=what)
        expect(told).to_contain_text("Failed requests and error messages of this page")
        told.get_by_role("button").first.click()
        expect(told).to_be_hidden()
        agrees = panel.get_by_role("button", name=share, exact=True)
        agrees.click()
        expect(agrees).to_have_count(0)

    def asks(self, text: str) -> None:
        self.customer.ask(quoted(text)[0])

    def is_answered(self, text: str) -> None:
        self.customer.hears(re.compile(re.escape(quoted(text)[0])))
        log = self.customer.log
        expect(log.locator("pre").filter(has_text=quoted(text)[0])).to_have_count(1)
        expect(log).to_contain_text(bold(text)[0])
        source = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)[0]
        expect(log.get_by_role("list", name="Sources")).to_contain_text(source)
        self.answer = log.locator("pre").first.inner_text()

    def is_shown(self, text: str) -> None:
        show, target = bold(text)
        self.customer.log.get_by_role("button", name=show).first.click()
        expect(self.page.get_by_text("Test the connection").first).to_be_visible()
        expect(self.page.get_by_role("button", name=target)).to_be_visible()
        self.customer.panel.get_by_role("button", name="Stop", exact=True).click()

    def is_passed_on(self, text: str) -> None:
        expect(self.customer.panel).to_contain_text(PASSED_ON, timeout=PATIENCE)
        expect(self.customer.panel).to_contain_text(re.compile("within|as soon as possible"))
        assert self.customer.log.inner_text().count(self.answer) == 1

    def gets_a_person(self, text: str) -> None:
        other = Customer(self._open("/demo/dashboards"))
        other.play("visitor")
        other.open()
        expect(other.panel.get_by_text(bold(text)[0]).first).to_be_visible()
        other.panel.get_by_text(bold(text)[0]).first.click()
        expect(other.panel).to_contain_text(PASSED_ON, timeout=PATIENCE)

    def is_a_stranger(self, text: str) -> None:
        stranger = Customer(self._open("/demo/settings/destinations/snowflake"))
        stranger.play("visitor")
        stranger.open()
        assert "Open conversations" not in stranger.panel.inner_text()
        stranger.ask(quoted(text)[0])
        expect(stranger.panel).to_contain_text(PASSED_ON, timeout=PATIENCE)
        assert "Fix HLY-4012" not in stranger.log.inner_text()

    def searches(self, text: str) -> None:
        address, words = quoted(text)
        page = self._open(address)
        box = page.get_by_role("searchbox").first
        box.fill(words)
        box.press("Enter")
        page.get_by_role("link", name=re.compile("Connect Snowflake")).first.click()
        self.reading = page

    def reads(self, text: str) -> None:
        expect(self.reading.get_by_role("heading", level=1)).to_contain_text("Connect Snowflake")
        assert "/help/halyard/" in self.reading.url


def test_the_customers_ten_minutes(open_page: Open) -> None:
    tour = Tour(open_page)
    written = [sentence for step in steps_of("Ten minutes as a customer") for sentence in sentences(step)]
    assert written == list(CUSTOMER), "docs/demo.md promises something that nobody has looked at"

    for sentence in written:
        check: Callable[[str], None] = getattr(tour, CUSTOMER[sentence])
        check(sentence)


def test_the_agents_ticket_is_as_told(open_page: Open, signed_in: Any) -> None:
    step = next(step for step in steps_of("Ten minutes as an agent") if step.startswith("Open #"))
    number = re.findall(r"#(\d+)", step)[0]
    subject = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", step)[0]

    page = open_page(f"/app/inbox/{number}", state=signed_in)

    expect(page.get_by_role("heading", name=subject)).to_be_visible()
    expect(page.locator("#conversation")).to_contain_text("Handed over by the assistant")
    expect(page.locator("#context")).to_contain_text("Kestrel Freight")
    # What this customer may read carries no lock; what only staff may read does.
    articles = page.locator("#context").get_by_role("listitem")
    fix = articles.filter(has_text="Fix HLY-4012").first
    expect(fix.get_by_role("button", name=re.compile("Insert"))).to_be_visible()
    expect(fix.get_by_role("img", name="Only staff may read this")).to_have_count(0)


def test_the_developers_question_gets_an_answer(world: Stack) -> None:
    section = DOCUMENT.read_text(encoding="utf-8").partition("## Ten minutes as a developer")[2]
    question = re.findall(r'\{"question": "([^"]+)"\}', section)[0]

    with world.client() as client:
        asked = client.post("assistant/ask", json={"question": question}).json()

    assert asked["decision"] == "answer", asked
    assert asked["citations"][0]["url"].startswith("/help/")

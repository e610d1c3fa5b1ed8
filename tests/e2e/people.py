"""The two people of the journey, and what they do in their browsers."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE


@dataclass
class Customer:
    """Somebody on the demo's host page, with the widget."""

    page: Page

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog", name=re.compile("support"))

    @property
    def log(self) -> Locator:
        """The conversation."""
        return self.panel.get_by_role("log")

    def play(self, name: str) -> None:
        """Become one of the demo's people, or with "visitor" nobody known."""
        switcher = self.page.get_by_label("Play as")
        label = (
            switcher.locator("option").filter(has_text=re.compile(name, re.IGNORECASE)).first.text_content()
        )
        with self.page.expect_navigation():
            switcher.select_option(label=label)

    def open(self) -> None:
        self.page.get_by_role("button", name=re.compile("support|help", re.IGNORECASE)).last.click()
        expect(self.panel).to_be_visible()

    def ask(self, text: str) -> None:
        """Type into the field of the home screen or the conversation and send."""
        field = self.panel.get_by_role("textbox").last
        field.fill(text)
        field.press("Enter")
        expect(self.log.get_by_text(text).first).to_be_visible()

    def hears(self, text: str | re.Pattern[str]) -> None:
        expect(self.log.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


@dataclass
class Agent:
    """Somebody in the workspace."""

    page: Page

    def open_ticket(self, subject: str) -> None:
        """Find it in the queue, where it appeared by itself, and open it."""
        row = self.page.get_by_role("link").filter(has_text=subject).first
        expect(row).to_be_visible(timeout=PATIENCE)
        row.click()
        # Its composer stands only when the ticket has loaded.
        expect(self.page.get_by_role("textbox", name="Reply", exact=True)).to_be_visible()

    def start_reply(self) -> None:
        """The key for it, and then the field has the focus."""
        self.page.keyboard.press("r")
        expect(self.page.get_by_role("textbox", name="Reply", exact=True)).to_be_focused()

    @property
    def composer(self) -> Locator:
        return self.page.locator("#composer")

    def reply(self, text: str) -> None:
        self.composer.click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Control+Enter")

"""
The main job, end to end: a customer on a page asks, the assistant answers from an article or hands over with
everything known, an agent works it live, the customer sees the reply at once, it is resolved and rated.

Two browsers, the built-in engine, the real worker.
"""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Open
from tests.e2e.people import Agent, Customer

pytestmark = pytest.mark.e2e
# Whoever is free takes it within moments: the panel says "a person" first, then the name.
TAKEN_OVER = re.compile("A person takes over|has this now")


@pytest.fixture
def helen(open_page: Open) -> Customer:
    """A verified customer of an enterprise company, on a page of the host application."""
    customer = Customer(open_page("/demo/settings/destinations/snowflake"))
    customer.play("Helen Marsh")
    customer.open()
    return customer


@pytest.fixture
def visitor(open_page: Open) -> Customer:
    """Somebody unknown."""
    customer = Customer(open_page("/demo/dashboards"))
    customer.play("visitor")
    customer.open()
    return customer


@pytest.fixture
def agent(open_page: Open, signed_in: Any) -> Agent:
    """The owner of the demo, at the table of all open tickets."""
    return Agent(open_page("/app/tickets", state=signed_in))


def test_what_an_article_holds_is_answered_with_its_source(helen: Customer) -> None:
    helen.ask("How do I annotate a deploy on a chart?")
    helen.hears(re.compile("Hold Shift and click"))
    expect(helen.log.get_by_role("list", name="Sources")).to_contain_text("Annotate a release on a chart")
    expect(helen.log.get_by_role("img", name=re.compile("Confidence (High|Medium)"))).to_be_visible()
    helen.log.get_by_role("button", name="Yes").click()
    expect(helen.panel).to_contain_text("Closed as solved")


def test_what_no_article_holds_is_handed_over_at_once(visitor: Customer) -> None:
    visitor.ask("Can you bake me a chocolate cake for Friday?")
    expect(visitor.panel).to_contain_text(TAKEN_OVER, timeout=PATIENCE)
    assert "Confidence" not in visitor.log.inner_text()


def test_from_a_question_to_a_rating(
    helen: Customer, agent: Agent, no_barriers: Callable[[Page], None]
) -> None:
    mark = uuid.uuid4().hex[:6]
    subject = f"We were charged twice for invoice {mark} and want 1,200 USD back"

    helen.ask(subject)
    expect(helen.panel).to_contain_text(TAKEN_OVER, timeout=PATIENCE)
    expect(helen.panel).to_contain_text("You do not need to repeat this")

    agent.open_ticket(mark)
    expect(agent.page.get_by_text("Handed over by the assistant")).to_be_visible()
    expect(agent.page.locator("#context")).to_contain_text("Kestrel Freight")
    no_barriers(agent.page)

    agent.start_reply()
    agent.page.keyboard.type("Hello Helen, I have refunded the second charge.")
    expect(helen.panel).to_contain_text("is typing", timeout=PATIENCE)
    agent.page.keyboard.press("Control+Enter")
    helen.hears("I have refunded the second charge.")

    helen.ask("Thank you, I see it on my statement.")
    expect(agent.page.get_by_text("Thank you, I see it on my statement.").first).to_be_visible()

    ticket = agent.page.url
    agent.page.get_by_role("button", name=re.compile("^Solve")).first.click()
    expect(helen.panel).to_contain_text("How well was this solved?", timeout=PATIENCE)
    helen.panel.get_by_role("radio", name=re.compile("Fully")).click()
    helen.panel.get_by_role("button", name="Send rating").click()
    expect(helen.panel).to_contain_text("Thank you")
    agent.page.goto(ticket)
    expect(agent.page.locator("#conversation")).to_contain_text(
        re.compile("5 of 5|Fully|rated", re.IGNORECASE)
    )


def test_a_reply_over_an_unseen_message_is_held_back(helen: Customer, agent: Agent) -> None:
    mark = uuid.uuid4().hex[:6]
    helen.ask(f"Please cancel our contract {mark}")
    expect(helen.panel).to_contain_text(TAKEN_OVER, timeout=PATIENCE)
    agent.open_ticket(mark)
    agent.start_reply()
    agent.page.keyboard.type("We will cancel it today.")
    # The agent's connection breaks, the customer changes their mind, the connection comes back.
    agent.page.context.set_offline(True)
    helen.ask("Wait, please do not cancel anything!")
    agent.page.context.set_offline(False)
    agent.page.keyboard.press("Control+Enter")
    expect(agent.page.get_by_text("Wait, please do not cancel anything!").first).to_be_visible(
        timeout=PATIENCE
    )

"""
The journey with a model: the same installation, its answers written by an OpenAI-compatible service.

The service is a stand-in on loopback that refuses whatever the published contract does not allow.
"""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open
from tests.e2e.people import Customer
from tests.standins.openai import Failure, OpenAIStandIn
from tests.standins.openai.contract import is_here
from tests.system.stack import Stack

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not is_here(), reason="the contracts lie in ../shared"),
    pytest.mark.skipif("E2E_PORT" in os.environ, reason="an installation that runs already keeps its engine"),
]


def model(data: dict[str, Any]) -> dict[str, Any]:
    """What a careful model would say: the article in its own words, or that nothing fits."""
    for number, passage in enumerate(data.get("passages", [])):
        for sentence in re.split(r"(?<=[.!?])\s+", passage["text"]):
            if "Hold Shift" in sentence and "annotate" in data["question"].lower():
                statement = {"text": "Hold Shift and click the day.", "passage": number, "quote": sentence}
                return reply(statement)
    return reply()


def reply(*statements: dict[str, Any]) -> dict[str, Any]:
    return {
        "answers_question": bool(statements),
        "confidence": 0.93 if statements else 0.05,
        "clarifying_question": "",
        "statements": list(statements),
    }


@pytest.fixture(scope="module")
def service() -> Iterator[OpenAIStandIn]:
    with OpenAIStandIn() as running:
        running.state.reply = model
        yield running


@pytest.fixture(scope="module", autouse=True)
def with_model(world: Stack, service: OpenAIStandIn) -> Iterator[None]:
    """The same installation, started again with a model."""
    world.stop()
    before = world.env
    world.env = before | {
        "AI_ENGINE": "builtin,answer=openai",
        "OPENAI_BASE_URL": service.url,
        "OPENAI_API_KEY": "sk-stand-in",
    }
    world.start()
    yield
    world.stop()
    world.env = before
    world.start()


@pytest.fixture
def customer(open_page: Open, service: OpenAIStandIn) -> Customer:
    service.state.requests.clear()
    service.state.failures.clear()
    person = Customer(open_page("/demo/"))
    person.play("Helen Marsh")
    person.open()
    return person


def test_the_model_answers_from_the_article(customer: Customer, service: OpenAIStandIn) -> None:
    customer.ask("How do I annotate a deploy on a chart?")
    customer.hears("Hold Shift and click the day.")
    expect(customer.log.get_by_role("list", name="Sources")).to_contain_text("Annotate a release on a chart")
    assert service.state.problems == []
    assert service.state.keys[-1] == "Bearer sk-stand-in"
    # Nothing but the question, the conversation and public passages leaves the machine.
    sent = str(service.state.requests)
    assert "How do I annotate a deploy" in sent
    assert "h.marsh@kestrelfreight.example" not in sent


def test_nothing_that_fits_becomes_a_handoff(customer: Customer) -> None:
    customer.ask("Which warehouse regions will you open next year, and when?")
    expect(customer.panel).to_contain_text(re.compile("A person takes over|has this now"), timeout=PATIENCE)


def test_a_model_that_fails_is_never_the_customers_problem(
    customer: Customer, service: OpenAIStandIn
) -> None:
    service.state.failures.extend([Failure.SERVER_ERROR] * 6)
    customer.ask("How do I annotate a release on a chart?")
    expect(customer.panel).to_contain_text(
        re.compile("Hold Shift|A person takes over|has this now"), timeout=PATIENCE
    )
    assert "500" not in customer.panel.inner_text()

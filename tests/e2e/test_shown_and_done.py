"""More than an answer: an element that is shown on the customer's page, and an action that is done."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open
from tests.e2e.people import Agent, Customer
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
QUESTION = "How do I annotate a deploy on a chart?"
ANSWER = re.compile("Hold Shift and click")
ARTICLE = "annotate-a-release"
# A product may keep its route behind the hash; another customer's chart has another number.
PAGE = "/demo/funnels#/Charts/{number}"
BUTTON = "Remove last step"


@pytest.fixture
def api(world: Stack) -> Iterator[httpx.Client]:
    with world.client() as client:
        yield client


@pytest.fixture
def article(api: httpx.Client) -> Iterator[int]:
    """The article that answers the question, without steps before and after."""
    rows = api.get("articles", params={"q": "Annotate a release"}).json()["results"]
    found = int(next(row["id"] for row in rows if row["slug"] == ARTICLE))
    api.patch(f"articles/{found}", json={"steps": [], "goes_live": True})
    yield found
    api.patch(f"articles/{found}", json={"steps": [], "goes_live": True})


def test_what_an_author_recorded_is_shown_to_a_customer(
    world: Stack, open_page: Open, signed_in: Any, article: int, no_barriers: Any
) -> None:
    author = open_page(f"/app/kb/{article}", state=signed_in)
    author.get_by_role("tab", name="Show me").click()
    address = f"http://127.0.0.1:{world.port}{PAGE.format(number=48213)}"
    author.get_by_label("Page of your product").fill(address)
    with author.expect_popup() as opened:
        author.get_by_role("button", name="Open and record").click()
    product = opened.value
    recorder = product.get_by_role("dialog", name="Record “Show me”")
    recorder.get_by_role("button", name="Pick an element").click()
    product.get_by_role("button", name=BUTTON).click()
    expect(recorder.get_by_label("Page")).to_have_value("/charts/*")
    # The page itself heard nothing of the click, and has its address back.
    expect(product.get_by_text("Invited a teammate").first).to_be_visible()
    assert product.url == address
    recorder.get_by_label("Text").fill("Press it to see one step less.")
    recorder.get_by_role("button", name="Save to the draft").click()
    expect(recorder.get_by_role("status")).to_have_text("Saved to the draft")

    author.get_by_role("button", name="Show what was recorded").click()
    expect(author.get_by_label("Page", exact=True)).to_have_value("/charts/*")
    author.get_by_role("button", name="Publish changes").click()
    expect(author.get_by_text("is published").first).to_be_visible()

    helen = Customer(open_page("/demo/funnels"))
    helen.play("Helen Marsh")
    helen.page.goto(PAGE.format(number=77001))
    helen.open()
    helen.ask(QUESTION)
    helen.hears(ANSWER)
    helen.log.get_by_role("button", name="Show me").click()
    expect(helen.panel).to_contain_text("Press it to see one step less.")
    ring, button = helen.page.locator(".wg-ring"), helen.page.get_by_role("button", name=BUTTON)
    expect(ring).to_be_visible()
    around, marked = ring.bounding_box(), button.bounding_box()
    assert around is not None
    assert marked is not None
    assert around["x"] <= marked["x"] <= around["x"] + 20
    assert around["y"] <= marked["y"] <= around["y"] + 20
    assert around["width"] >= marked["width"]
    no_barriers(helen.page)


@pytest.fixture
def action(api: httpx.Client) -> Iterator[tuple[str, str]]:
    """A wish of customers, and the tag that their ticket gets once an agent approves."""
    before = api.get("assistant/configuration").json()
    wish, tag = "We would like to pay by yearly invoice", f"yearly-{uuid.uuid4().hex[:6]}"
    made = {
        "key": "yearly", "label": "Yearly invoice", "kind": "write", "source": "tickets.tag", "is_on": True,
        "option": tag, "examples": [wish], "approval": "agent",
        "answers": [{"language": "en", "text": "I have marked your conversation as {tag}."}],
    }  # fmt: skip
    in_force(api, [made])
    yield wish, tag
    in_force(api, before["content"]["actions"])


def in_force(api: httpx.Client, actions: list[dict[str, Any]]) -> None:
    saved = api.put("assistant/draft", json={"content": {"actions": actions}})
    assert saved.status_code == 200, saved.text
    published = api.put("assistant/draft/publish", json={"note": ""})
    assert published.status_code == 200, published.text


def test_what_an_agent_approves_is_done_and_told(
    open_page: Open, signed_in: Any, action: tuple[str, str]
) -> None:
    wish, tag = action
    helen = Customer(open_page("/demo/dashboards"))
    helen.play("Helen Marsh")
    helen.open()
    helen.ask(f"{wish}.")

    agent = Agent(open_page("/app/tickets", state=signed_in))
    agent.open_ticket(wish)
    actions = agent.page.get_by_role("list", name="Assistant's actions")
    expect(actions).to_contain_text("Waits for approval", timeout=PATIENCE)
    expect(actions).to_contain_text(tag)
    expect(helen.log.get_by_text(tag)).to_have_count(0)

    actions.get_by_role("button", name="Approve").click()
    helen.hears(f"I have marked your conversation as {tag}.")
    expect(actions).to_contain_text("Done", timeout=PATIENCE)
    expect(agent.page.locator("#context")).to_contain_text(tag)

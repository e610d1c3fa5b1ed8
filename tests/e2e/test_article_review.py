"""An agent asks for a review, gets the article back, adds an image, and readers get what was approved."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, Open, sign_in
from tests.pictures import png
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
TITLE = "Rotate the key of a gateway"
COMMENT = "Show where the button is."
ALT = "The button Rotate beside the key of the gateway"


def email_of(api: httpx.Client, role: str) -> str:
    """The address of somebody active with this role, besides the owner."""
    rows = api.get("users").json()["results"]
    return str(next(row["email"] for row in rows if row["role"] == role))


def desk_of(open_page: Open, email: str, path: str) -> Page:
    page = open_page("/app/inbox")
    sign_in(page, email)
    page.goto(path)
    return page


@pytest.fixture
def free_again(world: Stack) -> Iterator[None]:
    """Other journeys publish without an approval."""
    yield
    with world.client() as api:
        for row in api.get("kb/help-centers").json()["results"]:
            api.patch(f"kb/help-centers/{row['brand']['slug']}", json={"requires_approval": False})


def ask(page: Page) -> None:
    page.get_by_role("button", name="Ask for a review").click()
    page.get_by_role("dialog").get_by_role("button", name="Ask for a review").click()
    expect(page.get_by_role("button", name="Take the request back")).to_be_visible()


def test_reviewed_returned_approved_and_read(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any, free_again: None
) -> None:
    with world.client() as api:
        brand = api.get("brands").json()["results"][0]["slug"]
        agent, reviewer = email_of(api, "agent"), email_of(api, "supervisor")
        # The owner makes it a rule, on the screen.
        rules = open_page("/app/settings/help-centers", state=signed_in)
        rules.get_by_role("checkbox").first.check()
        expect(rules.get_by_text("Nothing is published in its help center without").first).to_be_visible()
        no_barriers(rules)

        writing = desk_of(open_page, agent, "/app/kb")
        writing.get_by_role("button", name=re.compile("^New article")).first.click()
        writing.get_by_role("textbox", name="Title").fill(TITLE)
        writing.get_by_role("textbox", name="Article text").fill("Open Gateways and press Rotate.")
        ask(writing)
        path = re.sub(r"^https?://[^/]+", "", writing.url)

        reading = desk_of(open_page, reviewer, path)
        reading.get_by_role("button", name="Return").click()
        dialog = reading.get_by_role("dialog")
        dialog.get_by_label("What is to be changed?").fill(COMMENT)
        dialog.get_by_role("button", name="Return").click()
        expect(reading.get_by_text(COMMENT)).to_be_visible()
        no_barriers(reading)

        writing.goto(path)
        expect(writing.get_by_text(COMMENT)).to_be_visible()
        writing.get_by_label("Image files").set_input_files(
            {"name": "rotate.png", "mimeType": "image/png", "buffer": png(320, 120)}
        )
        writing.get_by_label("What does it show?").fill(ALT)
        writing.get_by_role("button", name="Add image").click()
        expect(writing.get_by_role("img", name=ALT)).to_be_visible()
        ask(writing)

        reading.goto(path)
        expect(reading.get_by_role("img", name=ALT)).to_be_visible()
        reading.get_by_role("button", name="Approve and publish").click()
        expect(reading.get_by_text("Published", exact=True)).to_be_visible(timeout=PATIENCE)

        article = api.get(f"articles/{path.rpartition('/')[2]}").json()
        assert article["published_version"] == article["content_version"]
        reader = open_page(f"/help/{brand}/{article['slug']}", viewport=PHONE)
        expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()
        picture = reader.get_by_role("img", name=ALT)
        expect(picture).to_be_visible()
        assert picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 320
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
        no_barriers(reader)

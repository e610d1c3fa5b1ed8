"""An article is translated, read in German, and marked as behind once its original changes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Open
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
TITLE = "Pause a nightly gateway"
GERMAN = "Ein nächtliches Gateway anhalten"


@pytest.fixture
def german_too(world: Stack) -> Iterator[str]:
    """The slug of a brand whose help center speaks German besides, for as long as this journey lasts."""
    with world.client() as api:
        center = api.get("kb/help-centers").json()["results"][0]
        slug = str(center["brand"]["slug"])
        before = [one["language"] for one in center["languages"]]
        other = "de" if center["language"] == "en" else "en"
        api.patch(f"kb/help-centers/{slug}", json={"languages": sorted({*before, other})})
        yield slug
        api.patch(f"kb/help-centers/{slug}", json={"languages": before})


def test_translated_read_and_behind(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any, german_too: str
) -> None:
    with world.client() as api:
        values = {"title": TITLE, "body": "Open Gateways.", "body_format": "markdown", "status": "published"}
        article = api.post("articles", json=values | {"brand": german_too, "language": "en"}).json()
        page: Page = open_page(f"/app/kb/{article['id']}", state=signed_in)
        page.get_by_role("tab", name="Languages").click()
        no_barriers(page)
        page.get_by_role("button", name=re.compile("^Translate")).first.click()
        expect(page.get_by_text(re.compile("Translation into German"))).to_be_visible(timeout=PATIENCE)
        page.get_by_role("textbox", name="Title", exact=True).fill(GERMAN)
        page.get_by_role("button", name=re.compile("^Publish")).click()
        expect(page.get_by_text("Published", exact=True).first).to_be_visible(timeout=PATIENCE)

        reader = open_page(f"/help/{german_too}/{article['slug']}?lang=de")
        expect(reader.get_by_role("heading", name=GERMAN)).to_be_visible()
        expect(reader.locator('link[rel="alternate"][hreflang="en"]')).to_have_count(1)
        reader.get_by_role("navigation", name="Sprache").get_by_role("link", name="English").click()
        expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()
        no_barriers(reader)

        api.patch(f"articles/{article['id']}", json={"body": "Open Gateways.\n\nThen press Pause."})
        page.goto("/app/kb?behind_in=de")
        page.get_by_role("link", name=re.compile(GERMAN)).click()
        page.get_by_role("button", name="What changed").click()
        expect(page.get_by_role("dialog").get_by_text("Then press Pause.")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="It is up to date").click()
        expect(page.get_by_text(re.compile("as of version 2"))).to_be_visible()
        api.delete(f"articles/{article['id']}")

"""Two admins change the rules at once: the second hears of it while they write, and nobody's work is lost."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Open
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
FIRST, SECOND = "What the first admin says", "What the second admin says"


def names(page: Page) -> list[str]:
    return page.locator("[data-rule] b").all_inner_texts()


def rename(page: Page, place: int, name: str) -> None:
    """Open a rule by key and give it another name."""
    rule = page.locator("[data-rule]").nth(place)
    rule.focus()
    rule.press("Enter")
    expect(page.get_by_role("heading", name=f"Rule {place + 1}", exact=True)).to_be_visible()
    page.get_by_label("Name", exact=True).fill(name)


def publish(page: Page) -> None:
    page.keyboard.press("Control+s")
    sure = page.get_by_role("alertdialog", name="Publish without a dry run?")
    sure.get_by_role("button", name=re.compile("^Publish version")).press("Enter")


def test_the_second_draft_goes_on_on_top_of_the_first(world: Stack, open_page: Open, signed_in: Any) -> None:
    with world.client() as api:
        before = api.get("routing/rules").json()
        version = before["version"]
        one, two = (open_page("/app/settings/routing", state=signed_in) for _ in range(2))
        rename(two, 1, SECOND)
        rename(one, 0, FIRST)
        publish(one)
        expect(one.get_by_text(f"Version {version + 1} is in force.").first).to_be_visible()

        # Nothing was pressed here: the screen looks by itself.
        said = two.get_by_text(re.compile(rf"^Somebody published version {version + 1} while"))
        expect(said).to_be_visible(timeout=PATIENCE)
        expect(two.get_by_label("Name", exact=True)).to_have_value(SECOND)
        two.get_by_role("button", name=f"Add my changes to version {version + 1}").press("Enter")
        expect(two.get_by_text(f"Taken along from others: {FIRST}.")).to_be_visible()
        expect(two.get_by_role("button", name=f"Publish version {version + 2}")).to_be_focused()
        assert names(two)[:2] == [FIRST, SECOND]
        publish(two)
        expect(two.get_by_text(f"Version {version + 2} is in force.").first).to_be_visible()
        rules = api.get("routing/rules").json()["rules"]
        assert [rule["name"] for rule in rules[:2]] == [FIRST, SECOND]

        # The first has no draft any more, and sees what is in force.
        expect(one.locator("[data-rule] b").nth(1)).to_have_text(SECOND, timeout=PATIENCE)
        api.post(f"routing/rules/versions/{version}/restore")

"""A score is overruled by the keyboard, and whom it is about hears of the comment beside it."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, WAIT_MS, Open, sign_in
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture
def api(world: Stack) -> Iterator[httpx.Client]:
    with world.client() as client:
        yield client


def reviews(api: httpx.Client) -> list[dict[str, Any]]:
    """Conversations of people other than the owner that nobody has scored, the newest first."""
    me = api.get("me").json()["id"]
    rows = api.get("quality/reviews", params={"list": "all", "side": "person"}).json()["results"]
    return [row for row in rows if row["person"]["id"] != me and row["reviewed_at"] is None]


def address_of(world: Stack, user_id: int) -> str:
    [(email,)] = world.rows(f"SELECT email FROM people_user WHERE id = {int(user_id)}")  # noqa: S608
    return str(email)


def open_one(page: Page) -> int:
    """The review that the list shows as open."""
    row = page.locator("[data-review][aria-current]")
    expect(row).to_have_count(1, timeout=PATIENCE)
    return int(row.get_attribute("data-review") or 0)


def test_a_score_is_overruled_by_the_keyboard_and_a_comment_reaches_whom_it_is_about(
    world: Stack, open_page: Open, signed_in: Any, api: httpx.Client, no_barriers: Any
) -> None:
    wait_until(lambda: len(reviews(api)) > 1, what="conversations to review")
    page = open_page("/app/insights/quality?list=all&side=person", state=signed_in)
    first = open_one(page)
    page.keyboard.press("j")
    expect(page.locator(f'[data-review="{first}"]')).not_to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(page.locator(f'[data-review="{first}"]')).to_have_attribute("aria-current", "true")

    row = reviews(api)[0]
    number, person = row["number"], row["person"]
    page = open_page(f"/app/insights/quality?list=all&review={row['id']}", state=signed_in)
    panel = page.get_by_role("complementary", name="Scores")
    expect(panel.get_by_role("group").first).to_be_visible(timeout=PATIENCE)
    whole = api.get(f"quality/reviews/{row['id']}").json()
    place, level = overruled(whole["to_score"]["criteria"])
    for _ in range(place):
        page.keyboard.press("0")
    page.keyboard.press(str(level + 1))
    why = panel.get_by_role("textbox", name=re.compile("^Why"))
    why.focus()
    page.keyboard.type("The customer had to ask twice.")
    no_barriers(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"#{number} is scored.").first).to_be_visible()
    given = api.get(f"quality/reviews/{row['id']}").json()["criteria"][place]["by_person"]
    assert (given["level"], given["note"]) == (level, "The customer had to ask twice.")

    said = f"Name the page next time, {uuid.uuid4().hex[:6]}."
    page = open_page(f"/app/insights/quality?list=all&review={row['id']}", state=signed_in)
    comments = page.get_by_role("region", name="Comments")
    comments.get_by_role("textbox", name=re.compile(f"To .*{re.escape(person['name'])}")).fill(said)
    comments.get_by_role("button", name="Send the comment").click()
    expect(comments.get_by_text(said)).to_be_visible()

    other = open_page("/app/notices")
    sign_in(other, address_of(world, person["id"]))
    other.goto("/app/notices")
    notice = other.get_by_role("link").filter(has_text="comments on the quality of a conversation").first
    expect(notice).to_be_visible(timeout=WAIT_MS)
    notice.click()
    other.wait_for_url(re.compile(rf"/insights/quality\?.*number={number}"))
    expect(other.get_by_role("region", name="Comments").get_by_text(said)).to_be_visible()
    # What the automatic score said stays beside what a person says.
    expect(other.get_by_role("complementary", name="Scores")).to_contain_text(
        "The customer had to ask twice."
    )


def overruled(criteria: list[dict[str, Any]]) -> tuple[int, int]:
    """The place of a criterion with an automatic score, and a level other than that."""
    for place, one in enumerate(criteria):
        automatic = one["model"] or one["facts"]
        if automatic is not None and automatic["level"] is not None:
            return place, 0 if automatic["level"] else 1
    return 0, 0

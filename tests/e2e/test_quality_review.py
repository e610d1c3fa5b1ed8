"""A score is overruled by the keyboard, and whom it is about hears of the comment beside it."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

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
    rows = api.get("quality/reviews", params={"list": "all", "side": "people"}).json()["results"]
    return [row for row in rows if row["person"]["id"] != me and row["reviewed_at"] is None]


def to_overrule(api: httpx.Client) -> tuple[dict[str, Any], int, int]:
    """One of them with an automatic score, the place of that criterion, and another level."""
    for row in reviews(api):
        form = api.get(f"quality/reviews/{row['id']}").json()["to_score"]
        for place, one in enumerate(form["criteria"] if form else []):
            automatic = (one["model"] or one["facts"] or {}).get("level")
            if automatic is not None:
                return row, place, 0 if automatic else 1
    raise AssertionError("No conversation has an automatic score.")


def address_of(world: Stack, user_id: int) -> str:
    [(email,)] = world.rows(f"SELECT email FROM people_user WHERE id = {int(user_id)}")  # noqa: S608 (a number)
    return str(email)


def test_a_score_is_overruled_by_the_keyboard_and_a_comment_reaches_whom_it_is_about(
    world: Stack, open_page: Open, signed_in: Any, api: httpx.Client, no_barriers: Any
) -> None:
    wait_until(lambda: len(reviews(api)) > 1, what="conversations to review")
    row, place, level = to_overrule(api)
    number, person = row["number"], row["person"]
    where = f"/app/insights/quality?list=all&side=people&review={row['id']}"
    page = open_page(where, state=signed_in)
    panel = page.get_by_role("complementary", name="Scores")
    expect(panel.get_by_role("group").first).to_be_visible(timeout=PATIENCE)
    listed = page.locator(f'[data-review="{row["id"]}"]')
    expect(listed).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(listed).not_to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(listed).to_have_attribute("aria-current", "true")
    expect(panel.get_by_role("group").first).to_be_visible()

    for _ in range(place):
        page.keyboard.press("0")
    page.keyboard.press(str(level + 1))
    panel.get_by_role("textbox", name=re.compile("^Why")).focus()
    page.keyboard.type("The customer had to ask twice.")
    no_barriers(page)
    # With a comment begun it stays at this conversation.
    said = f"Name the page next time, {uuid.uuid4().hex[:6]}."
    comments = page.get_by_role("region", name="Comments")
    comments.get_by_role("textbox", name=re.compile(f"To .*{re.escape(person['name'])}")).fill(said)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"#{number} is scored.").first).to_be_visible()
    given = api.get(f"quality/reviews/{row['id']}").json()["criteria"][place]["by_person"]
    assert (given["level"], given["note"]) == (level, "The customer had to ask twice.")
    comments.get_by_role("button", name="Send the comment").click()
    expect(comments.get_by_text(said)).to_be_visible()

    other = open_page("/app/")
    sign_in(other, address_of(world, person["id"]))
    other.goto("/app/notices")
    # They may read in another language.
    notice = other.get_by_role("link").filter(has_text=said)
    expect(notice).to_be_visible(timeout=WAIT_MS)
    notice.click()
    other.wait_for_url(re.compile(rf"/insights/quality\?.*number={number}"))
    expect(other.get_by_role("complementary").get_by_text(said)).to_be_visible()
    # What the automatic score said stays beside what a person says.
    expect(other.get_by_role("complementary")).to_contain_text("The customer had to ask twice.")

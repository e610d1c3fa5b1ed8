"""A supervisor draws a set; an agent works a case by keys, reads the feedback, and the supervisor sees it."""

import re
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open, sign_in
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
NAME = f"Refunds for beginners {token_hex(2)}"


def test_a_set_is_drawn_worked_and_followed(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    with world.client() as api:
        rows = api.get("users").json()["results"]
        agent = next(row for row in rows if row["role"] == "agent")

    boss = open_page("/app/settings/practice", state=signed_in)
    boss.get_by_text("Draw a set from solved tickets").click()
    boss.get_by_label("Name").fill(NAME)
    boss.get_by_label("Runbook").select_option(label="Credits and refunds an agent may give (billing)")
    boss.get_by_role("button", name="Draw", exact=True).click()
    expect(boss.get_by_role("button", name=f"Replay a ticket of {NAME}")).to_be_visible()
    boss.get_by_role("button", name=f"Cases of {NAME}").click()
    boss.get_by_label("Has to be handed on").first.check()
    no_barriers(boss)

    page = open_page("/app/inbox")
    sign_in(page, agent["email"])
    page.goto("/app/settings/practice")
    page.get_by_role("button", name=f"Replay a ticket of {NAME}").click()
    page.get_by_label("Your reply").fill("Which invoice is it, and which days?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Which invoice is it, and which days?")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("^Give a credit")).click()
    page.get_by_label("How much").fill("400")
    page.get_by_role("textbox", name="Why").fill("They were patient")
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_text("Over the limit of 250 USD")).to_be_visible()
    no_barriers(page)
    page.get_by_role("button", name="Finish and see feedback").click()
    feedback = page.get_by_role("region", name="Feedback")
    expect(feedback.get_by_text("Missed").first).to_be_visible()
    expect(feedback.get_by_text("Over the limit of 250 USD")).to_be_visible()
    # The newest case may be one that was answered in a few words.
    expect(feedback.get_by_text(re.compile(r"counts as said when half|too short to compare"))).to_be_visible()
    no_barriers(page)

    boss.reload()
    row = boss.get_by_role("row").filter(has=boss.get_by_role("button", name=agent["name"]))
    expect(row).to_be_visible()

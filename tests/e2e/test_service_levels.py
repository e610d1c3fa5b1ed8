"""An admin changes a service level in the browser: its effect is told before, and is there after."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
SUBJECT = "Where do I see who changed a schedule?"


def first_reply(api: Any, number: int) -> dict[str, Any]:
    """The ticket's first reply clock."""
    clocks = api.get(f"tickets/{number}/sla").json().get("clocks", [])
    found: dict[str, Any] = next((one for one in clocks if one["kind"] == "first_reply"), {})
    return found


def test_a_policy_change_shows_its_effect_before_and_does_it_after(
    world: Stack, open_page: Open, signed_in: Any
) -> None:
    with world.client() as api:
        made = api.post(
            "tickets",
            json={
                "kind": "note",
                "subject": SUBJECT,
                "body": "A customer asked on the phone.",
                "requester": {"email": "nobody.known@stranger.example"},
                "priority": "P3",
            },
        )
        number = int(made.json()["number"])
        wait_until(lambda: bool(first_reply(api, number)), what="the clocks of the ticket")
        before = first_reply(api, number)

        page = open_page("/app/settings/service-levels", state=signed_in)
        place = re.compile("^Everyone else, P3, Email:")
        page.get_by_role("button", name=place).click()
        field = page.get_by_role("textbox", name="First reply")
        field.fill("37 h")
        field.press("Enter")
        expect(page.get_by_role("button", name=place)).to_be_focused()
        told = page.get_by_text(re.compile(r"open tickets? gets? a new deadline,"))
        expect(told).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text(re.compile(r"becomes? late\."))).to_be_visible()
        assert first_reply(api, number)["due_at"] == before["due_at"]

        page.get_by_role("button", name=re.compile("^Publish version")).click()
        expect(page.get_by_text(re.compile(r"^Version \d+ is in force$")).first).to_be_visible()
        wait_until(
            lambda: first_reply(api, number).get("target_seconds") == 37 * 3600, what="the clocks to follow"
        )
        assert first_reply(api, number)["due_at"] > before["due_at"]

        # And back, by the versions.
        page.get_by_role("button", name=re.compile("history$")).click()
        dialog = page.get_by_role("dialog", name="Versions")
        dialog.get_by_role("button", name="What changed").first.click()
        expect(dialog.get_by_text(re.compile("37 hr"))).to_be_visible()
        dialog.get_by_role("button", name="Go back to it").first.click()
        page.get_by_role("alertdialog").get_by_role("button", name="Go back to it").click()
        expect(page.get_by_text(re.compile("is in force again")).first).to_be_visible()
        wait_until(
            lambda: first_reply(api, number).get("due_at") == before["due_at"], what="the targets of before"
        )


@pytest.mark.parametrize("path", ["service-levels", "calendars", "compliance"])
def test_the_screens_have_no_barriers_and_fit_a_phone(
    open_page: Open, signed_in: Any, no_barriers: Any, path: str
) -> None:
    page = open_page(f"/app/settings/{path}", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".sls .scroll")).to_be_visible()
    no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

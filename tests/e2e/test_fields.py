"""An admin makes a field by keyboard, an agent cannot resolve without it, and two tags become one."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Open
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e


def ticket(api: Any, subject: str, *tags: str) -> int:
    """A ticket of somebody on the phone."""
    made = api.post(
        "tickets",
        json={
            "kind": "note",
            "subject": subject,
            "body": "A customer asked on the phone.",
            "requester": {"email": "nobody.known@stranger.example"},
        },
    )
    number = int(made.json()["number"])
    api.patch(f"tickets/{number}", json={"tags": list(tags), "type": "bug"})
    return number


def makes_field(page: Page, label: str) -> None:
    """A choice that bugs need, without a mouse."""
    expect(page.get_by_role("textbox", name="Name")).to_be_focused(timeout=PATIENCE)
    page.keyboard.type(label)
    page.get_by_label("Kind").select_option(label="Choice")
    page.get_by_role("button", name="Add choice").press("Enter")
    expect(page.get_by_role("textbox", name="Choice 1")).to_be_focused()
    page.keyboard.type("Disk full")
    page.get_by_label("Shown", exact=True).select_option(label="Depending on the type")
    page.get_by_role("checkbox", name="Bug", exact=True).press("Space")
    page.get_by_role("checkbox", name="Required to resolve").press("Space")
    page.keyboard.press("ControlOrMeta+s")
    expect(page).to_have_url(re.compile(r"/settings/fields/\d+$"), timeout=PATIENCE)


def test_a_field_is_made_filled_and_required_and_tags_become_one(
    world: Stack, open_page: Open, signed_in: Any
) -> None:
    mark = secrets.token_hex(3)
    label, key, tag = f"Cause {mark}", f"cause_{mark}", f"night-{mark}"
    with world.client() as api:
        number = ticket(api, "The nightly export stopped", tag, "vip")
        page = open_page("/app/settings/fields/new", state=signed_in)
        makes_field(page, label)
        try:
            refused = api.patch(f"tickets/{number}", json={"status": "resolved"})
            assert refused.json()["code"] == "tickets.field_required"

            page.goto(f"/app/inbox/{number}")
            cause = page.get_by_label(label)
            expect(cause).to_be_enabled(timeout=PATIENCE)
            cause.select_option(label="Disk full")
            wait_until(
                lambda: api.get(f"tickets/{number}").json()["custom"] == {key: "Disk full"},
                what="the value in the ticket",
            )
            assert api.patch(f"tickets/{number}", json={"status": "resolved"}).status_code == 200
        finally:
            # Others resolve bugs in this world too.
            [made] = [one for one in api.get("fields").json()["results"] if one["key"] == key]
            api.post(f"fields/{made['id']}/archive")

        page.goto("/app/settings/fields/tags")
        page.get_by_role("searchbox", name="Find a tag").fill(tag)
        page.get_by_role("checkbox", name=f"Choose {tag}").press("Space", timeout=PATIENCE)
        page.get_by_role("button", name="Rename tag").press("Enter")
        dialog = page.get_by_role("dialog", name=f"Rename {tag}?")
        dialog.get_by_label("New name").fill(f"late-{mark}")
        expect(dialog.get_by_text(f"1 ticket gets late-{mark}")).to_be_visible(timeout=PATIENCE)
        dialog.get_by_role("button", name="Rename tag").press("Enter")
        wait_until(
            lambda: set(api.get(f"tickets/{number}").json()["tags"]) == {f"late-{mark}", "vip"},
            what="the tag of the ticket",
        )

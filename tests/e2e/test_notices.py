"""A mention rings, and people choose by keyboard what they hear of."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Open, sign_in
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
UNTOLD = "SELECT count(*) FROM core_outboxevent WHERE completed_at IS NULL"


def mention(page: Page, number: int, text: str) -> None:
    """Write a note that names the owner, all by key."""
    page.goto(f"/app/inbox/{number}")
    expect(page.get_by_role("textbox", name="Reply", exact=True)).to_be_visible()
    page.keyboard.press("n")
    field = page.get_by_role("textbox", name=re.compile("note", re.IGNORECASE)).first
    expect(field).to_be_focused()
    page.keyboard.type("@Ines")
    expect(page.get_by_role("option", name=re.compile("Ines Duarte"))).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("article").filter(has_text=text)).to_be_visible()


def test_a_mention_rings_until_one_chooses_otherwise(world: Stack, open_page: Open, signed_in: Any) -> None:
    with world.client() as api:
        made = api.post(
            "tickets",
            json={
                "kind": "note",
                "subject": "Somebody is asked for",
                "body": "A customer asked on the phone.",
                "requester": {"email": "nobody.known@stranger.example"},
            },
        )
        number = int(made.json()["number"])
        known = api.get("notices/choices").json()
        kinds = [one | {"is_shown": True} for one in known["kinds"]]
        before = {"kinds": kinds, "quiet_begins": None, "quiet_ends": None, "digest_at": "08:00"}
        assert api.put("notices/choices", json=before).status_code == 200

        def mentions() -> list[dict[str, Any]]:
            rows = api.get("notices", params={"unread": "true"}).json()["results"]
            return [row for row in rows if row["number"] == number and row["kind"] == "mention"]

        owner = open_page("/app/notices", state=signed_in)
        colleague = open_page("/app/")
        sign_in(colleague, "elena@demo.candor.test")
        mention(colleague, number, "please look at this")
        # Live, without a reload.
        row = owner.get_by_role("link", name=re.compile(f"Elena Petrova mentioned you.*#{number}", re.DOTALL))
        expect(row).to_be_visible(timeout=PATIENCE)
        row.focus()
        owner.keyboard.press("e")
        expect(row).to_have_count(0)

        choices = open_page("/app/settings/notices", state=signed_in)
        box = choices.get_by_role("checkbox", name="Someone mentions you in a note")
        box.press("Space")
        expect(box).not_to_be_checked()
        quiet = choices.get_by_role("checkbox", name="Hold email during certain hours")
        quiet.press("Space")
        begins = choices.get_by_label("From")
        begins.fill("07:30")
        begins.blur()
        expect(choices.get_by_text("Beginning and end must differ.")).to_be_visible()
        begins.fill("21:15")
        begins.blur()
        wait_until(
            lambda: api.get("notices/choices").json()["quiet_begins"] == "21:15", what="the choice is stored"
        )
        choices.reload()
        expect(box).not_to_be_checked()
        expect(choices.get_by_label("From")).to_have_value("21:15")

        mention(colleague, number, "and at this as well")
        # What one has chosen counts when it is told, which the worker does.
        wait_until(lambda: world.rows(UNTOLD)[0][0] == 0, what="everything is told")
        assert api.put("notices/choices", json=before).status_code == 200
        mention(colleague, number, "and at last at this")
        wait_until(lambda: mentions() != [], what="the mention rings again")
        # The one in between rang nowhere, then or since.
        assert [(one["count"], one["text"]) for one in mentions()] == [
            (1, "@Ines Duarte and at last at this")
        ]

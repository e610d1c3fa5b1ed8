"""What was thrown away comes back from its list, and a pest is blocked: both by somebody who may."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e


def test_a_ticket_comes_back_from_the_trash_and_its_sender_is_blocked(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    subject, address = f"Win a prize {uuid.uuid4().hex[:6]}", f"pest-{uuid.uuid4().hex[:6]}@prizes.test"
    with world.client() as api:
        body = {"subject": subject, "body": "Click here.", "requester": {"email": address, "name": address}}
        number = api.post("tickets", json=body).json()["number"]

        page = open_page(f"/app/inbox/{number}", state=signed_in)
        page.get_by_role("button", name="More actions").press("Enter")
        page.get_by_role("menuitem", name="Move to trash").press("Enter")
        place = page.get_by_role("group", name="Where this ticket is")
        expect(place).to_contain_text(re.compile("In the trash.*30 days left"))
        no_barriers(page)

        page.goto("/app/tickets")
        page.get_by_role("link", name="Trash", exact=True).click()
        row = page.get_by_role("row").filter(has_text=subject)
        expect(row).to_contain_text("30 days left")
        row.get_by_role("checkbox").press("Space")
        expect(page.get_by_role("button", name="Restore")).to_be_visible()
        page.keyboard.press("u")
        expect(row).to_have_count(0)
        assert api.get(f"tickets/{number}").json()["trash"] is None

        page.goto(f"/app/inbox/{number}")
        page.get_by_role("button", name="More actions").press("Enter")
        page.get_by_role("menuitem", name="Block this sender…").press("Enter")
        dialog = page.get_by_role("dialog", name=f"Block {address}")
        expect(dialog).to_contain_text(f"Mail from {address} waits among the suspended mail")
        expect(dialog.get_by_role("checkbox", name="Mark this ticket as spam")).to_be_checked()
        dialog.get_by_role("button", name="Block", exact=True).press("Enter")
        expect(place).to_contain_text("Marked as spam")
        refused = api.post("tickets", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "tickets.sender_blocked")

        page.goto("/app/settings/blocked")
        page.get_by_role("button", name=f"Unblock {address}").press("Enter")
        expect(page.get_by_role("button", name=f"Unblock {address}")).to_have_count(0)
        assert api.post("tickets", json=body).status_code == 201

"""One cause, several customers: an agent answers all of its incidents at once, by the keyboard."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open
from tests.e2e.people import Agent
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
WORDS = "The export runs again."


def opened(api: httpx.Client, subject: str, who: str) -> int:
    body = {"subject": subject, "body": "It fails.", "requester": {"email": f"{who}@outage.test"}}
    return int(api.post("tickets", json=body).json()["number"])


def said(api: httpx.Client, number: int) -> list[str]:
    rows = api.get(f"tickets/{number}/timeline").json()["results"]
    return [row["body_text"] for row in rows if row["kind"] == "message"]


def test_one_answer_reaches_every_incident_that_is_chosen(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    with world.client() as api:
        problem = opened(api, "The exporter is down", "ops")
        incidents = [opened(api, f"No export {name}", name) for name in ("ada", "bo", "cy")]
        for number in incidents:
            link = {"number": problem, "kind": "incident", "direction": "to"}
            assert api.post(f"tickets/{number}/links", json=link).is_success

        page = open_page(f"/app/inbox/{problem}", state=signed_in)
        expect(page.get_by_role("textbox", name="Reply", exact=True)).to_be_visible()
        Agent(page).start_reply()
        page.keyboard.type(WORDS)
        page.get_by_role("button", name="Other ways to send").press("Enter")
        page.get_by_role("menuitem", name=re.compile("Send to all incidents")).press("Enter")
        dialog = page.get_by_role("dialog", name="Send to the incidents")
        # It came over the API, and leaves by mail.
        expect(dialog.get_by_text("3 by Email")).to_be_visible()
        dialog.get_by_role("checkbox", name=f"#{incidents[2]}, ").press("Space")
        dialog.get_by_label("Status of each incident then").select_option("resolved")
        no_barriers(page)
        dialog.get_by_role("button", name="Send to 2 incidents").press("Enter")
        expect(page.get_by_text("2 of 2 got it").first).to_be_visible(timeout=PATIENCE)
        assert [said(api, number) for number in incidents] == [["It fails.", WORDS]] * 2 + [["It fails."]]
        states = [api.get(f"tickets/{number}").json()["status"] for number in incidents]
        assert states[:2] == ["resolved", "resolved"]
        assert states[2] != "resolved"

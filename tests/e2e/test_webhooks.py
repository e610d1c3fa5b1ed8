"""A webhook through a real browser and the real server: made, heard from, and sent again by the keyboard."""

import re
import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.standins.receiver import Receiver
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e


def test_a_webhook_is_made_heard_from_and_replayed(world: Stack, open_page: Open, signed_in: Any) -> None:
    with Receiver() as receiver:
        page = open_page("/app/settings/webhooks", state=signed_in)
        expect(page.get_by_role("heading", name="Webhooks", level=1)).to_be_visible()
        page.keyboard.press("n")
        making = page.get_by_role("dialog", name="New webhook")
        expect(making.get_by_label("Address")).to_be_focused()
        # The name that this installation may call although it leads here.
        page.keyboard.type(receiver.url.replace("127.0.0.1", "localhost") + "/hook")
        making.get_by_role("radio", name="Only these").press("Space")
        making.get_by_role("checkbox", name="note.*").press("Space")
        making.get_by_role("button", name="Make webhook").press("Enter")
        secret = page.get_by_role("textbox", name="Secret")
        expect(secret).to_have_value(re.compile("whsec_.{20}"))
        page.get_by_role("button", name="I have stored it").press("Enter")
        expect(secret).to_have_count(0)
        expect(page.get_by_role("row", name=re.compile("localhost"))).to_be_visible()

        with httpx.Client(base_url=f"http://127.0.0.1:{world.port}/api/v1/", timeout=60) as api:
            api.headers["Authorization"] = f"Bearer {world.token}"
            number = api.get("tickets", params={"limit": 1}).raise_for_status().json()["results"][0]["number"]
            body = {"kind": "note", "body": "The export server was restarted."}
            api.post(f"tickets/{number}/replies", json=body).raise_for_status()
        row = page.get_by_role("row", name=re.compile(rf"note\.created #{number}"))
        expect(row.get_by_text("Delivered, 200")).to_be_visible(timeout=PATIENCE)
        (post,) = receiver.at("/hook")
        assert post.data["ticket"] == number
        assert "restarted" not in post.body.decode()

        row.get_by_role("button").press("Enter")
        expect(page.get_by_role("heading", name="Delivery", exact=True)).to_be_focused()
        page.get_by_role("button", name="Replay this").press("Enter")
        ends = time.monotonic() + PATIENCE / 1000
        while len(receiver.at("/hook")) < 2 and time.monotonic() < ends:
            page.wait_for_timeout(200)
        first, second = receiver.at("/hook")
        assert (first.body, first.event_id) == (second.body, second.event_id)

        page.set_viewport_size(PHONE)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        page.get_by_role("button", name="Remove", exact=True).press("Enter")
        page.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).press("Enter")
        expect(page.get_by_text("No webhooks yet")).to_be_visible()

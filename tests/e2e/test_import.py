"""An admin brings the history of another system over by screens: dry run, run, a newer export, and back."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.importers import exports
from tests.e2e.conftest import PATIENCE, Open
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e


def uploaded(page: Page, content: bytes, account: str) -> None:
    page.goto("/app/settings/import")
    page.get_by_label("Export", exact=True).set_input_files(
        {"name": "export.zip", "mimeType": "application/zip", "buffer": content}
    )
    page.get_by_label("Which account").fill(account)
    page.get_by_role("button", name="Upload and read").press("Enter")
    expect(page.get_by_role("button", name="Start the dry run")).to_be_visible(timeout=PATIENCE)


def tickets_of(page: Page) -> Locator:
    """The counts of tickets: found, then what comes, changes, is here, and does not come."""
    return page.get_by_role("row", name=re.compile("^Tickets "))


def tried_and_run(page: Page) -> None:
    page.get_by_role("button", name="Start the dry run").press("Enter")
    start = page.get_by_role("button", name="Start the import")
    expect(start).to_be_visible(timeout=PATIENCE)
    start.press("Enter")
    page.get_by_role("alertdialog").get_by_role("button", name="Start the import").press("Enter")
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible(timeout=PATIENCE)


def test_a_history_comes_goes_on_and_is_taken_back(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    account, subject = f"trial-{uuid.uuid4().hex[:6]}", f"Imported {uuid.uuid4().hex[:6]}"
    first = [
        exports.comment(1, exports.HELEN, "Our nightly export fails.", "2024-03-01T09:00:00Z"),
        exports.comment(2, exports.AGENT, "Prices of ours, by mistake", "2024-03-01T10:00:00Z"),
    ]
    ticket = exports.ticket(1001, subject=subject, comments=first)
    page = open_page("/app/settings/import", state=signed_in)
    uploaded(page, exports.zendesk([ticket]), account)
    no_barriers(page)
    tried_and_run(page)
    expect(tickets_of(page)).to_have_text(re.compile(r"^Tickets\D*1\D*1\D*0\D*0\D*0$"))

    first[1]["public"] = False
    later = exports.comment(3, exports.HELEN, "Still?", "2024-03-02T09:00:00Z")
    uploaded(page, exports.zendesk([ticket | {"comments": [*first, later]}]), account)
    tried_and_run(page)
    expect(tickets_of(page)).to_have_text(re.compile(r"^Tickets\D*1\D*0\D*1\D*0\D*0$"))
    with world.client() as api:
        (row,) = api.get("tickets", params={"q": f'"{subject}"'}).json()["results"]
        timeline = api.get(f"tickets/{row['number']}/timeline").json()["results"]
        told = [(one["kind"], one["body_text"]) for one in timeline]
        assert told[1] == ("message", "Our nightly export fails.")
        assert ("note", "Prices of ours, by mistake") in told
        assert ("message", "Prices of ours, by mistake") not in told
        assert ("message", "Still?") in told

        page.goto("/app/settings/import")
        # The older of the two made the ticket; the newer touched it since.
        page.get_by_role("button", name=f"Zendesk ({account})").last.press("Enter")
        page.get_by_role("button", name="Undo the import").press("Enter")
        page.get_by_role("alertdialog").get_by_role("button", name="Undo the import").press("Enter")
        expect(page.get_by_text("What stays is listed below")).to_be_visible(timeout=PATIENCE)
        expect(tickets_of(page)).to_have_text(re.compile(r"^Tickets\D*1\D*1\D*0$"))
        assert api.get(f"tickets/{row['number']}").status_code == 404

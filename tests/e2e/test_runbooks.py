"""An editor writes a runbook from a list; two agents work by it in one ticket, and one goes over a limit."""

import re
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e
AREA = f"lanterns {token_hex(2)}"
BODY = """<p>How we refund lanterns.</p><ol><li>Ask: for the number of the lantern</li>
<li>Decide alone (up to 50 USD): a refund</li><li>Escalate when: the lantern burned</li></ol>"""


def test_a_runbook_is_written_worked_and_seen_by_a_colleague(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    with world.client() as api:
        article = api.post(
            "articles",
            json={
                "title": "Refund a lantern", "body": BODY, "body_format": "html", "audience": "staff",
                "status": "published",
            },
        ).json()  # fmt: skip
        number = api.get("tickets", params={"limit": 1}).json()["results"][0]["number"]
        api.patch(f"tickets/{number}", json={"product_area": AREA}).raise_for_status()

    editor = open_page(f"/app/kb/{article['id']}", state=signed_in)
    editor.get_by_role("tab", name="Runbook").click()
    editor.get_by_label("Category of tickets").fill(AREA)
    editor.get_by_role("button", name="Take from the numbered lists").click()
    expect(editor.get_by_label("May decide alone up to")).to_have_value("50")
    no_barriers(editor)
    editor.get_by_role("button", name="Save runbook").click()
    expect(editor.get_by_role("button", name="Save runbook")).to_have_count(0)
    with world.client() as api:
        api.patch(f"articles/{article['id']}", json={"status": "published"}).raise_for_status()

    first, second = (open_page(f"/app/inbox/{number}", state=signed_in) for _ in range(2))
    asked = first.get_by_role("checkbox", name="for the number of the lantern")
    expect(asked).to_be_visible()
    first.get_by_role("main").focus()
    first.keyboard.press("d")
    expect(asked).to_be_focused()
    first.keyboard.press("Space")
    expect(second.get_by_role("checkbox", name="for the number of the lantern")).to_be_checked()

    second.get_by_role("checkbox", name="a refund").click()
    second.get_by_label("How much").fill("80")
    second.get_by_role("textbox", name="Why").fill("The second one this week")
    second.get_by_role("button", name="Note", exact=True).click()
    expect(first.get_by_text("Over the limit of 50 USD")).to_be_visible()
    expect(first.get_by_text("The second one this week")).to_be_visible()
    no_barriers(first)
    first.get_by_role("button", name="Ask for help").last.click()
    expect(first.get_by_role("dialog", name=re.compile("Ask for help"))).to_be_visible()

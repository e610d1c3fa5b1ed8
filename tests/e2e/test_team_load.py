"""A supervisor lends somebody by keyboard; a brand's own team is asked first, and then the shared ones."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
NAME = "Diego Salas"


def test_somebody_is_lent_and_brought_back_by_keyboard(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    with world.client() as api:
        page = open_page("/app/settings/team-load", state=signed_in)
        opener = page.get_by_role("button", name=f"Lend {NAME}")
        opener.focus()
        opener.press("Enter")
        dialog = page.get_by_role("dialog", name=f"Lend {NAME} to another team")
        no_barriers(page)
        dialog.get_by_label("Team").select_option(label="Billing")
        expect(dialog.get_by_label("Until")).not_to_have_value("")
        dialog.get_by_role("button", name="Lend", exact=True).press("Enter")
        expect(dialog).to_have_count(0)
        expect(opener).to_be_focused()
        person = page.get_by_role("listitem").filter(has_text=NAME).filter(has=opener)
        expect(person.get_by_text(re.compile(r"Billing \(lent until"))).to_be_visible()
        teams = {team["name"]: team for team in api.get("teams").json()["results"]}
        lent = [one["name"] for one in teams["Billing"]["members"] if one["lent_until"]]
        assert lent == [NAME]

        team = open_page(f"/app/settings/teams?team={teams['Billing']['id']}", state=signed_in)
        expect(team.get_by_text(re.compile("^lent until"))).to_be_visible()

        opener.press("Enter")
        dialog.get_by_role("button", name="Bring back Billing").press("Enter")
        expect(dialog.get_by_role("button", name="Bring back Billing")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()
        expect(person.get_by_text(re.compile("lent until"))).to_have_count(0)


def test_a_loan_ends_by_itself(world: Stack, open_page: Open, signed_in: Any) -> None:
    with world.client() as api:
        people = api.get("routing/load").json()["people"]
        user = next(one["id"] for one in people if one["name"] == NAME)
        team = next(one["id"] for one in api.get("teams").json()["results"] if one["name"] == "Product")
        # As soon as the clock of the machine allows.
        until = api.get("routing/load").headers["Date"]
        body = {"until": _soon(until)}
        assert api.put(f"teams/{team}/loans/{user}", json=body).status_code == 200

        def is_in() -> bool:
            return user in [one["id"] for one in api.get(f"teams/{team}").json()["members"]]

        assert is_in()
        wait_until(lambda: not is_in(), what="the loan ends")
        page = open_page("/app/settings/team-load", state=signed_in)
        person = page.get_by_role("listitem").filter(has_text=NAME)
        expect(person.get_by_text("Dashboards", exact=True)).to_be_visible()


def _soon(stamp: str) -> str:
    return (parsedate_to_datetime(stamp) + timedelta(seconds=10)).isoformat()


def test_a_brand_asks_its_own_team_first_and_then_the_shared_ones(
    world: Stack, open_page: Open, signed_in: Any
) -> None:
    with world.client() as api:
        rules = api.get("routing/rules").json()
        brand = next(one for one in api.get("brands").json()["results"] if not one["is_default"])
        away = next(one for one in api.get("users").json()["results"] if one["name"] == "Yuki Tanaka")
        # Named like the type of the ticket below, so that no past decides between the teams of the tier.
        made = api.post("teams", json={"name": "Onboarding", "tier": 1, "brand_ids": [brand["id"]]})
        team = made.json()["id"]
        api.put(f"teams/{team}/members", json={"members": [{"id": away["id"]}]})

        page = open_page("/app/settings/routing/assignment", state=signed_in)
        wait = page.get_by_role("textbox", name="Wait before a requirement is dropped")
        wait.fill("20")
        wait.press("Control+s")
        expect(page.get_by_text(f"Version {rules['version'] + 1} is in force.").first).to_be_visible()

        ticket = api.post(
            "tickets",
            json={
                "kind": "note",
                "subject": "Getting started",
                "body": "How do we begin?",
                "type": "onboarding",
                "brand": brand["slug"],
                "requester": {"email": "nobody.known@stranger.example"},
            },
        )
        number = int(ticket.json()["number"])
        load = open_page("/app/settings/team-load", state=signed_in)
        line = load.get_by_role("listitem").filter(has_text=f"#{number}")
        expect(line.first).to_be_visible(timeout=PATIENCE)

        def now() -> dict[str, Any]:
            found: dict[str, Any] = api.get(f"tickets/{number}").json()
            return found

        assert now()["team"]["id"] == team
        wait_until(lambda: now()["assignee"] is not None, what="somebody of a shared team takes it")
        assert now()["assignee"]["id"] != away["id"]
        history = api.get(f"tickets/{number}/routing").json()["history"]
        assert [one["step"] for one in history][:2] == ["assigned", "waiting"]

        page = open_page(f"/app/inbox/{number}", state=signed_in)
        expect(page.get_by_text(re.compile("nobody free with Onboarding")).first).to_be_visible()
        api.post(f"routing/rules/versions/{rules['version']}/restore")
        api.patch(f"tickets/{number}", json={"status": "resolved", "team": None})
        api.delete(f"teams/{team}")


def test_the_screen_has_no_barriers_and_fits_a_phone(
    open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    page = open_page("/app/settings/team-load", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("button", name=f"Lend {NAME}")).to_be_visible()
    no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

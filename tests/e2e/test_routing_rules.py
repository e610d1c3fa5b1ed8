"""An admin makes a rule by keyboard, tries it, publishes it, sees it at work, and restores the one before."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, Open, sign_in
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
NAME = "Questions about permits"


def keeps_focus(page: Page) -> None:
    """Whoever works by keyboard is somewhere on the screen."""
    # What went away with the focus gives it on a frame or two later.
    page.wait_for_function("() => document.activeElement !== document.body")


def press(place: Locator, key: str = "Enter") -> None:
    """Press a key on something, without a mouse."""
    place.focus()
    place.press(key)
    keeps_focus(place.page)


def choose(place: Locator, label: str) -> None:
    """Choose from a list that has the focus."""
    place.focus()
    place.select_option(label=label)
    keeps_focus(place.page)


def opened(api: Any, subject: str, **more: str) -> int:
    """A ticket that somebody on the phone asked for."""
    made = api.post(
        "tickets",
        json={
            "kind": "note",
            "subject": subject,
            "body": "A customer asked on the phone.",
            "requester": {"email": "nobody.known@stranger.example"},
            **more,
        },
    )
    return int(made.json()["number"])


def decided(api: Any, number: int) -> dict[str, Any]:
    """Where routing sent a ticket, and why."""
    answer = api.get(f"tickets/{number}/routing")
    found: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
    return found


def test_a_rule_is_made_tried_published_followed_and_taken_back(
    world: Stack, open_page: Open, signed_in: Any
) -> None:
    with world.client() as api:
        before = opened(api, "Where do I renew a permit?")
        wait_until(lambda: bool(decided(api, before)), what="a decision about the ticket")
        rules = api.get("routing/rules").json()
        page = open_page("/app/settings/routing", state=signed_in)

        press(page.get_by_role("button", name="New rule"))
        editor = page.get_by_role("region", name=re.compile(r"^Rule \d+$"))
        editor.get_by_label("Name", exact=True).fill(NAME)
        press(editor.get_by_role("button", name="Condition", exact=True))
        choose(editor.get_by_label("Field", exact=True), "Ticket: Subject")
        choose(editor.get_by_label("Comparison"), "contains")
        words = editor.get_by_label("Value of Subject")
        words.fill("invoice")
        press(words)
        words.fill("permit")
        press(words)
        press(editor.get_by_role("button", name="Remove invoice"))
        choose(editor.get_by_label("Tier"), "T3")
        expect(editor.locator(".rt-sentence")).to_contain_text("permit")

        rule = page.get_by_role("link", name=re.compile(NAME))
        for _ in rules["rules"]:
            press(rule, "Alt+ArrowUp")
            expect(rule).to_be_focused()
        expect(page.get_by_role("heading", name="Rule 1", exact=True)).to_be_visible()

        press(page.get_by_role("button", name="Start dry run"))
        lead = page.get_by_text(re.compile(r"^1 of the last \d+ tickets would go elsewhere\."))
        expect(lead).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("link", name=re.compile(f"#{before}"))).to_be_visible()
        assert api.get("routing/rules").json()["version"] == rules["version"]

        press(page.get_by_role("button", name=re.compile("^Publish version")))
        expect(page.get_by_text(f"Version {rules['version'] + 1} is in force.").first).to_be_visible()
        keeps_focus(page)

        after = opened(api, "My permit has run out")
        wait_until(lambda: NAME in (decided(api, after).get("rule") or ""), what="the rule to decide")
        assert decided(api, after)["tier"] == "T3"
        # What had its place already keeps it.
        assert NAME not in (decided(api, before).get("rule") or "")
        ticket = open_page(f"/app/inbox/{after}", state=signed_in)
        expect(ticket.get_by_text(f"1. {NAME}").first).to_be_visible(timeout=PATIENCE)

        pages = page.get_by_role("navigation", name="Pages of routing")
        versions = pages.get_by_role("link", name="Versions")
        press(versions)
        expect(versions).to_be_focused()
        fold = page.get_by_role("button", name=re.compile(rf"^Version {rules['version']}\b"))
        press(fold)
        again = re.compile(rf"^Publish version {rules['version']} again")
        press(page.get_by_role("button", name=again))
        asked = page.get_by_role("alertdialog")
        expect(asked.get_by_text(re.compile(r"of the last \d+ tickets?"))).to_be_visible(timeout=PATIENCE)
        press(asked.get_by_role("button", name=again))
        wait_until(
            lambda: api.get("routing/rules").json()["version"] == rules["version"] + 2, what="the way back"
        )
        expect(
            page.get_by_role("button", name=re.compile(rf"^Version {rules['version'] + 2}\b"))
        ).to_be_visible()
        keeps_focus(page)
        names = [rule["name"] for rule in api.get("routing/rules").json()["rules"]]
        assert names == [rule["name"] for rule in rules["rules"]]


def test_who_says_that_it_is_not_their_skill_does_not_get_the_next_one(world: Stack, open_page: Open) -> None:
    with world.client() as api:
        emails = {row["id"]: row["email"] for row in api.get("users").json()["results"]}

        def holder(number: int) -> int | None:
            who = api.get(f"tickets/{number}").json()["assignee"]
            return who["id"] if who else None

        def given(subject: str) -> tuple[int, int]:
            number = opened(api, subject, type="onboarding")
            wait_until(lambda: holder(number) is not None, what="somebody to get the ticket")
            return number, holder(number) or 0

        number, first = given("How do we add the second warehouse?")
        page = open_page("/app/inbox")
        sign_in(page, emails[first])
        page.goto(f"/app/inbox/{number}")
        press(page.get_by_role("button", name="Not mine").first)
        choice = page.get_by_role("menuitem", name=re.compile("^Not my skill"))
        expect(choice).to_be_visible()
        press(choice)
        expect(page.get_by_text("Passed on, and routing has learned from it")).to_be_visible()
        wait_until(lambda: holder(number) != first, what="the ticket to leave")

        after = [given(f"How do we add warehouse {count}?")[1] for count in (3, 4, 5)]
        assert first not in after


@pytest.mark.parametrize("path", ["routing", "routing/priority", "routing/escalation", "routing/versions"])
def test_the_screens_have_no_barriers_and_fit_a_phone(
    open_page: Open, signed_in: Any, no_barriers: Any, path: str
) -> None:
    page = open_page(f"/app/settings/{path}", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".rt-cols, .rt-plain .fsec, .rt-versions li").first).to_be_visible()
    no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

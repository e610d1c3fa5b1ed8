"""A leader narrows the insights, goes from a figure to its tickets and takes a file, by the keyboard."""

import csv
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, PHONE, Open
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e


def value_of(api: Any, measure: str, **query: Any) -> float:
    """A figure as the API tells it."""
    rows = api.get("insights/figures", params={"days": 365} | query).json()["figures"]
    return float(next(row["value"] or 0 for row in rows if row["measure"] == measure))


def is_worked_out(world: Stack) -> bool:
    """Whether each ticket has its facts, and none waits for them to be made anew."""
    sql = (
        "SELECT count(*) FILTER (WHERE facts.ticket_id IS NULL OR facts.due_at <= now()) FROM tickets_ticket"
        " LEFT JOIN insights_ticketfacts AS facts ON facts.ticket_id = tickets_ticket.id"
    )
    return world.rows(sql) == [(0,)]


def press_to(page: Page, name: str, *, limit: int = 80) -> None:
    """Tab until the focus stands on what is called so."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const one = document.activeElement;
                const label = one?.getAttribute('aria-label') ?? one?.labels?.[0]?.textContent;
                return label ?? one?.textContent ?? '';
            }"""
        )
        if re.search(name, focus):
            return
    raise AssertionError(f"Nothing called {name} can be reached by Tab.")


def test_from_a_segment_to_a_figure_to_its_tickets_to_a_file(
    world: Stack, open_page: Open, signed_in: Any
) -> None:
    with world.client() as api:
        wait_until(lambda: is_worked_out(world), what="the facts of the demo's tickets")
        count = int(value_of(api, "created", segment="enterprise"))
    page = open_page("/app/inbox", state=signed_in)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="Insights", level=1)).to_be_visible(timeout=PATIENCE)
    press_to(page, "^Period$")
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("days=365"))
    press_to(page, "^Segment$")
    page.keyboard.type("Ent")
    expect(page).to_have_url(re.compile("segment=enterprise"))
    expect(page.get_by_role("button", name=re.compile(f"^New: {count}[.]"))).to_be_visible(timeout=PATIENCE)
    press_to(page, f"^New: {count}[.]")
    page.keyboard.press("Enter")
    behind = page.get_by_role("complementary", name="Tickets behind the figure")
    expect(behind.get_by_role("heading", name="New")).to_be_focused()
    expect(behind.get_by_role("listitem")).to_have_count(count)
    press_to(page, "^These as CSV$")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    lines = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    assert len(lines) == count
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(behind).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile(f"^New: {count}[.]"))).to_be_focused()


@pytest.mark.parametrize("reader", ["operations", "outcomes", "friction"])
def test_the_screens_have_no_barriers_and_fit_a_phone(
    open_page: Open, signed_in: Any, no_barriers: Any, reader: str
) -> None:
    page = open_page(f"/app/insights?reader={reader}&days=365", state=signed_in, viewport=PHONE)
    expect(page.get_by_role("table").first).to_be_visible(timeout=PATIENCE)
    no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_on_the_screen_is_mailed_by_the_clock(
    world: Stack, open_page: Open, signed_in: Any, no_barriers: Any
) -> None:
    page = open_page("/app/insights?reader=accounts", state=signed_in)
    board = page.get_by_role("region", name="Figures")
    expect(board.get_by_role("heading", name="Who may leave?")).to_be_visible(timeout=PATIENCE)
    no_barriers(page)
    page.get_by_role("button", name="Email on a schedule").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Scheduled reports")
    dialog.get_by_role("button", name="Schedule this one").click()
    name = f"Accounts {uuid.uuid4().hex[:6]}"
    dialog.get_by_role("textbox", name="Name").fill(name)
    dialog.get_by_role("combobox", name="How often").select_option("month")
    no_barriers(page)
    dialog.get_by_role("button", name="Schedule", exact=True).click()
    row = dialog.get_by_role("listitem").filter(has_text=name).first
    expect(row).to_contain_text("On day 1 of every month at 08:00")
    no_barriers(page)
    row.get_by_role("button", name=f"Delete {name}").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(dialog.get_by_text(name)).to_have_count(0)
    with world.client() as api:
        assert all(one["name"] != name for one in api.get("insights/reports").json()["results"])

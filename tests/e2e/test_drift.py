"""Quality falls: one signal, from which a leader comes to the weeks and to what was changed."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e

# Satisfaction of one kind of tickets: good for two months, bad for the last weeks. The demo has too few
# surveys of any kind to say so.
TO_FALL = """
    SELECT ticket_id FROM insights_ticketfacts WHERE category = 'onboarding' AND is_counted
    ORDER BY due_at DESC NULLS FIRST, ticket_id LIMIT 1
"""
FALL = f"""
    INSERT INTO insights_factpoint (facts_id, measure, key, at, value, is_part)
    SELECT facts.ticket_id, 'csat', 'e2e-' || day, now() - make_interval(days => day, hours => 1),
        CASE WHEN day > 28 THEN 5 ELSE 1 END, day > 28
    FROM generate_series(1, 88) AS day, ({TO_FALL}) AS facts
    WHERE day NOT BETWEEN 19 AND 28
"""  # noqa: S608 (both parts stand here)
OVER = """
    DELETE FROM insights_factpoint WHERE key LIKE 'e2e-%';
    DELETE FROM insights_signalstep WHERE signal_id IN
        (SELECT id FROM insights_signal WHERE cause = 'drift:category:onboarding');
    DELETE FROM insights_signal WHERE cause = 'drift:category:onboarding'
"""


def changed(world: Stack, sql: str) -> None:
    """Change what is measured."""
    with closing(psycopg.connect(world.database)) as connection, connection:
        connection.execute(sql)


def falls(api: httpx.Client) -> list[dict[str, Any]]:
    """The open signals of a fall of this kind of tickets."""
    rows = api.get("insights/signals").json()["results"]
    return [row for row in rows if row["rule"] == "drift" and row["figures"]["value"] == "onboarding"]


@pytest.fixture
def api(world: Stack) -> Iterator[httpx.Client]:
    with world.client() as client:
        yield client


@pytest.fixture
def fallen(world: Stack, api: httpx.Client) -> Iterator[int]:
    """The number of the signal."""
    # The figures of a new installation are worked out in the background.
    wait_until(lambda: bool(world.rows(TO_FALL)), what="figures of this kind of tickets")

    def is_noticed() -> bool:
        # What a run before left would end as a signal that does not come again for weeks. And where something
        # just happened to this ticket, its figures are worked out anew, without those that were put there.
        changed(world, f"{OVER};{FALL}")
        # The clock would look within half an hour.
        world.manage("shell", "-c", "from quality.tasks import look; look()")
        return bool(falls(api))

    wait_until(is_noticed, what="the fall is noticed")
    yield int(falls(api)[0]["id"])
    changed(world, OVER)


def test_from_the_signal_of_a_fall_to_what_was_changed(
    world: Stack, open_page: Open, signed_in: Any, fallen: None, no_barriers: Any
) -> None:
    with world.client() as api:
        rows = api.get("insights/signals").json()["results"]
        [signal] = [row for row in rows if row["rule"] == "drift" and row["figures"]["value"] == "onboarding"]
        changes = api.get("quality/drift").json()["changes"]
    page = open_page(f"/app/insights/signals?signal={signal['id']}", state=signed_in)
    panel = page.get_by_role("complementary").filter(has_text=re.compile("Quality falls"))
    expect(panel.first).to_be_visible(timeout=PATIENCE)
    expect(panel.first).to_contain_text(re.compile(r"18 of \d+ went wrong"))

    page.get_by_role("navigation").get_by_role("link", name="Drift").click()
    expect(page.get_by_role("heading", name="Drift", level=1)).to_be_visible()
    table = page.get_by_role("region", name="Drift")
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("^Onboarding")))
    cell = row.get_by_role("button").filter(has_text="worse")
    expect(cell).to_have_count(1, timeout=PATIENCE)
    cell.focus()
    page.keyboard.press("Enter")
    side = page.get_by_role("complementary", name="One measure by week")
    expect(side.get_by_role("heading", level=2)).to_be_focused()
    expect(side).to_contain_text("Worse since")
    expect(side.get_by_role("heading", name="What was changed")).to_be_visible()
    assert changes, "the demo has published something lately"
    expect(side.get_by_role("listitem").filter(has_text=changes[0]["name"]).first).to_be_visible()
    no_barriers(page)
    page.keyboard.press("Escape")
    expect(side).to_have_count(0)
    expect(cell).to_be_focused()

"""Quality falls: one signal, from which a leader comes to the weeks and to what was changed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open
from tests.system.stack import Stack

pytestmark = pytest.mark.e2e

# Satisfaction of one kind of tickets: good for two months, bad for the last two weeks. The demo has too few
# surveys of any kind to say so.
FALL = """
from datetime import timedelta
from django.utils.timezone import now
from insights.models import FactPoint, TicketFacts
from quality.tasks import look
facts = TicketFacts.objects.filter(category="onboarding", is_counted=True).order_by("pk").first()
at = now()
FactPoint.objects.bulk_create(
    FactPoint(facts=facts, measure="csat", key=f"e2e-{day}", at=at - timedelta(days=day, hours=1),
              value=5 if day > 28 else 1, is_part=day > 28)
    for day in [*range(1, 19), *range(29, 89)]
)
look()
"""
OVER = """
from insights.models import FactPoint
from quality.tasks import look
FactPoint.objects.filter(key__startswith="e2e-").delete()
look()
"""


@pytest.fixture
def fallen(world: Stack) -> Iterator[None]:
    world.manage("shell", "-c", FALL)
    yield
    world.manage("shell", "-c", OVER)


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
    expect(panel.first).to_contain_text("18 of 18")

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

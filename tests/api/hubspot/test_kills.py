"""A sync that dies at any step goes on where it was: both sides agree at the end, and nothing is doubled."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from integrations.connections.models import SyncCursor
from integrations.hubspot import crm
from tests.api.crm.account import assert_agrees
from tests.api.crm.deaths import Died, dying
from tests.api.hubspot.portal import Portal
from tests.cast import NOW, Cast
from tests.standins.hubspot.server import half_written

Freeze = Callable[[datetime | str], datetime]


def _fill(portal: Portal, cast: Cast) -> None:
    portal.server.owner("77", cast.agent.email)
    for number in range(3):
        one = portal.server.put(
            "companies", name=f"C{number}", domain=f"c{number}.example", hubspot_owner_id="77"
        )
        portal.server.put("deals", company=one, hs_is_closed_won="true", hs_arr=str(1000 * (number + 1)))
        portal.server.put("contacts", company=one, email=f"p@c{number}.example", firstname=f"P{number}")


@pytest.mark.parametrize("start", range(0, 60, 12))
def test_a_worker_that_dies_at_each_step(
    portal: Portal, cast: Cast, freeze: Freeze, monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    monkeypatch.setattr(crm, "PAGE", 2)
    _fill(portal, cast)
    at = freeze(NOW)
    died: list[str] = []
    for step in range(start, start + 12):
        with dying(monkeypatch, crm, step) as steps:
            try:
                portal.sync()
            except Died as end:
                died.append(str(end))
            else:
                # The lease of the one that died still stands, or there was nothing to die at.
                assert len(steps) <= step
        # Its lease ends; whoever comes next goes on.
        at = freeze(at + timedelta(minutes=3))
    assert died, "nobody died"
    at = freeze(at + timedelta(minutes=3))
    while not portal.sync():
        at = freeze(at + timedelta(minutes=3))
    assert_agrees(portal)


def test_the_walk_of_deaths_reaches_the_end_of_a_sync(
    portal: Portal, cast: Cast, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(NOW)
    monkeypatch.setattr(crm, "PAGE", 2)
    _fill(portal, cast)
    with dying(monkeypatch, crm, 10_000) as steps:
        assert portal.sync()
    assert {
        "before read",
        "after read",
        "before apply",
        "after apply",
        "before advance",
        "after advance",
    } <= set(steps)


def test_a_page_that_is_stored_again_is_stored_once(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    _fill(portal, cast)
    portal.sync()
    SyncCursor.objects.filter(connection=portal.connection).update(position="", completed_at=None)
    assert portal.sync()
    assert_agrees(portal)


@pytest.mark.parametrize("trouble", ["error", "half", "limit", "hang", "expired"])
def test_what_fails_there_stops_nothing_for_good(
    portal: Portal, cast: Cast, freeze: Freeze, trouble: str
) -> None:
    at = freeze(NOW)
    _fill(portal, cast)
    state = portal.server.state
    kept = set(state.tokens)
    if trouble == "error":
        state.next = [(500, {}, b"{}")] * 4
    elif trouble == "half":
        state.next = [half_written] * 4
    elif trouble == "limit":
        state.allowance = 3
    elif trouble == "hang":
        state.hangs_up_after = 4
    else:
        state.tokens = set()
    assert not portal.sync()
    told = cast.api(cast.admin).get(f"connections/{portal.id}").json()["health"]
    assert told["last_error"] or told["limited_until"]
    state.allowance, state.hangs_up_after, state.tokens = None, None, kept
    if trouble == "expired":
        # Somebody enters a new token.
        portal.connection.refresh_from_db()
        portal.connection.health = "new"
        portal.connection.save()
    at = freeze(at + timedelta(minutes=10))
    assert portal.sync()
    assert_agrees(portal)

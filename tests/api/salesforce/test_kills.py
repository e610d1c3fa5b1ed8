"""A sync that dies at any step goes on where it was: both sides agree at the end, and nothing is doubled."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from integrations.salesforce import crm
from tests.api.crm.account import assert_agrees
from tests.api.crm.deaths import Died, dying
from tests.api.salesforce.org import Org
from tests.cast import NOW, Cast
from tests.standins.salesforce.server import half_written

Freeze = Callable[[datetime | str], datetime]


def _fill(org: Org, cast: Cast) -> None:
    org.choose(cast.actor(cast.admin), arr=("", "Amount", "crm"))
    owner = org.server.put("User", Name="Amal", Email=cast.agent.email, IsActive=True)
    for number in range(3):
        one = org.server.put("Account", Name=f"C{number}", Website=f"c{number}.example", OwnerId=owner)
        org.server.put("Opportunity", AccountId=one, Name="D", IsWon=True, Amount=1000 * (number + 1))
        org.server.put("Contact", AccountId=one, Email=f"p@c{number}.example", LastName=f"P{number}")


@pytest.mark.parametrize("start", range(0, 48, 12))
def test_a_worker_that_dies_at_each_step(
    org: Org, cast: Cast, freeze: Freeze, monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    at = freeze(NOW)
    monkeypatch.setattr(crm, "PAGE", 2)
    _fill(org, cast)
    died: list[str] = []
    for step in range(start, start + 12):
        with dying(monkeypatch, crm, step):
            try:
                org.sync()
            except Died as end:
                died.append(str(end))
        # Its lease ends; whoever comes next goes on.
        at = freeze(at + timedelta(minutes=3))
    assert died, "nobody died"
    at = freeze(at + timedelta(minutes=3))
    while not org.sync():
        at = freeze(at + timedelta(minutes=3))
    assert_agrees(org)


@pytest.mark.parametrize("trouble", ["error", "half", "limit", "hang", "expired"])
def test_what_fails_there_stops_nothing_for_good(org: Org, cast: Cast, freeze: Freeze, trouble: str) -> None:
    at = freeze(NOW)
    _fill(org, cast)
    state = org.server.state
    if trouble == "error":
        state.next = [(503, {}, b"[]")] * 4
    elif trouble == "half":
        state.next = [half_written] * 4
    elif trouble == "limit":
        state.limit = state.used + 3
    elif trouble == "hang":
        state.hangs_up_after = state.calls.total() + 2
    else:
        # The session is over; the next one is opened by itself.
        state.tokens.clear()
    assert org.sync() == (trouble == "expired")
    if trouble != "expired":
        told = cast.api(cast.admin).get(f"connections/{org.id}").json()["health"]
        assert told["last_error"] or told["limited_until"]
    state.limit, state.hangs_up_after = 100_000, None
    freeze(at + timedelta(minutes=20))
    assert org.sync()
    assert_agrees(org)

"""HubSpot's webhooks say where to look; late, repeated or out of order they lead to the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.hubspot.portal import Portal
from tests.cast import NOW
from tests.standins.hubspot.server import CLIENT_SECRET

Freeze = Callable[[datetime | str], datetime]


@pytest.fixture
def known(portal: Portal, freeze: Freeze, settings: Any) -> str:
    settings.HUBSPOT_CLIENT_SECRET = CLIENT_SECRET
    freeze(NOW)
    one = portal.server.put("companies", name="Told", plan="Growth")
    portal.sync()
    return one


def _event(one: str, kind: str = "company.propertyChange", **more: Any) -> dict[str, Any]:
    return {"subscriptionType": kind, "objectId": int(one), "eventId": 1, "attemptNumber": 0} | more


def test_a_change_is_read_at_once(
    portal: Portal, known: str, freeze: Freeze, settle: Callable[[], None]
) -> None:
    at = freeze(NOW + timedelta(minutes=1))
    portal.server.put("companies", id=known, plan="Scale")
    # The search lags: only the record itself tells.
    event = _event(known, propertyName="plan", propertyValue="Scale")
    assert portal.posts(event, at=at).status_code == 200
    settle()
    assert portal.company(known).plan == "Scale"


def test_events_come_late_twice_and_in_another_order(
    portal: Portal, known: str, freeze: Freeze, settle: Callable[[], None]
) -> None:
    at = freeze(NOW + timedelta(minutes=1))
    portal.server.put("companies", id=known, plan="Scale")
    new = _event(known, propertyName="plan", propertyValue="Scale", eventId=2)
    old = _event(known, propertyName="plan", propertyValue="Growth", eventId=1)
    for told in (new, old, new, old | {"attemptNumber": 3}):
        assert portal.posts(told, at=at).status_code == 200
        settle()
    assert portal.company(known).plan == "Scale"


def test_a_deletion_and_a_merge_are_followed(
    portal: Portal, known: str, freeze: Freeze, settle: Callable[[], None]
) -> None:
    at = freeze(NOW + timedelta(minutes=1))
    other = portal.server.put("companies", name="Other")
    portal.posts(_event(other, "company.creation"), at=at)
    settle()
    assert portal.record("companies", other).state == "linked"
    portal.server.merge("companies", into=known, other=other)
    merge = {"primaryObjectId": int(known), "mergedObjectIds": [int(other)]}
    portal.posts(_event(known, "company.merge", **merge), at=at)
    settle()
    assert portal.record("companies", other).state == "merged"
    portal.server.delete("companies", known)
    portal.posts(_event(known, "company.deletion"), at=at)
    settle()
    assert portal.record("companies", known).state == "gone"


def test_another_portal_and_a_forger_change_nothing(
    portal: Portal, known: str, freeze: Freeze, settle: Callable[[], None]
) -> None:
    at = freeze(NOW + timedelta(minutes=1))
    before = portal.server.state.calls.total()
    assert portal.posts(_event(known), at=at, portal=1).status_code == 200
    settle()
    assert portal.posts(_event(known), at=at - timedelta(minutes=10)).status_code == 403
    settle()
    assert portal.server.state.calls.total() == before

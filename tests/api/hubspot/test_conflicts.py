"""Nothing is overwritten that the rule forbids; what it leaves open waits for a person."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from integrations.crm.models import Conflict
from people.models import Company
from people.services import company_upsert
from tests.api.hubspot.portal import Portal
from tests.cast import NOW, Cast

Freeze = Callable[[datetime | str], datetime]
OURS, THEIRS = "2026-07-01", "2026-06-30"


def _known(portal: Portal, cast: Cast, **values: object) -> str:
    company_upsert(actor=cast.actor(cast.admin), company_id=cast.company.pk, values=dict(values), now=NOW)
    return portal.server.put("companies", name=cast.company.name, domain=cast.company.domain)


def _write(cast: Cast, now: datetime, **values: object) -> None:
    company_upsert(actor=cast.actor(cast.admin), company_id=cast.company.pk, values=dict(values), now=now)


@pytest.mark.parametrize(
    ("rule", "stays", "asks"),
    [("crm", THEIRS, False), ("candor", OURS, False), ("newest", OURS, True), ("ask", OURS, True)],
)
def test_two_values_meet_for_the_first_time(
    portal: Portal, cast: Cast, freeze: Freeze, rule: str, stays: str, asks: bool
) -> None:
    freeze(NOW)
    one = _known(portal, cast, renewal_on=date.fromisoformat(OURS))
    portal.server.put("companies", id=one, renewal_date=THEIRS)
    portal.rules(cast.actor(cast.admin), renewal_on=rule)
    portal.sync()
    assert portal.company(one).renewal_on == date.fromisoformat(stays)
    assert bool(portal.conflicts()) == asks


def test_where_the_newer_wins_it_is_the_one_that_changed_last(
    portal: Portal, cast: Cast, freeze: Freeze, settle: Callable[[], None]
) -> None:
    freeze(NOW)
    one = _known(portal, cast, renewal_on=None)
    portal.server.put("companies", id=one, renewal_date=THEIRS)
    portal.sync()
    settle()
    assert portal.company(one).renewal_on == date.fromisoformat(THEIRS)
    # Only ours changes: it stays, however often theirs is read.
    at = freeze(NOW + timedelta(hours=1))
    _write(cast, at, renewal_on=date(2026, 8, 1))
    settle()
    portal.server.put("companies", id=one, plan="Scale")
    at = freeze(NOW + timedelta(hours=2))
    portal.sync()
    settle()
    assert portal.company(one).renewal_on == date(2026, 8, 1)
    # Both change, theirs last.
    at = freeze(NOW + timedelta(hours=3))
    _write(cast, at, renewal_on=date(2026, 8, 2))
    settle()
    freeze(NOW + timedelta(hours=4))
    portal.server.put("companies", id=one, renewal_date="2026-09-01")
    portal.sync()
    settle()
    assert portal.company(one).renewal_on == date(2026, 9, 1)
    # Both change, ours last.
    freeze(NOW + timedelta(hours=5))
    portal.server.put("companies", id=one, renewal_date="2026-10-01")
    at = freeze(NOW + timedelta(hours=6))
    _write(cast, at, renewal_on=date(2026, 10, 2))
    settle()
    portal.sync()
    assert portal.company(one).renewal_on == date(2026, 10, 2)
    assert portal.conflicts() == []


def test_a_person_settles_it_and_it_stays_settled(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    one = _known(portal, cast, renewal_on=date.fromisoformat(OURS))
    portal.server.put("companies", id=one, renewal_date=THEIRS)
    portal.sync()
    api = cast.api(cast.admin)
    (row,) = api.get(f"crm/{portal.id}/conflicts").json()["results"]
    assert (row["field"], row["theirs"]["text"], row["ours"]["text"]) == ("renewal_on", THEIRS, OURS)
    assert row["company"]["name"] == cast.company.name
    assert api.post(f"crm/conflicts/{row['id']}", {"choice": "candor"}).status_code == 204
    assert api.post(f"crm/conflicts/{row['id']}", {"choice": "crm"}).json()["code"] == "crm.already_settled"
    freeze(NOW + timedelta(days=8))
    portal.sync()
    assert portal.conflicts() == []
    assert portal.company(one).renewal_on == date.fromisoformat(OURS)
    # Theirs changes: a new question, as nobody knows when ours did.
    portal.server.put("companies", id=one, renewal_date="2026-09-09")
    portal.sync()
    assert portal.company(one).renewal_on == date(2026, 9, 9)


def test_taking_theirs_writes_it_in_the_name_of_who_chose(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    one = _known(portal, cast, renewal_on=date.fromisoformat(OURS))
    portal.server.put("companies", id=one, renewal_date=THEIRS)
    portal.sync()
    (conflict,) = portal.conflicts()
    cast.api(cast.admin).post(f"crm/conflicts/{conflict.pk}", {"choice": "crm"})
    assert portal.company(one).renewal_on == date.fromisoformat(THEIRS)
    assert Conflict.objects.get(pk=conflict.pk).settled_by == cast.admin


def test_both_sides_that_agree_again_need_nobody(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    one = _known(portal, cast, renewal_on=date.fromisoformat(OURS))
    portal.server.put("companies", id=one, renewal_date=THEIRS)
    portal.sync()
    freeze(NOW + timedelta(minutes=10))
    portal.server.put("companies", id=one, renewal_date=OURS)
    portal.sync()
    assert portal.conflicts() == []


def test_an_empty_value_there_empties_nothing_that_it_has_not_filled(
    portal: Portal, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    one = _known(portal, cast, plan="Growth")
    portal.sync()
    assert portal.company(one).plan == "Growth"
    freeze(NOW + timedelta(minutes=10))
    portal.server.put("companies", id=one, plan="Scale")
    portal.sync()
    freeze(NOW + timedelta(minutes=20))
    portal.server.put("companies", id=one, plan="")
    portal.sync()
    assert portal.company(one).plan == ""


def test_who_does_not_see_all_customers_sees_no_conflicts(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    _known(portal, cast, renewal_on=date.fromisoformat(OURS))
    Company.objects.filter(pk=cast.company.pk).update(domain="x.example")
    assert cast.api(cast.agent).get(f"crm/{portal.id}/conflicts").status_code == 403
    assert cast.api(cast.agent).get(f"crm/{portal.id}").status_code == 403


def test_the_fields_are_saved_once_and_checked(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    api = cast.api(cast.admin)
    one = {"name": "arr", "property": "arr_total", "deal_property": "", "rule": "ask"}
    body = {"version": 0, "sends_outcomes": False, "fields": [one]}
    saved = api.put(f"crm/{portal.id}", body).json()["mapping"]
    assert (saved["version"], saved["sends_outcomes"], saved["changed_by"]) == (1, False, cast.admin.name)
    assert next(row for row in saved["rows"] if row["name"] == "arr")["property"] == "arr_total"
    assert api.put(f"crm/{portal.id}", body).json()["code"] == "crm.mapping_changed"
    for wrong in ({"property": "Not a property"}, {"name": "plan", "deal_property": "plan"}):
        answer = api.put(f"crm/{portal.id}", body | {"version": 1, "fields": [one | wrong]})
        assert answer.status_code == 422

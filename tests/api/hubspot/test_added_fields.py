"""Fields that admins added to companies are filled by the CRM, under the rules of the others."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from people.models import CustomerField
from people.services import company_upsert, customer_field_archive
from tests.api.hubspot.portal import Portal
from tests.cast import NOW, Cast

Freeze = Callable[[datetime | str], datetime]


@pytest.fixture(autouse=True)
def seats(portal: Portal) -> CustomerField:
    assert portal.id
    cache.clear()
    return CustomerField.objects.create(of="company", key="seats", label="Seats sold", kind="number")


def fill(cast: Cast, portal: Portal, rule: str = "crm", **given: Any) -> Any:
    row = {"name": "custom.seats", "property": "plan", "deal_property": "", "rule": rule} | given
    version = cast.api(cast.admin).get(f"crm/{portal.id}").json()["mapping"]["version"]
    body = {"version": version, "sends_outcomes": False, "fields": [row]}
    return cast.api(cast.admin).put(f"crm/{portal.id}", body)


def row_of(answer: Any) -> dict[str, Any]:
    return next(one for one in answer.json()["mapping"]["rows"] if one["name"] == "custom.seats")


def test_they_are_filled_once_a_property_is_named(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    one = portal.server.put("companies", name="Kestrel", domain="kestrel.example", plan="250")
    portal.sync()
    assert portal.company(one).custom == {}
    answer = fill(cast, portal)
    assert answer.status_code == 200, answer.content
    assert row_of(answer)["label"] == "Seats sold"
    portal.sync()
    assert portal.company(one).custom == {"seats": 250}


def test_what_is_no_value_is_counted_and_leaves_the_company_alone(
    portal: Portal, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    one = portal.server.put("companies", name="Kestrel", domain="kestrel.example", plan="a lot")
    fill(cast, portal)
    portal.sync()
    assert portal.company(one).custom == {}
    assert row_of(cast.api(cast.admin).get(f"crm/{portal.id}"))["unreadable"] == 1


def test_two_values_wait_for_a_person_who_takes_theirs(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    company_upsert(
        actor=cast.actor(cast.admin), company_id=cast.company.pk, values={"custom": {"seats": 12}}, now=NOW
    )
    one = portal.server.put("companies", name=cast.company.name, domain=cast.company.domain, plan="250")
    fill(cast, portal, rule="ask")
    portal.sync()
    assert portal.company(one).custom == {"seats": 12}
    (asked,) = portal.conflicts()
    api = cast.api(cast.admin)
    shown = api.get(f"crm/{portal.id}/conflicts").json()["results"][0]
    assert (shown["label"], shown["theirs"]["text"], shown["ours"]["text"]) == ("Seats sold", "250", "12")
    assert api.post(f"crm/conflicts/{asked.pk}", {"choice": "crm"}).status_code == 204
    assert portal.company(one).custom == {"seats": 250}


def test_an_archived_one_takes_nothing_more_and_stops_nobody(
    portal: Portal, cast: Cast, freeze: Freeze, seats: CustomerField
) -> None:
    freeze(NOW)
    one = portal.server.put("companies", name="Kestrel", domain="kestrel.example", plan="250")
    fill(cast, portal)
    portal.sync()
    customer_field_archive(actor=cast.actor(cast.admin), field_id=seats.pk, is_archived=True, now=NOW)
    cache.clear()
    portal.server.put("companies", id=one, plan="300", renewal_date="2026-09-01")
    freeze(NOW + timedelta(hours=1))
    portal.sync()
    assert portal.company(one).custom == {"seats": 250}
    assert portal.company(one).renewal_on == date(2026, 9, 1)
    assert "custom.seats" not in [
        one["name"] for one in cast.api(cast.admin).get(f"crm/{portal.id}").json()["mapping"]["rows"]
    ]


@pytest.mark.parametrize(
    "given", [{"name": "custom.nothing"}, {"deal_property": "amount"}, {"property": "a b"}]
)
def test_what_makes_no_sense_is_refused(portal: Portal, cast: Cast, given: dict[str, str]) -> None:
    assert fill(cast, portal, **given).status_code == 422

"""Companies, contacts, owners and deals come in, once and then as they change."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.models import AuditEntry
from people.models import Company, Contact
from tests.api.hubspot.portal import Portal
from tests.cast import NOW, Cast

Freeze = Callable[[datetime | str], datetime]


def test_a_first_sync_fills_what_is_mapped(portal: Portal, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    portal.server.owner("77", cast.agent.email)
    one = portal.server.put(
        "companies",
        name="Pellow Bank",
        domain="pellow.example",
        arr_usd="184000",
        customer_segment="Mid-Market",
        plan="Scale",
        renewal_date="2026-04-22",
        hubspot_owner_id="77",
    )
    portal.server.put("contacts", company=one, email="ada@pellow.example", firstname="Ada", lastname="Pellow")
    portal.server.put("contacts", firstname="Nobody")
    assert portal.sync()
    company = portal.company(one)
    assert (company.name, company.domain, company.external_id) == ("Pellow Bank", "pellow.example", one)
    assert (company.arr, company.segment, company.plan) == (Decimal("184000.00"), "mid_market", "Scale")
    assert (company.renewal_on, company.csm) == (date(2026, 4, 22), cast.agent)
    assert (company.facts_source, company.facts_at) == ("hubspot", NOW)
    contact = Contact.objects.get(email="ada@pellow.example")
    assert (contact.name, contact.company) == ("Ada Pellow", company)
    kinds = {row["kind"]: row for row in _state(portal, cast)["kinds"]}
    assert (kinds["companies"]["linked"], kinds["companies"]["total"]) == (1, 1)
    assert (kinds["contacts"]["linked"], kinds["contacts"]["left_out"]) == (1, 1)
    assert not _state(portal, cast)["is_first"]


def _state(portal: Portal, cast: Cast) -> Any:
    return cast.api(cast.admin).get(f"crm/{portal.id}").json()


def test_a_company_is_found_by_its_domain_and_not_made_twice(
    portal: Portal, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    domain = cast.company.domain
    one = portal.server.put("companies", name="As HubSpot writes it", domain=domain.upper(), plan="Scale")
    portal.sync()
    assert portal.company(one) == cast.company
    assert Company.objects.filter(domain=domain).count() == 1
    # The name is ours by the rule of the house, the plan HubSpot's.
    assert portal.company(one).name == cast.company.name
    assert portal.company(one).plan == "Scale"


def test_two_companies_with_one_domain_are_left_to_a_person(
    portal: Portal, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    Company.objects.create(name="A", domain="same.example")
    Company.objects.create(name="B", domain="same.example")
    one = portal.server.put("companies", name="C", domain="same.example", plan="Scale")
    portal.sync()
    assert portal.record("companies", one).state == "left_out"
    assert not Company.objects.filter(plan="Scale").exists()
    assert "Several companies" in _state(portal, cast)["reasons"][0]["why"]


def test_revenue_and_renewal_come_from_won_deals_where_the_company_says_nothing(
    portal: Portal, freeze: Freeze
) -> None:
    freeze(NOW)
    today = NOW.date()
    one = portal.server.put("companies", name="Deals")
    soon, later = (today + timedelta(days=days) for days in (30, 90))
    past = today - timedelta(days=30)
    for won, arr, renews in (
        ("true", "10000", later),
        ("true", "5000.50", soon),
        ("false", "99999", soon),
        ("true", "70000", past),
    ):
        portal.server.put(
            "deals", company=one, hs_is_closed_won=won, hs_arr=arr, renewal_date=renews.isoformat()
        )
    portal.sync()
    company = portal.company(one)
    assert (company.arr, company.renewal_on) == (Decimal("15000.50"), soon)
    assert company.segment == "smb"


def test_only_what_changed_is_read_again(portal: Portal, freeze: Freeze) -> None:
    freeze(NOW - timedelta(hours=1))
    ids = [portal.server.put("companies", name=f"C{n}", arr_usd="1000") for n in range(250)]
    freeze(NOW)
    portal.sync()
    calls = portal.server.state.calls
    assert calls["GET /crm/v3/objects/companies"] == 3 + 1
    freeze(NOW + timedelta(hours=2))
    portal.server.put("companies", id=ids[7], arr_usd="2000")
    before = calls.copy()
    portal.sync()
    spent = calls - before
    assert spent["POST /crm/v3/objects/companies/search"] == 1
    assert portal.company(ids[7]).arr == 2000
    assert spent["GET /crm/v3/objects/companies"] == 1, "the list of deleted ones"


def test_a_zero_character_stops_no_reading(portal: Portal, freeze: Freeze) -> None:
    freeze(NOW)
    one = portal.server.put("companies", name="Zero\x00Bank", plan="Sca\x00le")
    assert portal.sync()
    assert (portal.company(one).name, portal.company(one).plan) == ("Zero Bank", "Sca le")


def test_what_comes_again_unchanged_is_no_change(portal: Portal, freeze: Freeze) -> None:
    freeze(NOW)
    one = portal.server.put("companies", name="Same", arr_usd="1000")
    portal.server.put("contacts", company=one, email="same@same.example", firstname="Sam")
    portal.sync()
    audited = AuditEntry.objects.count()
    freeze(NOW + timedelta(days=8))
    portal.server.put("companies", id=one)
    portal.sync()
    assert AuditEntry.objects.count() == audited
    assert portal.company(one).facts_at == NOW + timedelta(days=8)


def test_a_deleted_company_stays_here_and_is_not_renewed(portal: Portal, freeze: Freeze) -> None:
    freeze(NOW)
    one = portal.server.put("companies", name="Gone", arr_usd="1000")
    portal.sync()
    company = portal.company(one)
    portal.server.delete("companies", one)
    freeze(NOW + timedelta(hours=2))
    portal.sync()
    portal.sync()
    assert portal.record("companies", one).state == "gone"
    company.refresh_from_db()
    assert (company.arr, company.facts_at) == (Decimal(1000), NOW)


def test_a_merge_there_moves_the_link_and_the_contacts(portal: Portal, freeze: Freeze) -> None:
    freeze(NOW)
    into = portal.server.put("companies", name="Stays", domain="stays.example")
    other = portal.server.put("companies", name="Goes", domain="goes.example")
    portal.server.put("contacts", company=other, email="x@goes.example")
    portal.sync()
    freeze(NOW + timedelta(minutes=10))
    portal.server.merge("companies", into=into, other=other)
    portal.sync()
    gone = portal.record("companies", other)
    assert (gone.state, gone.merged_into) == ("merged", into)
    assert Contact.objects.get(email="x@goes.example").company == portal.company(into)


def test_two_people_made_one_there_stay_two_until_somebody_says_so(
    portal: Portal, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    into = portal.server.put("contacts", email="a@people.example", firstname="A")
    other = portal.server.put("contacts", email="b@people.example", firstname="B")
    portal.sync()
    freeze(NOW + timedelta(minutes=10))
    portal.server.merge("contacts", into=into, other=other)
    portal.sync()
    (conflict,) = portal.conflicts()
    assert conflict.field == "contact_merge"
    assert Contact.objects.standing().filter(email__endswith="@people.example").count() == 2
    answer = cast.api(cast.admin).post(f"crm/conflicts/{conflict.pk}", {"choice": "crm"})
    assert answer.status_code == 204
    assert Contact.objects.get(email="b@people.example").merged_into == Contact.objects.get(
        email="a@people.example"
    )


def test_what_cannot_be_read_is_counted_and_overwrites_nothing(
    portal: Portal, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    one = portal.server.put("companies", name="Odd", arr_usd="1000", renewal_date="2026-05-01")
    portal.sync()
    freeze(NOW + timedelta(minutes=10))
    portal.server.put("companies", id=one, arr_usd="a lot", renewal_date="next spring", hubspot_owner_id="9")
    portal.sync()
    company = portal.company(one)
    assert (company.arr, company.renewal_on) == (Decimal(1000), date(2026, 5, 1))
    rows = _state(portal, cast)["mapping"]["rows"]
    unreadable = {row["name"]: row["unreadable"] for row in rows if row["unreadable"]}
    assert unreadable == {"arr": 1, "renewal_on": 1, "csm": 1}

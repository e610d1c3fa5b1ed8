"""Accounts, contacts, users and opportunities come in, once and then as they change."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.errors import Invalid
from core.models import AuditEntry
from integrations.salesforce import crm
from people.models import Company, Contact
from tests.api.salesforce.org import Org
from tests.cast import NOW, Cast

Freeze = Callable[[datetime | str], datetime]
QUERY = "GET /services/data/v61.0/query"


def _state(org: Org, cast: Cast) -> Any:
    return cast.api(cast.admin).get(f"crm/{org.id}").json()


def test_a_first_sync_fills_what_is_mapped(org: Org, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    org.own_fields(cast.actor(cast.admin))
    owner = org.server.put("User", Name="Amal", Email=cast.agent.email.upper(), IsActive=True)
    one = org.server.put(
        "Account",
        Name="Pellow Bank",
        Website="https://www.pellow.example/de",
        OwnerId=owner,
        Segment__c="Mid-Market",
        Plan__c="Scale",
        Renewal__c="2026-04-22",
    )
    org.server.put("Contact", AccountId=one, Email="ada@pellow.example", FirstName="Ada", LastName="Pellow")
    org.server.put("Contact", LastName="Nobody")
    org.server.put("Opportunity", AccountId=one, Name="First", Amount=184000.5, IsWon=True)
    org.server.put("Opportunity", AccountId=one, Name="Open", Amount=9000, IsWon=False)
    assert org.sync()
    company = org.company(one)
    assert (company.name, company.domain, company.external_id) == ("Pellow Bank", "pellow.example", one)
    assert (company.arr, company.segment, company.plan) == (Decimal("184000.50"), "mid_market", "Scale")
    assert (company.renewal_on, company.csm) == (date(2026, 4, 22), cast.agent)
    assert (company.facts_source, company.facts_at) == ("salesforce", NOW)
    contact = Contact.objects.get(email="ada@pellow.example")
    assert (contact.name, contact.company) == ("Ada Pellow", company)
    state = _state(org, cast)
    kinds = {row["kind"]: row for row in state["kinds"]}
    assert (kinds["companies"]["linked"], kinds["companies"]["total"]) == (1, 1)
    assert (kinds["contacts"]["linked"], kinds["contacts"]["left_out"]) == (1, 1)
    assert not state["is_first"]


def test_a_fresh_org_is_read_without_fields_of_its_own_making(org: Org, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    one = org.server.put("Account", Name="Plain", Website="n/a")
    assert org.sync()
    assert (org.company(one).name, org.company(one).domain, org.company(one).arr) == ("Plain", "", None)
    rows = {row["name"]: row["property"] for row in _state(org, cast)["mapping"]["rows"]}
    assert (rows["csm"], rows["arr"], rows["contact_company"]) == ("OwnerId", "", "AccountId")


def test_a_revenue_that_has_ended_does_not_count(org: Org, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    org.own_fields(cast.actor(cast.admin))
    one = org.server.put("Account", Name="Deals")
    today = NOW.date()
    soon, past = today + timedelta(days=30), today - timedelta(days=30)
    for amount, ends in ((10000, soon), (70000, past)):
        org.server.put(
            "Opportunity", AccountId=one, Name="D", Amount=amount, IsWon=True, Ends_On__c=ends.isoformat()
        )
    org.sync()
    assert (org.company(one).arr, org.company(one).renewal_on) == (Decimal(10000), soon)


def test_pages_go_by_the_last_record_and_changes_alone_are_read_after(
    org: Org, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crm, "PAGE", 3)
    freeze(NOW - timedelta(hours=1))
    ids = [org.server.put("Account", Name=f"C{number}") for number in range(8)]
    freeze(NOW)
    assert org.sync()
    assert Company.objects.filter(external_id__in=ids).count() == 8
    freeze(NOW + timedelta(hours=2))
    # More of one second than a page holds: none is passed over.
    for number, one in enumerate(ids[:5]):
        org.server.put("Account", id=one, Name=f"Renamed {number}")
    before = org.server.state.calls.copy()
    assert org.sync()
    assert [org.record("companies", one).name for one in ids[:5]] == [f"Renamed {n}" for n in range(5)]
    spent = org.server.state.calls - before
    assert spent[QUERY] == 2 + 1 + 1 + 1, "changed accounts, users, opportunities, contacts"


def test_an_answer_that_holds_fewer_than_were_asked_for_ends_nothing(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    org.server.state.batch = 2
    ids = [org.server.put("Account", Name=f"C{number}") for number in range(5)]
    assert org.sync()
    assert Company.objects.filter(external_id__in=ids).count() == 5


def test_a_zero_character_stops_no_reading(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    one = org.server.put("Account", Name="Zero\x00Bank", Website="zero.example")
    assert org.sync()
    assert org.company(one).name == "Zero Bank"


def test_what_comes_again_unchanged_is_no_change(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    one = org.server.put("Account", Name="Same", Website="same.example")
    org.server.put("Contact", AccountId=one, Email="same@same.example", LastName="Sam")
    org.sync()
    audited = AuditEntry.objects.count()
    freeze(NOW + timedelta(days=8))
    org.server.put("Account", id=one)
    assert org.sync()
    assert AuditEntry.objects.count() == audited
    assert org.company(one).facts_at == NOW + timedelta(days=8)


def test_a_deleted_account_stays_here_and_one_from_the_bin_is_linked_again(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    one = org.server.put("Account", Name="Gone")
    org.sync()
    company = org.company(one)
    freeze(NOW + timedelta(hours=2))
    org.server.delete("Account", one)
    freeze(NOW + timedelta(hours=4))
    org.sync()
    org.sync()
    assert org.record("companies", one).state == "gone"
    company.refresh_from_db()
    assert company.facts_at == NOW
    freeze(NOW + timedelta(hours=5))
    org.server.undelete("Account", one)
    org.sync()
    assert (org.record("companies", one).state, org.company(one)) == ("linked", company)


def test_a_list_of_deleted_ones_that_begins_later_is_asked_from_now_on(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    org.server.state.listed_days = 2
    one = org.server.put("Account", Name="Gone")
    assert org.sync()
    freeze(NOW + timedelta(hours=2))
    org.server.delete("Account", one)
    freeze(NOW + timedelta(hours=4))
    org.sync()
    org.sync()
    assert org.record("companies", one).state == "gone"
    assert org.server.state.faults
    assert all("INVALID_REPLICATION_DATE" in fault for fault in org.server.state.faults)
    org.server.state.faults.clear()


def test_a_merge_there_moves_the_link_and_what_belonged_to_it(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    into = org.server.put("Account", Name="Stays", Website="stays.example")
    other = org.server.put("Account", Name="Goes", Website="goes.example")
    org.server.put("Contact", AccountId=other, Email="x@goes.example", LastName="X")
    org.sync()
    freeze(NOW + timedelta(hours=2))
    org.server.merge("Account", into=into, other=other)
    freeze(NOW + timedelta(hours=4))
    org.sync()
    org.sync()
    gone = org.record("companies", other)
    assert (gone.state, gone.merged_into) == ("merged", into)
    assert Contact.objects.get(email="x@goes.example").company == org.company(into)


def test_whoever_stays_unknown_takes_over_the_link(org: Org, freeze: Freeze) -> None:
    freeze(NOW)
    other = org.server.put("Account", Name="Goes", Website="goes.example")
    org.sync()
    company = org.company(other)
    freeze(NOW + timedelta(hours=2))
    into = org.server.put("Account", Name="Stays", Website="stays.example")
    org.server.merge("Account", into=into, other=other)
    # Only what is asked for by its id is left: the change itself was not seen.
    later = freeze(NOW + timedelta(hours=4))
    org.record("companies", other)
    type(org.record("companies", other)).objects.filter(remote_id=other).update(wanted_at=later)
    org.server.state.table("Account")[into]["SystemModstamp"] = NOW - timedelta(hours=1)
    org.sync()
    org.sync()
    assert org.company(into) == company
    assert org.record("companies", other).state == "merged"


def test_two_people_made_one_there_stay_two_until_somebody_says_so(
    org: Org, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    into = org.server.put("Contact", Email="a@people.example", LastName="A")
    other = org.server.put("Contact", Email="b@people.example", LastName="B")
    org.sync()
    freeze(NOW + timedelta(hours=2))
    org.server.merge("Contact", into=into, other=other)
    freeze(NOW + timedelta(hours=4))
    org.sync()
    org.sync()
    (conflict,) = org.conflicts()
    assert conflict.field == "contact_merge"
    assert Contact.objects.standing().filter(email__endswith="@people.example").count() == 2
    answer = cast.api(cast.admin).post(f"crm/conflicts/{conflict.pk}", {"choice": "crm"})
    assert answer.status_code == 204
    assert Contact.objects.get(email="b@people.example").merged_into == Contact.objects.get(
        email="a@people.example"
    )


def test_a_difference_waits_for_a_person_where_the_rule_says_so(org: Org, cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    org.server.field("Account", "Plan__c")
    org.choose(cast.actor(cast.admin), plan=("Plan__c", "", "ask"))
    Company.objects.filter(pk=cast.company.pk).update(plan="Growth")
    one = org.server.put("Account", Name="As there", Website=cast.company.domain, Plan__c="Scale")
    org.sync()
    assert org.company(one).plan == "Growth"
    (conflict,) = org.conflicts()
    answer = cast.api(cast.admin).post(f"crm/conflicts/{conflict.pk}", {"choice": "crm"})
    assert answer.status_code == 204
    assert (org.company(one).plan, org.company(one).facts_source) == ("Scale", "salesforce")


@pytest.mark.parametrize(
    ("field", "told"),
    [("Nowhere__c", "Account has no field Nowhere__c"), ("Name, Id FROM User", "API name")],
)
def test_a_field_that_the_org_does_not_have_is_not_kept(
    org: Org, cast: Cast, freeze: Freeze, field: str, told: str
) -> None:
    freeze(NOW)
    with pytest.raises(Invalid) as refused:
        org.choose(cast.actor(cast.admin), plan=(field, "", "crm"))
    assert told in str(refused.value.data)
    assert org.sync()


def test_a_field_that_was_removed_there_stops_the_reading_and_says_so(
    org: Org, cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    org.own_fields(cast.actor(cast.admin))
    org.sync()
    org.server.without("Account", "Plan__c")
    freeze(NOW + timedelta(hours=1))
    assert not org.sync()
    told = cast.api(cast.admin).get(f"connections/{org.id}").json()["health"]["last_error"]
    assert "No such column 'Plan__c'" in told
    org.server.state.faults.clear()
    org.choose(cast.actor(cast.admin), plan=("", "", "crm"))
    assert org.sync()


def test_a_stranger_learns_nothing(org: Org, cast: Cast) -> None:
    assert cast.api(cast.agent).get(f"crm/{org.id}").status_code == 403

"""Billing beside tickets and companies: for whom it is, and whose a customer of Stripe is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from integrations.stripe import services
from integrations.stripe.models import Customer, Match, MatchedBy, Subscription
from people.models import Company
from tests.api.stripe.account import Account
from tests.cast import NOW, Cast
from tests.standins.stripe.server import KEY, price_of


@pytest.fixture(autouse=True)
def _today(freeze: Callable[[datetime | str], datetime]) -> None:
    freeze(NOW)


def test_a_failed_payment_stands_beside_the_ticket(account: Account, cast: Cast) -> None:
    customer = account.server.customer(email=f"billing@{cast.company.domain}")
    plan = account.server.product("Business")
    account.server.subscription(customer, price_of(2_000, product=plan, quantity=3), status="past_due")
    for number in range(12):
        account.server.pays(account.server.invoice(customer, amount_due=6_000, number=f"INV-{number}"))
    failed = account.server.invoice(customer, amount_due=6_000, number="INV-F")
    account.server.payment_fails(failed, attempt=2)
    account.server.invoice(customer, status="draft")
    account.sync()
    told = cast.api(cast.agent).get(f"tickets/{cast.ticket().pk}/billing").json()
    assert (told["is_connected"], told["is_proven"]) == (True, True)
    assert [one["items"][0]["name"] for one in told["subscriptions"]] == ["Business"]
    assert told["subscriptions"][0]["items"][0]["unit"] == {"amount": "20.00", "currency": "USD"}
    assert told["yearly"] == {"amount": "720.00", "currency": "USD"}
    first = told["invoices"][0]
    assert (first["number"], first["has_failed"], first["attempts"]) == ("INV-F", True, 2)
    assert first["remaining"] == {"amount": "60.00", "currency": "USD"}
    assert len(told["invoices"]) == 10


def test_who_may_not_see_billing_sees_none(account: Account, cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.api(cast.read_only).get(f"tickets/{ticket.pk}/billing").status_code == 403
    assert cast.api(cast.read_only).get(f"companies/{cast.company.pk}/billing").status_code == 403
    api = cast.api(cast.agent)
    assert api.get(f"billing/{account.id}").status_code == 403
    assert api.get(f"billing/{account.id}/customers").status_code == 403


def test_a_ticket_of_nobody_known_shows_nothing_of_a_company(account: Account, cast: Cast) -> None:
    account.server.subscription(
        account.server.customer(email=f"billing@{cast.company.domain}"), price_of(1000)
    )
    account.sync()
    ticket = cast.ticket()
    type(ticket).objects.filter(pk=ticket.pk).update(company=None)
    told = cast.api(cast.agent).get(f"tickets/{ticket.pk}/billing").json()
    assert (told["customers"], told["subscriptions"], told["yearly"]) == ([], [], None)


@pytest.fixture
def twins(cast: Cast) -> list[Company]:
    """Two companies with one domain."""
    return [
        Company.objects.create(name=name, domain="twin.example", external_id=f"crm-{name}")
        for name in ("Twin North", "Twin South")
    ]


def test_what_is_doubtful_waits_for_a_person(account: Account, cast: Cast, twins: list[Company]) -> None:
    customer = account.server.customer(email="pay@twin.example", name="Twin")
    account.server.subscription(customer, price_of(10_000))
    account.sync()
    api = cast.api(cast.owner)
    rows = api.get(f"billing/{account.id}/customers", {"match": "doubtful"}).json()["results"]
    assert [[one["company"]["name"] for one in row["candidates"]] for row in rows] == [
        ["Twin North", "Twin South"]
    ]
    assert api.get(f"companies/{twins[0].pk}/billing").json()["customers"] == []
    wanted = {"company_id": twins[1].pk, "is_ignored": False}
    told = api.put(f"billing/customers/{rows[0]['id']}", wanted).json()
    assert (told["match"], told["matched_by"], told["company"]["name"]) == ("matched", "hand", "Twin South")
    twins[1].refresh_from_db()
    assert twins[1].arr == 1200
    account.server.customer(id=customer, name="Twin again")
    account.sync()
    assert account.customer(customer).company_id == twins[1].pk, "no rule changes what a person chose"


def test_a_choice_can_be_taken_back(account: Account, cast: Cast, twins: list[Company]) -> None:
    customer = account.server.customer(email="pay@twin.example")
    account.server.subscription(customer, price_of(10_000))
    account.sync()
    api, row = cast.api(cast.owner), account.customer(customer)
    api.put(f"billing/customers/{row.pk}", {"company_id": twins[0].pk, "is_ignored": False})
    api.put(f"billing/customers/{row.pk}", {"company_id": None, "is_ignored": True})
    row.refresh_from_db()
    twins[0].refresh_from_db()
    assert (row.match, row.company_id, twins[0].arr) == (Match.IGNORED, None, None)
    api.put(f"billing/customers/{row.pk}", {"company_id": None, "is_ignored": False})
    row.refresh_from_db()
    assert (row.match, row.decided_at) == (Match.DOUBTFUL, None)
    both = api.put(f"billing/customers/{row.pk}", {"company_id": twins[0].pk, "is_ignored": True})
    assert both.status_code == 422
    assert api.put("billing/customers/999999", {"company_id": None, "is_ignored": True}).status_code == 404


def test_an_id_in_the_metadata_decides(account: Account, cast: Cast, twins: list[Company]) -> None:
    customer = account.server.customer(email="pay@twin.example", metadata={"hubspot": "crm-Twin South"})
    account.sync()
    assert account.customer(customer).match == Match.DOUBTFUL
    api = cast.api(cast.owner)
    values: dict[str, Any] = {"version": 0, "metadata_key": "hubspot", "fills_facts": True}
    told = api.put(f"billing/{account.id}", values).json()
    assert told["settings"]["metadata_key"] == "hubspot"
    assert api.put(f"billing/{account.id}", values).status_code == 409
    assert api.put(f"billing/{account.id}", values | {"metadata_key": "no good"}).status_code == 422
    account.sync()
    row = account.customer(customer)
    assert (row.matched_by, row.company_id) == (MatchedBy.CRM_ID, twins[1].pk)


def test_standing_in_can_be_switched_off(account: Account, cast: Cast) -> None:
    Company.objects.filter(pk=cast.company.pk).update(arr=None)
    customer = account.server.customer(email=f"billing@{cast.company.domain}")
    account.server.subscription(customer, price_of(10_000))
    account.sync()
    api = cast.api(cast.owner)
    told = api.get(f"companies/{cast.company.pk}").json()
    assert {"name": "arr", "source": "stripe"} in told["facts"]["stopgaps"]
    shares = api.get("companies/completeness").json()["facts"]
    assert next(one for one in shares if one["name"] == "arr")["stopgaps"] == 1
    api.put(f"billing/{account.id}", {"version": 0, "metadata_key": "crm_id", "fills_facts": False})
    told = api.get(f"companies/{cast.company.pk}").json()
    assert (told["arr"], told["facts"]["stopgaps"]) == (None, [])
    assert api.get(f"companies/{cast.company.pk}/billing").json()["yearly"]["amount"] == "1200.00"


def test_only_a_restricted_key_connects(account: Account, cast: Cast) -> None:
    account.connection.delete()
    api = cast.api(cast.owner)
    refused = api.post("connections", {"system": "stripe", "api_key": "sk_live_4242"})
    assert refused.status_code == 422
    assert "restricted key" in refused.json()["errors"]["api_key"][0]
    assert account.server.state.calls.total() == 0, "it is not even tried"
    assert api.post("connections", {"system": "stripe", "api_key": "rk_live_wrong"}).status_code == 422
    assert api.post("connections", {"system": "stripe", "api_key": KEY}).status_code == 201


def test_a_customer_is_found_by_a_part_of_the_name(account: Account, cast: Cast) -> None:
    account.server.customer(name="Nordwind Logistik", email="a@nordwind.example")
    account.server.customer(name="Somebody")
    account.sync()
    api = cast.api(cast.owner)
    found = api.get(f"billing/{account.id}/customers", {"q": "nordw"}).json()["results"]
    assert [one["name"] for one in found] == ["Nordwind Logistik"]
    assert api.get(f"billing/{account.id}/customers", {"match": "else"}).status_code == 422
    state = api.get(f"billing/{account.id}").json()
    assert state["matches"] == {"matched": 0, "doubtful": 0, "unmatched": 2, "ignored": 0}
    assert not state["is_first"]


def test_a_subscription_that_ended_long_ago_is_not_shown(account: Account, cast: Cast) -> None:
    customer = account.server.customer(email=f"billing@{cast.company.domain}")
    long_ago = int((NOW - timedelta(days=120)).timestamp())
    account.server.subscription(customer, price_of(1000), status="canceled", ended_at=long_ago)
    account.sync()
    assert cast.api(cast.agent).get(f"companies/{cast.company.pk}/billing").json()["subscriptions"] == []


def test_the_choice_is_in_the_audit_log(account: Account, cast: Cast) -> None:
    customer = account.server.customer(email="x@nobody.example")
    account.sync()
    api = cast.api(cast.owner)
    api.put(
        f"billing/customers/{account.customer(customer).pk}",
        {"company_id": cast.company.pk, "is_ignored": False},
    )
    lines = api.get("audit-entries", {"action": "stripe.customer_matched"}).json()["results"]
    told = [{one["name"]: one["value"] for one in line["details"]} for line in lines]
    assert [one["company"] for one in told] == [str(cast.company.pk)]


def test_a_revenue_counts_what_is_not_shown_and_what_has_ended_hides_nothing(
    account: Account, cast: Cast
) -> None:
    customer = account.server.customer(email=f"billing@{cast.company.domain}")
    account.server.subscription(customer, price_of(10_000))
    account.sync()
    one = Subscription.objects.get()
    Subscription.objects.bulk_create(
        Subscription(
            connection=one.connection, customer=one.customer, remote_id=f"sub_{n}", status="active",
            currency="usd", items=one.items, yearly=one.yearly, started_at=NOW, seen_at=NOW,
        )
        for n in range(60)
    )  # fmt: skip
    api, path = cast.api(cast.agent), f"companies/{cast.company.pk}/billing"
    assert api.get(path).json()["yearly"]["amount"] == "73200.00"
    Subscription.objects.exclude(pk=one.pk).update(status="canceled", ended_at=NOW - timedelta(days=3))
    told = api.get(path).json()
    assert told["yearly"]["amount"] == "1200.00"
    assert told["subscriptions"][0]["status"] == "active"


def test_everybody_is_looked_at_again_not_only_the_oldest(account: Account, cast: Cast) -> None:
    account.server.customer(email="pay@late.example")
    account.sync()
    late = Customer.objects.get()
    late.pk = None
    Customer.objects.bulk_create(
        Customer(connection=late.connection, remote_id=f"cus_{n}", email=f"a@n{n}.example", seen_at=NOW)
        for n in range(5)
    )
    late.remote_id = "cus_late"
    late.save()
    Customer.objects.exclude(pk=late.pk).filter(email="pay@late.example").delete()
    made = Company.objects.create(name="Late Ltd", domain="late.example")
    assert services.match_again(now=NOW, batch=2) == 1
    late.refresh_from_db()
    assert late.company_id == made.pk


def test_a_company_s_new_domain_finds_its_customer(account: Account, cast: Cast, settle: Any) -> None:
    account.server.customer(email="pay@late.example")
    account.sync()
    api = cast.api(cast.owner)
    assert api.patch(f"companies/{cast.company.pk}", {"domain": "late.example"}).status_code == 200
    settle()
    assert Customer.objects.get().company_id == cast.company.pk

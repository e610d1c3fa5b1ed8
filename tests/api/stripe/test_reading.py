"""What is read of Stripe, what comes by webhook, and what stands in for facts that nobody else gives."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from integrations.connections.models import HookEvent, SyncCursor
from integrations.crm.services.comparing import ours_of
from integrations.stripe import services
from integrations.stripe.models import Customer, Invoice, Match, Subscription
from people.models import Company
from people.services import company_upsert
from tests.api.stripe.account import Account
from tests.cast import NOW, Cast
from tests.standins.stripe.server import price_of

Freeze = Callable[[datetime | str], datetime]


@pytest.fixture(autouse=True)
def _today(freeze: Freeze) -> None:
    freeze(NOW)


def _empty(cast: Cast) -> Company:
    Company.objects.filter(pk=cast.company.pk).update(arr=None, plan="", renewal_on=None)
    return cast.company


def test_everything_is_read_and_fills_what_nobody_says(account: Account, cast: Cast) -> None:
    company = _empty(cast)
    pro = account.server.product("Pro")
    customer = account.server.customer(email=f"billing@{company.domain}", name="Whoever")
    ends = int((NOW + timedelta(days=40)).timestamp())
    account.server.subscription(
        customer, price_of(3_000_000, product=pro, interval="year"), current_period_end=ends
    )
    account.server.subscription(customer, price_of(10_000, product=pro, quantity=5))
    for number in range(120):
        account.server.customer(email=f"p{number}@elsewhere{number}.test")
    assert account.sync()
    company.refresh_from_db()
    assert company.arr == Decimal("36000.00"), "30,000 a year and 5 x 100 a month"
    assert (company.plan, company.segment) == ("Pro", "mid_market")
    assert company.renewal_on == (NOW + timedelta(days=40)).date()
    assert company.stopgaps == {"arr": "stripe", "plan": "stripe", "renewal_on": "stripe"}
    assert Customer.objects.filter(match=Match.UNMATCHED).count() == 120
    assert account.server.state.calls["GET /v1/customers"] == 2, "pages of a hundred"


def test_what_somebody_else_says_is_never_replaced(account: Account, cast: Cast) -> None:
    company = _empty(cast)
    customer = account.server.customer(email=f"billing@{company.domain}")
    account.server.subscription(customer, price_of(10_000))
    account.sync()
    company.refresh_from_db()
    assert company.arr == 1200
    assert ours_of(company)["arr"] is None, "a CRM meets no conflict with what only stands in"
    company_upsert(actor=cast.actor(cast.owner), company_id=company.pk, values={"arr": Decimal(5)}, now=NOW)
    account.server.subscription(customer, price_of(20_000))
    _again(account)
    company.refresh_from_db()
    assert company.arr == 5
    assert "arr" not in company.stopgaps


def test_a_subscription_that_ends_takes_its_revenue_back(account: Account, cast: Cast) -> None:
    company = _empty(cast)
    customer = account.server.customer(email=f"billing@{company.domain}")
    one = account.server.subscription(customer, price_of(10_000))
    account.sync()
    account.server.cancel(one)
    _again(account)
    company.refresh_from_db()
    assert (company.arr, company.plan, company.stopgaps) == (None, "", {})
    assert account.subscription(one).status == "canceled"


@pytest.mark.parametrize(
    "change", [{"status": "trialing"}, {"status": "unpaid"}, {"pause_collection": {"behavior": "void"}}]
)
def test_what_pays_nothing_is_worth_nothing(account: Account, cast: Cast, change: dict[str, Any]) -> None:
    company = _empty(cast)
    customer = account.server.customer(email=f"billing@{company.domain}")
    account.server.subscription(customer, price_of(10_000), **change)
    account.sync()
    company.refresh_from_db()
    assert company.arr is None


def test_a_revenue_that_is_not_all_in_dollars_is_not_guessed(account: Account, cast: Cast) -> None:
    company = _empty(cast)
    customer = account.server.customer(email=f"billing@{company.domain}")
    account.server.subscription(customer, price_of(10_000))
    account.server.subscription(customer, price_of(500, interval="year"), currency="jpy")
    account.sync()
    company.refresh_from_db()
    assert company.arr is None
    told = cast.api(cast.agent).get(f"companies/{company.pk}/billing").json()
    amounts = sorted(one["yearly"]["amount"] for one in told["subscriptions"])
    assert amounts == ["1200.00", "500"], "an amount of yen has no decimals"


def _again(account: Account) -> None:
    """What has happened is asked for once more."""
    SyncCursor.objects.filter(connection=account.connection, stream="events").update(completed_at=None)
    account.sync()


def test_webhooks_late_twice_and_out_of_order_lead_to_what_is(
    account: Account, cast: Cast, settle: Callable[[], None]
) -> None:
    customer = account.server.customer(email=f"billing@{cast.company.domain}")
    account.sync()
    one = account.server.invoice(customer, amount_due=12_500, number="INV-1")
    made = account.server.last_event()
    failed = account.server.payment_fails(one)
    for event in (failed, made, failed):
        assert account.posts(event).status_code == 200
    settle()
    account.sync()
    row = account.invoice(one)
    assert (row.has_failed, row.attempts, row.remaining, row.customer) == (
        True, 1, 12_500, account.customer(customer),
    )  # fmt: skip
    assert HookEvent.objects.count() == 2
    paid = account.server.pays(one)
    account.posts(failed)
    account.posts(paid)
    settle()
    account.sync()
    assert not account.invoice(one).has_failed


def test_a_webhook_that_stripe_did_not_sign_changes_nothing(account: Account) -> None:
    customer = account.server.customer()
    event = account.server.last_event()
    assert account.posts(event, secret="whsec_other").status_code == 403
    assert account.posts(event, at=NOW - timedelta(minutes=6)).status_code == 403
    assert HookEvent.objects.count() == 0
    assert not Customer.objects.filter(remote_id=customer).exists()


def test_a_webhook_that_was_lost_is_found_by_the_list_of_events(account: Account, freeze: Freeze) -> None:
    customer = account.server.customer()
    account.sync()
    freeze(NOW + timedelta(hours=3))
    one = account.server.invoice(customer)
    account.server.payment_fails(one)
    assert account.id in services.connections_due(now=NOW + timedelta(hours=3))
    assert account.sync()
    assert account.invoice(one).has_failed


def test_after_a_month_of_silence_everything_is_read_anew(account: Account, freeze: Freeze) -> None:
    customer = account.server.customer()
    account.sync()
    one = account.server.invoice(customer)
    account.server.state.objects["events"].clear()
    later = freeze(NOW + timedelta(days=31))
    assert account.sync()
    assert account.invoice(one).seen_at == later


def test_what_is_deleted_there_is_gone_and_stays_so(account: Account, cast: Cast) -> None:
    company = _empty(cast)
    customer = account.server.customer(email=f"billing@{company.domain}")
    account.server.subscription(customer, price_of(10_000))
    draft = account.server.invoice(customer, status="draft")
    account.sync()
    made = next(iter(account.server.state.objects["events"].values()))
    account.server.delete("invoice", draft)
    account.server.delete("customer", customer)
    _again(account)
    services.event_take(connection_id=account.id, event=made, received_at=NOW)
    account.sync()
    company.refresh_from_db()
    assert company.arr is None
    assert account.customer(customer).is_gone
    assert account.invoice(draft).is_gone
    assert cast.api(cast.agent).get(f"companies/{company.pk}/billing").json()["customers"] == []


@pytest.mark.parametrize("step", range(14))
def test_a_worker_that_dies_leaves_nothing_doubled_or_lost(
    account: Account, cast: Cast, freeze: Freeze, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    company = _empty(cast)
    pro = account.server.product("Pro")
    customer = account.server.customer(email=f"billing@{company.domain}")
    account.server.subscription(customer, price_of(10_000, product=pro))
    account.server.invoice(customer, amount_due=10_000)
    _dies(account, monkeypatch, step)
    freeze(NOW + timedelta(minutes=3))
    assert account.sync()
    company.refresh_from_db()
    assert company.arr == 1200
    assert company.plan == "Pro"
    assert (Subscription.objects.count(), Invoice.objects.count(), Customer.objects.count()) == (1, 1, 1)


class Died(BaseException):
    """The worker is gone: nothing more of it runs, not even what cleans up."""


def _dies(account: Account, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    from integrations.connections.services import cursors
    from integrations.stripe import client
    from integrations.stripe.services import syncing

    steps: list[str] = []

    def around(module: object, name: str, *, is_end: bool = False) -> None:
        real = getattr(module, name)

        def called(*args: object, **more: object) -> object:
            if len(steps) > step:
                raise Died(name)
            steps.append(name)
            if len(steps) > step and not is_end:
                raise Died(name)
            found = real(*args, **more)
            if len(steps) > step:
                raise Died(name)
            return found

        patch.setattr(module, name, called)

    with monkeypatch.context() as patch:
        around(client, "read")
        around(syncing, "objects_take")
        around(syncing, "cursor_advance")
        around(cursors, "cursor_finish", is_end=True)
        with pytest.raises(Died):
            account.sync()


def test_what_stripe_limits_waits_and_what_it_breaks_is_tried_again(account: Account) -> None:
    account.server.customer()
    account.server.state.next = [(500, {}, b"{}"), (500, {}, b"{}")]
    assert account.sync(), "two failures are tried again at once"
    account.server.state.allowance = 0
    SyncCursor.objects.update(completed_at=None)
    assert not account.sync()
    account.connection.refresh_from_db()
    assert account.connection.health == "limited"


def test_forgetting_an_account_takes_back_what_it_gave(account: Account, cast: Cast) -> None:
    company = _empty(cast)
    customer = account.server.customer(email=f"billing@{company.domain}")
    account.server.subscription(customer, price_of(10_000))
    account.sync()
    api = cast.api(cast.owner)
    assert api.delete(f"connections/{account.id}").status_code == 204
    assert api.get(f"companies/{company.pk}/billing").json()["customers"] == []
    assert services.ended_forget(now=NOW) == 1
    company.refresh_from_db()
    assert (company.arr, Customer.objects.count(), Subscription.objects.count()) == (None, 0, 0)

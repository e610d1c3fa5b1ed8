"""Revenue, plan and renewal from billing, where nobody else gives them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from integrations.connections.models import ConnectionState
from integrations.stripe.fields import KEY
from integrations.stripe.models import BillingSettings, Customer, Product, Subscription
from integrations.stripe.revenue import COUNTED, dollars, item_of
from people.services import facts_fill


def companies_of(customer_ids: Iterable[int]) -> set[int]:
    """The companies to which these customers of Stripe belong."""
    found = Customer.objects.filter(pk__in=list(customer_ids), company__isnull=False)
    return set(found.values_list("company_id", flat=True))


def companies_fill(*, company_ids: Iterable[int], now: datetime) -> None:
    """
    Let billing stand in for what nobody else says of these companies, in the caller's transaction.

    What it once gave and no longer knows it takes back.
    """
    for company_id in sorted(set(company_ids)):
        facts_fill(company_id=company_id, values=_values(company_id, now), source=KEY, now=now)


def counted(company_id: int) -> list[Subscription]:
    """The subscriptions that are worth their revenue; one that two connections read is counted once."""
    aside = BillingSettings.objects.filter(fills_facts=False).values("connection_id")
    found = Subscription.objects.filter(
        customer__company_id=company_id,
        customer__is_gone=False,
        is_gone=False,
        is_paused=False,
        status__in=COUNTED,
    )
    found = found.exclude(connection__in=aside).exclude(connection__state=ConnectionState.DISCONNECTED)
    return list({row.remote_id: row for row in found.order_by("-pk")}.values())


def _values(company_id: int, now: datetime) -> dict[str, Any]:
    rows = counted(company_id)
    ends = [
        row.period_ends_at.date()
        for row in rows
        if row.period_ends_at is not None
        and row.period_ends_at > now
        and any(item_of(one).is_term for one in row.items)
    ]
    worth = [(row.currency, row.yearly) for row in rows if row.yearly]
    return {
        "arr": None if any(row.is_partial for row in rows) else dollars(worth),
        "plan": ", ".join(sorted(names_of(rows).values()))[:80],
        "renewal_on": min(ends, default=None),
    }


def names_of(rows: Iterable[Subscription]) -> dict[tuple[int, str], str]:
    """What subscriptions are for, by connection and product: the product's name."""
    wanted = {(row.connection_id, one["product"]) for row in rows for one in row.items if one["product"]}
    found = Product.objects.filter(
        connection_id__in={connection_id for connection_id, _ in wanted},
        remote_id__in={product for _, product in wanted},
    ).exclude(name="")
    names = {(row.connection_id, row.remote_id): row.name for row in found}
    return {key: names[key] for key in wanted if key in names}

"""Taking over what Stripe said of products, customers, subscriptions and invoices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.stripe.client import moment
from integrations.stripe.fields import CUSTOMERS, INVOICES, PRODUCTS, SUBSCRIPTIONS, is_id
from integrations.stripe.models import BillingSettings, Customer, Invoice, Product, Subscription
from integrations.stripe.revenue import PERIODS, Item, yearly_of
from integrations.stripe.services import records
from integrations.stripe.services.filling import companies_of
from integrations.stripe.services.matching import customers_match

_MOST = 100
_LARGEST = 2**62


def objects_take(
    *,
    connection_id: int,
    kind: str,
    seen: Sequence[Mapping[str, Any]],
    chosen: BillingSettings,
    now: datetime,
) -> set[int]:
    """
    Take a page of objects over, in the caller's transaction; a page that comes again changes nothing.

    Returns the keys of the companies whose billing may have changed by it.
    """
    rows = records.locked(connection_id, kind, [str(one["id"]) for one in seen])
    owners = _owners(connection_id, kind, seen, now)
    touched: set[int] = set()
    for one in seen:
        row = rows[str(one["id"])]
        if row.is_gone:
            continue
        row.seen_at = now
        if kind == PRODUCTS:
            _product(row, one)
        elif kind == CUSTOMERS:
            _customer(row, one, chosen)
        else:
            row.customer = owners.get(str(one.get("customer")))
            _subscription(row, one) if kind == SUBSCRIPTIONS else _invoice(row, one)
        row.save()
        touched.add(row.pk if kind == CUSTOMERS else getattr(row, "customer_id", None) or 0)
    moved: set[int] = set()
    if kind == CUSTOMERS:
        moved = customers_match(rows=[rows[str(one["id"])] for one in seen], now=now)
    return companies_of(touched) | moved


def _owners(
    connection_id: int, kind: str, seen: Sequence[Mapping[str, Any]], now: datetime
) -> dict[str, Customer]:
    """The customers of subscriptions and invoices; those not known yet are asked for."""
    if kind not in (SUBSCRIPTIONS, INVOICES):
        return {}
    ids = {str(one["customer"]) for one in seen if is_id(one.get("customer"))}
    known = Customer.objects.filter(connection_id=connection_id, remote_id__in=ids)
    found = {row.remote_id: row for row in known}
    if ids - found.keys():
        records.want(connection_id, CUSTOMERS, ids - found.keys(), now=now)
        found = {row.remote_id: row for row in known.all()}
    return found


def _product(row: Product, told: Mapping[str, Any]) -> None:
    row.name = text_of(told.get("name"), 200)


def _customer(row: Customer, told: Mapping[str, Any], chosen: BillingSettings) -> None:
    row.name = text_of(told.get("name"), 200)
    row.email = text_of(told.get("email"), 254).lower()
    row.currency = text_of(told.get("currency"), 3)
    row.is_delinquent = told.get("delinquent") is True
    metadata = told.get("metadata")
    row.crm_id = text_of(metadata.get(chosen.metadata_key), 120) if isinstance(metadata, dict) else ""
    row.made_at = moment(told.get("created"))


def _subscription(row: Subscription, told: Mapping[str, Any]) -> None:
    rows = [one for one in _listed(told.get("items")) if isinstance(one, dict)]
    items = [_item(one) for one in rows]
    row.status = text_of(told.get("status"), 30)
    row.currency = _currency(told, rows)
    row.items = [one.to_json() for one in items]
    percent, amount = _discount(told, items)
    yearly = yearly_of(items, percent_off=percent, amount_off=amount)
    row.yearly = yearly.amount
    # Of more prices than one answer holds, only those in it are counted.
    row.is_partial = yearly.is_partial or _has_more(told.get("items"))
    row.is_paused = told.get("pause_collection") is not None
    row.started_at = moment(told.get("start_date"))
    # Newer versions of the interface keep the period with each item.
    ends = [moment(one.get("current_period_end")) for one in (told, *rows)]
    row.period_ends_at = next((one for one in ends if one is not None), None)
    row.trial_ends_at = moment(told.get("trial_end"))
    row.ends_at = moment(told.get("cancel_at"))
    if row.ends_at is None and told.get("cancel_at_period_end") is True:
        row.ends_at = row.period_ends_at
    row.ended_at = moment(told.get("ended_at"))


def _listed(told: object) -> list[Any]:
    data = told.get("data") if isinstance(told, dict) else None
    return data[:_MOST] if isinstance(data, list) else []


def _has_more(told: object) -> bool:
    return isinstance(told, dict) and (told.get("has_more") is True or len(told.get("data") or ()) > _MOST)


def _currency(told: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    # Old versions name the currency with the prices only.
    prices = (one.get("price") for one in rows)
    named = [told.get("currency"), *(one.get("currency") for one in prices if isinstance(one, dict))]
    return next((text for text in (text_of(one, 3) for one in named) if text), "").lower()


def _item(told: Mapping[str, Any]) -> Item:
    price = told.get("price")
    price = price if isinstance(price, dict) else {}
    recurring = price.get("recurring")
    recurring = recurring if isinstance(recurring, dict) else {}
    product = price.get("product")
    found = Item(
        product=str(product) if is_id(product) else "",
        nickname=text_of(price.get("nickname"), 120),
        quantity=_whole(told.get("quantity"), default=1),
        unit=_unit(price, recurring),
        interval=text_of(recurring.get("interval"), 10),
        every=max(1, _whole(recurring.get("interval_count"), default=1)),
    )
    packs = price.get("transform_quantity")
    if not isinstance(packs, dict):
        return found
    divide_by = max(1, _whole(packs.get("divide_by"), default=1))
    return replace(found, divide_by=divide_by, rounds_up=packs.get("round") == "up")


def _unit(price: Mapping[str, Any], recurring: Mapping[str, Any]) -> Decimal | None:
    """What one costs; None where usage or tiers decide, or nothing can be read."""
    if recurring.get("usage_type") == "metered" or price.get("billing_scheme") == "tiered":
        return None
    if recurring.get("interval") not in PERIODS:
        return None
    told = price.get("unit_amount_decimal") or price.get("unit_amount")
    if told is None or isinstance(told, bool):
        return None
    try:
        found = Decimal(str(told)[:40])
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**12 else None


def _discount(told: Mapping[str, Any], items: Sequence[Item]) -> tuple[Decimal | None, Decimal | None]:
    """The percentage, and the amount a year, of a discount that never ends."""
    discount = told.get("discount")
    coupon = discount.get("coupon") if isinstance(discount, dict) else None
    if not isinstance(coupon, dict) or coupon.get("duration") != "forever":
        return None, None
    percent = coupon.get("percent_off")
    if isinstance(percent, int | float) and not isinstance(percent, bool) and 0 <= percent <= 100:
        return Decimal(str(percent)), None
    amount = coupon.get("amount_off")
    if isinstance(amount, bool) or not isinstance(amount, int) or not items or not 0 <= amount < 10**12:
        return None, None
    # An amount is taken off each invoice, so as often as the first price is charged.
    first = items[0]
    times = Decimal(PERIODS.get(first.interval, 1)) / first.every
    return None, Decimal(amount) * times


def _invoice(row: Invoice, told: Mapping[str, Any]) -> None:
    row.number = text_of(told.get("number"), 100)
    row.status = text_of(told.get("status"), 20)
    row.currency = text_of(told.get("currency"), 3).lower()
    row.due, row.paid = _whole(told.get("amount_due")), _whole(told.get("amount_paid"))
    row.remaining = _whole(told.get("amount_remaining"))
    row.attempts = max(0, min(_whole(told.get("attempt_count")), 10**6))
    row.is_attempted = told.get("attempted") is True
    row.next_attempt_at = moment(told.get("next_payment_attempt"))
    row.due_at = moment(told.get("due_date"))
    row.made_at = moment(told.get("created"))


def _whole(told: object, *, default: int = 0) -> int:
    is_fit = isinstance(told, int) and not isinstance(told, bool) and abs(told) < _LARGEST
    return told if is_fit and isinstance(told, int) else default


def text_of(told: object, limit: int) -> str:
    """A text of Stripe's in one line, without what a database refuses; empty for anything else."""
    return " ".join(told.replace("\x00", " ").split())[:limit] if isinstance(told, str) else ""

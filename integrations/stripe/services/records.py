"""The rows of Stripe's objects: made, locked, asked for, gone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from integrations.stripe.fields import CUSTOMERS, INVOICES, PRODUCTS, SUBSCRIPTIONS
from integrations.stripe.models import Customer, Invoice, Product, Remote, Subscription

MODELS: Mapping[str, type[Remote]] = {
    PRODUCTS: Product,
    CUSTOMERS: Customer,
    SUBSCRIPTIONS: Subscription,
    INVOICES: Invoice,
}


def locked(connection_id: int, kind: str, ids: Iterable[str]) -> dict[str, Any]:
    """The rows of these objects, new where there was none, locked in the order of their keys."""
    wanted = sorted(set(ids))
    table = MODELS[kind]._default_manager
    table.bulk_create(
        [MODELS[kind](connection_id=connection_id, remote_id=one) for one in wanted], ignore_conflicts=True
    )
    rows = table.select_for_update(of=("self",)).filter(connection_id=connection_id, remote_id__in=wanted)
    return {row.remote_id: row for row in rows.order_by("pk")}


def want(connection_id: int, kind: str, ids: Iterable[str], *, now: datetime) -> bool:
    """Have these read anew, whether they are known or not; what is gone stays so. False for none."""
    found = locked(connection_id, kind, ids)
    rows = MODELS[kind]._default_manager.filter(pk__in=[row.pk for row in found.values()], is_gone=False)
    return bool(rows.update(wanted_at=now))


def wanted(connection_id: int, kind: str, limit: int) -> list[str]:
    """The ids to read anew, the earliest first."""
    found = MODELS[kind]._default_manager.filter(connection_id=connection_id, wanted_at__isnull=False)
    return list(found.order_by("wanted_at", "pk").values_list("remote_id", flat=True)[:limit])


def is_any_wanted(connection_id: int) -> bool:
    """Whether something is to be read anew."""
    return any(wanted(connection_id, kind, 1) for kind in MODELS)


def answered(connection_id: int, kind: str, remote_id: str, *, before: datetime) -> None:
    """This was asked for before a moment; what was wanted again since then stays wanted."""
    found = MODELS[kind]._default_manager.filter(connection_id=connection_id, remote_id=remote_id)
    found.filter(wanted_at__lte=before).update(wanted_at=None)


def gone(connection_id: int, kind: str, ids: Sequence[str]) -> list[int]:
    """These are deleted there, for good; returns the keys of the customers whom it concerns."""
    rows = list(locked(connection_id, kind, ids).values())
    for row in rows:
        row.is_gone, row.wanted_at = True, None
        row.save(update_fields=["is_gone", "wanted_at"])
    if kind == CUSTOMERS:
        return [row.pk for row in rows]
    return [row.customer_id for row in rows if getattr(row, "customer_id", None) is not None]


def unseen(connection_id: int, kind: str, *, since: datetime, not_before: datetime, now: datetime) -> None:
    """After a whole reading: what it did not show is asked for by its id; of invoices none older than it."""
    newer = Q(made_at__gte=not_before) if kind == INVOICES else Q()
    found = MODELS[kind]._default_manager.filter(newer, connection_id=connection_id, is_gone=False)
    found.exclude(seen_at__gte=since).update(wanted_at=now)

"""Billing as the workspace sees it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from integrations.stripe.fields import EVENT_TYPES
from integrations.stripe.models import BillingSettings, Customer, Invoice, Subscription
from integrations.stripe.money import major
from integrations.stripe.revenue import HOME, item_of
from integrations.stripe.selectors import Billing, State
from people.models import Company


def money_json(amount: Decimal | int, currency: str) -> dict[str, Any]:
    """An amount of the smallest unit, in the currency itself."""
    return {"amount": f"{major(amount, currency):f}", "currency": currency.upper()}


def billing_json(
    billing: Billing, names: Mapping[tuple[int, str], str], *, is_connected: bool
) -> dict[str, Any]:
    """What a company is billed."""
    yearly = billing.yearly
    return {
        "is_connected": is_connected,
        "is_proven": billing.is_proven,
        "customers": [
            {
                "id": row.pk,
                "remote_id": row.remote_id,
                "name": row.name,
                "email": row.email,
                "matched_by": row.matched_by,
                "is_delinquent": row.is_delinquent,
            }
            for row in billing.customers
        ],
        "subscriptions": [_subscription_json(row, names) for row in billing.subscriptions],
        "invoices": [_invoice_json(row) for row in billing.invoices],
        "yearly": None if yearly is None else {"amount": f"{yearly:f}", "currency": HOME.upper()},
        "is_partial": billing.is_partial,
    }


def _subscription_json(row: Subscription, names: Mapping[tuple[int, str], str]) -> dict[str, Any]:
    items = [item_of(one) for one in row.items]
    return {
        "id": row.remote_id,
        "status": row.status,
        "is_paused": row.is_paused,
        "items": [
            {
                "name": names.get((row.connection_id, one.product), one.nickname),
                "quantity": one.quantity,
                "unit": None if one.unit is None else money_json(one.unit, row.currency),
                "interval": one.interval,
                "every": one.every,
            }
            for one in items
        ],
        "yearly": money_json(row.yearly, row.currency),
        "is_partial": row.is_partial,
        "started_at": row.started_at,
        "period_ends_at": row.period_ends_at,
        "trial_ends_at": row.trial_ends_at,
        "ends_at": row.ends_at,
        "ended_at": row.ended_at,
    }


def _invoice_json(row: Invoice) -> dict[str, Any]:
    return {
        "id": row.remote_id,
        "number": row.number,
        "status": row.status,
        "due": money_json(row.due, row.currency),
        "remaining": money_json(row.remaining, row.currency),
        "has_failed": row.has_failed,
        "attempts": row.attempts,
        "next_attempt_at": row.next_attempt_at,
        "due_at": row.due_at,
        "made_at": row.made_at,
    }


def state_json(state: State, chosen: BillingSettings) -> dict[str, Any]:
    """How an account stands."""
    by = chosen.changed_by
    return {
        "is_first": not all(one.is_done for one in state.kinds),
        "kinds": [
            {
                "kind": one.kind,
                "is_whole": one.is_whole,
                "is_done": one.is_done,
                "read": one.read,
                "last_at": one.last_at,
            }
            for one in state.kinds
        ],
        "matches": state.matches,
        "failed": state.failed,
        "event_types": list(EVENT_TYPES),
        "settings": {
            "version": chosen.version,
            "metadata_key": chosen.metadata_key,
            "fills_facts": chosen.fills_facts,
            "changed_by": None if by is None else {"id": by.pk, "name": by.name},
            "changed_at": chosen.changed_at,
        },
    }


def customer_json(row: Customer, companies: Mapping[int, Company]) -> dict[str, Any]:
    """A customer of Stripe, and whose it is."""
    company, contact, by = row.company, row.contact, row.decided_by
    return {
        "id": row.pk,
        "remote_id": row.remote_id,
        "name": row.name,
        "email": row.email,
        "match": row.match,
        "matched_by": row.matched_by,
        "why": row.why,
        "company": None if company is None else {"id": company.pk, "name": company.name},
        "contact": None if contact is None else {"id": contact.pk, "name": contact.display_name},
        "candidates": [
            {
                "company": {"id": one["company_id"], "name": companies[one["company_id"]].name},
                "why": one["why"],
            }
            for one in row.candidates
            if one["company_id"] in companies
        ],
        "decided_by": None if by is None else {"id": by.pk, "name": by.name},
        "decided_at": row.decided_at,
    }

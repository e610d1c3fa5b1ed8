"""Names that Stripe's side shares."""

import re
from collections.abc import Mapping
from datetime import timedelta

KEY = "stripe"
"""Its name among the systems, and as a source of facts."""
PRODUCTS, CUSTOMERS, SUBSCRIPTIONS, INVOICES = "products", "customers", "subscriptions", "invoices"
KINDS = (PRODUCTS, CUSTOMERS, SUBSCRIPTIONS, INVOICES)
"""In the order in which they are read: who comes later names those before."""
EVENTS = "events"
KIND_OF: Mapping[str, str] = {
    "product": PRODUCTS,
    "customer": CUSTOMERS,
    "subscription": SUBSCRIPTIONS,
    "invoice": INVOICES,
}
"""What an event is about, by the `object` of its data."""
EVENT_TYPES = (
    "product.created",
    "product.updated",
    "product.deleted",
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "invoice.created",
    "invoice.updated",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.marked_uncollectible",
    "invoice.voided",
    "invoice.deleted",
)
"""What a webhook endpoint there should send, and what the poll asks for; Stripe takes 20 of them."""
INVOICES_BACK = timedelta(days=400)
"""How far back invoices are read: a year, and the month in which the next yearly one may fail."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


def is_id(text: object) -> bool:
    """Whether it can be an id of Stripe, which stands in addresses."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None

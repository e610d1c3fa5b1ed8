"""
Stripe over real HTTP: it keeps customers, subscriptions and invoices, tells what happened, fails on demand.

Every request is held to the published description first, and what the stand-in makes is too; what is not in
it stands in `State.faults`.
"""

import hashlib
import hmac
import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.standins.serving import QuietHandler, StandIn
from tests.standins.stripe import contract

KEY = "rk_live_4242"
HOOK_SECRET = "whsec_4242424242424242"
PLURALS = {
    "product": "products", "customer": "customers", "subscription": "subscriptions", "invoice": "invoices",
}  # fmt: skip
_PREFIX = {"product": "prod", "customer": "cus", "subscription": "sub", "invoice": "in", "event": "evt"}
Answer = tuple[int, dict[str, str], bytes]
Planned = Answer | Callable[["_Handler"], Answer | None]


@dataclass
class State:
    """The account, and how the server behaves."""

    objects: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {kind: {} for kind in (*PLURALS.values(), "events")}
    )
    keys: set[str] = field(default_factory=lambda: {KEY})
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    calls: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    next_id: int = 1000
    # Calls allowed until it is raised; None is without a limit.
    allowance: int | None = None
    # The next answers in place of its own; a callable may look at the request, and None hangs up.
    next: list[Planned] = field(default_factory=list)
    # The versions of the interface that were asked for.
    versions: set[str] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)


class StripeStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()

        class Handler(_Handler):
            pass

        Handler.state = self.state
        super().__init__(Handler, port)

    def product(self, name: str) -> str:
        """Something to sell. Returns its id."""
        now = self._now()
        return self._put(
            "product",
            {"active": True, "images": [], "metadata": {}, "name": name, "updated": now, "livemode": True},
        )

    def customer(self, *, id: str = "", **values: Any) -> str:
        """A customer, new or changed. Returns its id."""
        return self._put(
            "customer",
            {"email": None, "name": None, "currency": "usd", "delinquent": False, "metadata": {},
             "livemode": True} if not id else {},
            id=id, **values,
        )  # fmt: skip

    def subscription(
        self,
        customer: str = "",
        *items: Mapping[str, Any],
        id: str = "",
        currency: str = "usd",
        **values: Any,
    ) -> str:
        """A subscription of prices (`price_of`), new or changed. Returns its id."""
        now = self._now()
        made: dict[str, Any] = {}
        if not id:
            made = {
                "automatic_tax": {"enabled": False}, "billing_cycle_anchor": now, "cancel_at": None,
                "cancel_at_period_end": False, "canceled_at": None, "ended_at": None,
                "collection_method": "charge_automatically", "current_period_end": now + 30 * 86400,
                "current_period_start": now, "customer": customer, "discount": None, "livemode": True,
                "metadata": {}, "pause_collection": None, "start_date": now, "status": "active",
                "trial_end": None,
            }  # fmt: skip
        found = self._put("subscription", made, id=id, is_quiet=True, **values)
        row = self.state.objects["subscriptions"][found]
        if items:
            row["items"] = {
                "object": "list",
                "has_more": False,
                "url": f"/v1/subscription_items?subscription={found}",
                "data": [self._item(found, one, currency) for one in items],
            }
        self._tell("subscription", found, "updated" if id else "created")
        return found

    def _item(self, subscription: str, told: Mapping[str, Any], currency: str) -> dict[str, Any]:
        quantity, price = told.get("quantity", 1), dict(told)
        price.pop("quantity", None)
        return {
            "object": "subscription_item", "id": self._id("si"), "created": self._now(), "metadata": {},
            "subscription": subscription, "quantity": quantity, "tax_rates": [], "billing_thresholds": None,
            "price": {"currency": currency, "id": self._id("price"), "created": self._now()} | price,
        }  # fmt: skip

    def invoice(self, customer: str = "", *, id: str = "", **values: Any) -> str:
        """An invoice, new or changed. Returns its id."""
        now = self._now()
        made: dict[str, Any] = {}
        if not id:
            amount = values.get("amount_due", 1000)
            made = {
                "amount_due": amount, "amount_paid": 0, "amount_remaining": amount, "attempt_count": 0,
                "attempted": False, "automatic_tax": {"enabled": False, "status": None}, "currency": "usd",
                "collection_method": "charge_automatically", "customer": customer, "default_tax_rates": [],
                "due_date": None, "livemode": True, "next_payment_attempt": None, "number": None,
                "lines": {"object": "list", "data": [], "has_more": False, "url": "/v1/invoices/x/lines"},
                "paid": False, "paid_out_of_band": False, "period_end": now, "period_start": now,
                "payment_settings": {"payment_method_options": None, "payment_method_types": None},
                "post_payment_credit_notes_amount": 0, "pre_payment_credit_notes_amount": 0,
                "starting_balance": 0, "status": "open", "subtotal": amount, "total": amount,
                "status_transitions": {"finalized_at": now, "marked_uncollectible_at": None,
                                       "paid_at": None, "voided_at": None},
                "total_tax_amounts": [],
            }  # fmt: skip
        return self._put("invoice", made, id=id, **values)

    def payment_fails(self, invoice: str, *, attempt: int = 1, again_in: int | None = 3 * 86400) -> str:
        """Charging an invoice fails. Returns the event's id."""
        following = None if again_in is None else self._now() + again_in
        self._put(
            "invoice", {}, id=invoice, is_quiet=True,
            attempted=True, attempt_count=attempt, next_payment_attempt=following,
        )  # fmt: skip
        return self._tell("invoice", invoice, "payment_failed")

    def pays(self, invoice: str) -> str:
        """An invoice is paid. Returns the event's id."""
        row = self.state.objects["invoices"][invoice]
        self._put(
            "invoice", {}, id=invoice, is_quiet=True, attempted=True, status="paid", paid=True,
            amount_paid=row["amount_due"], amount_remaining=0, next_payment_attempt=None,
        )  # fmt: skip
        return self._tell("invoice", invoice, "paid")

    def cancel(self, subscription: str) -> str:
        """A subscription is over at once. Returns the event's id."""
        now = self._now()
        self._put(
            "subscription", {}, id=subscription, is_quiet=True, status="canceled", ended_at=now,
            canceled_at=now,
        )  # fmt: skip
        return self._tell("subscription", subscription, "deleted")

    def delete(self, kind: str, id: str) -> str:
        """An object is deleted there. Returns the event's id."""
        event = self._tell(kind, id, "deleted")
        rows = self.state.objects[PLURALS[kind]]
        if kind == "customer":
            rows[id] = {"id": id, "object": "customer", "deleted": True, "created": rows[id]["created"]}
        else:
            rows.pop(id)
        return event

    def signed(self, event: str, at: datetime, *, secret: str = HOOK_SECRET) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the webhook of an event."""
        body = json.dumps(self.state.objects["events"][event]).encode()
        moment = str(int(at.timestamp()))
        proof = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        return body, {"Stripe-Signature": f"t={moment},v1={proof}"}

    def last_event(self) -> str:
        """The id of what happened last."""
        return list(self.state.objects["events"])[-1]

    def _now(self) -> int:
        return int(self.state.clock().timestamp())

    def _id(self, prefix: str) -> str:
        with self.state.lock:
            self.state.next_id += 1
            return f"{prefix}_{self.state.next_id}"

    def _put(
        self, kind: str, made: Mapping[str, Any], *, id: str = "", is_quiet: bool = False, **values: Any
    ) -> str:
        with self.state.lock:
            rows = self.state.objects[PLURALS[kind]]
            is_new = not id
            if is_new:
                id = self._id(_PREFIX[kind])
                rows[id] = {"id": id, "object": kind, "created": self._now(), **made}
            rows[id].update(values)
            if not is_quiet:
                self._tell(kind, id, "created" if is_new else "updated")
        return id

    def _tell(self, kind: str, id: str, what: str) -> str:
        with self.state.lock:
            event, row = self._id("evt"), self.state.objects[PLURALS[kind]][id]
            if fault := contract.unlike(kind, row):
                self.state.faults.append(fault)
            name = "customer.subscription" if kind == "subscription" else kind
            self.state.objects["events"][event] = {
                "id": event, "object": "event", "api_version": "2020-08-27", "created": self._now(),
                "data": {"object": json.loads(json.dumps(row))}, "livemode": True, "pending_webhooks": 0,
                "request": None, "type": f"{name}.{what}",
            }  # fmt: skip
            return event


def price_of(
    unit: int | None,
    *,
    product: str = "prod_1",
    interval: str = "month",
    every: int = 1,
    quantity: int = 1,
    **more: Any,
) -> dict[str, Any]:
    """A price of a subscription; `unit` in the smallest unit of its currency, None for tiers."""  # fmt: skip
    return {
        "object": "price", "active": True, "billing_scheme": "per_unit" if unit is not None else "tiered",
        "livemode": True, "metadata": {}, "nickname": None, "product": product, "type": "recurring",
        "recurring": {"aggregate_usage": None, "interval": interval, "interval_count": every,
                      "usage_type": "licensed"},
        "transform_quantity": None, "unit_amount": unit,
        "unit_amount_decimal": None if unit is None else str(unit), "quantity": quantity,
    } | more  # fmt: skip


class _Handler(QuietHandler):
    state: State

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path)
        self.route, self.query = parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
        state = self.state
        with state.lock:
            state.calls[f"{self.command} {self.route}"] += 1
            planned = state.next.pop(0) if state.next else None
        if callable(planned):
            planned = planned(self)
            if planned is None:
                self.close_connection = True
                return
        with state.lock:
            status, headers, body = planned or self._checked()
        self.send_body(status, body, headers)

    def _checked(self) -> Answer:
        if faults := contract.faults(self.command, self.route, self.query):
            self.state.faults += faults
            return _error(400, "invalid_request_error", "; ".join(faults))
        self.state.versions.add(self.headers.get("Stripe-Version", ""))
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.state.keys:
            return _error(401, "invalid_request_error", "Invalid API Key provided.")
        if self.state.allowance is not None:
            if self.state.allowance <= 0:
                return _error(429, "rate_limit_error", "Too many requests hit the API too quickly.")
            self.state.allowance -= 1
        return self._own()

    def _own(self) -> Answer:
        kind, *rest = self.route.removeprefix("/v1/").split("/")
        rows = self.state.objects[kind]
        if rest:
            row = rows.get(rest[0])
            if row is None:
                return _error(404, "invalid_request_error", f"No such {kind}: '{rest[0]}'")
            return 200, {}, json.dumps(row).encode()
        # The newest first, as Stripe lists everything.
        found = [row for row in reversed(rows.values()) if not row.get("deleted") and self._fits(row)]
        after = self.query.get("starting_after")
        if after:
            at = next((at for at, row in enumerate(found) if row["id"] == after), None)
            if at is None:
                return _error(404, "invalid_request_error", f"No such {kind}: '{after}'")
            found = found[at + 1 :]
        limit = int(self.query.get("limit", "10"))
        data = {
            "object": "list",
            "url": self.route,
            "has_more": len(found) > limit,
            "data": found[:limit],
        }
        return 200, {}, json.dumps(data).encode()

    def _fits(self, row: Mapping[str, Any]) -> bool:
        if row["created"] < int(self.query.get("created[gte]", "0")):
            return False
        types = {value for name, value in self.query.items() if name.startswith("types[")}
        if types and row["type"] not in types:
            return False
        is_listed = row["object"] != "subscription" or self.query.get("status") == "all"
        return is_listed or row["status"] != "canceled"


def _error(status: int, kind: str, message: str) -> Answer:
    return status, {}, json.dumps({"error": {"type": kind, "message": message}}).encode()

"""Stripe as the roof of systems knows it."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings

from integrations.connections import signatures
from integrations.connections.signatures import Post
from integrations.connections.systems import Hook, Hooks, SystemSpec
from integrations.stripe.fields import KEY

SETTINGS_PATH = "/app/settings/billing"
VERSION = "2020-08-27"
"""The version of Stripe's interface that is asked for, whatever the account's own is."""


def _headers() -> Mapping[str, str]:
    return {"Stripe-Version": VERSION}


def _account(data: Any) -> tuple[str, str]:
    # A restricted key need not be allowed to read the account itself, so its id stays unknown.
    rows = data["data"]
    if not rows:
        return "", "Stripe"
    return "", "Stripe" if rows[0]["livemode"] else "Stripe (test mode)"


def _key_fault(key: str) -> str:
    if key.startswith("sk_"):
        return "This key may change everything there. Make a restricted key, which begins with rk_."
    return "" if key.startswith("rk_") else "A restricted key of Stripe begins with rk_."


def _event(post: Post) -> dict[str, Any]:
    found = orjson.loads(post.body)
    if not isinstance(found, dict) or found.get("object") != "event":
        raise ValueError("Stripe sends one event.")
    return found


def _event_of(post: Post) -> str:
    return str(_event(post)["type"])


def _delivery_id(post: Post) -> str:
    return str(_event(post)["id"])


def _handle(hook: Hook) -> None:
    from integrations.stripe import services

    services.event_take(connection_id=hook.connection_id, event=hook.json(), received_at=hook.received_at)


def spec() -> SystemSpec:
    """What the roof has to know; read when the program starts."""
    return SystemSpec(
        key=KEY,
        label="Stripe",
        base_url=settings.STRIPE_API_URL,
        headers=_headers,
        key_fault=_key_fault,
        keeps_free=0.2,
        test="/v1/customers?limit=1",
        account_of=_account,
        hooks=Hooks(
            scheme=signatures.stripe, handle=_handle, event_of=_event_of, delivery_id_of=_delivery_id
        ),
        settings_path=SETTINGS_PATH,
    )

"""HubSpot as the roof of systems knows it."""

from typing import Any

import orjson
from django.conf import settings

from integrations.connections import signatures
from integrations.connections.oauth import Provider
from integrations.connections.signatures import Post
from integrations.connections.systems import Delivered, Hook, Hooks, SystemSpec
from integrations.hubspot.fields import KEY

SETTINGS_PATH = "/app/settings/crm"
SCOPE = " ".join(
    (
        "oauth",
        "crm.objects.companies.read",
        "crm.objects.companies.write",
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.objects.deals.read",
        "crm.objects.owners.read",
    )
)


def provider() -> Provider:
    """The client of this installation."""
    return Provider(
        name="HubSpot",
        client_id=settings.HUBSPOT_CLIENT_ID,
        client_secret=settings.HUBSPOT_CLIENT_SECRET,
        authorize=f"{settings.HUBSPOT_APP_URL}/oauth/authorize",
        token=f"{settings.HUBSPOT_API_URL}/oauth/v1/token",
        scope=SCOPE,
        setup="Set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET, or connect with the token of a private app.",
    )


def _account(data: Any) -> tuple[str, str]:
    portal = str(int(data["portalId"]))
    return portal, f"Portal {portal}"


def _events(body: bytes) -> list[dict[str, Any]]:
    found = orjson.loads(body)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError("HubSpot sends a list of events.")
    return found


def _event_of(post: Post) -> str:
    found = _events(post.body)
    return str(found[0]["subscriptionType"]) if found else ""


def _secrets() -> tuple[str, ...]:
    return (settings.HUBSPOT_CLIENT_SECRET,) if settings.HUBSPOT_CLIENT_SECRET else ()


def _handle(hook: Hook) -> None:
    from integrations.hubspot import services

    services.events_take(
        connection_id=hook.connection_id, events=_events(hook.body), received_at=hook.received_at
    )


def _delivered(done: Delivered) -> None:
    from integrations.hubspot import services

    services.outcome_done(done)


def spec() -> SystemSpec:
    """What the roof has to know; read when the program starts."""
    return SystemSpec(
        key=KEY,
        label="HubSpot",
        base_url=settings.HUBSPOT_API_URL,
        provider=provider,
        test="/account-info/v3/details",
        account_of=_account,
        delivered=_delivered,
        hooks=Hooks(scheme=signatures.hubspot, handle=_handle, event_of=_event_of, shared_secrets=_secrets),
        settings_path=SETTINGS_PATH,
    )

"""HubSpot as the roof of systems knows it."""

from typing import Any

from django.conf import settings

from integrations.connections import signatures
from integrations.connections.oauth import Provider
from integrations.connections.selectors.internal import connection_find
from integrations.connections.signatures import Post
from integrations.connections.systems import Hook, Hooks, SystemSpec
from integrations.crm import services
from integrations.hubspot.crm import HubSpot
from integrations.hubspot.reading import events_of, named_by

CRM = HubSpot()
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
        variables=("HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET"),
    )


def _account(data: Any) -> tuple[str, str]:
    portal = str(int(data["portalId"]))
    return portal, f"Portal {portal}"


def _event_of(post: Post) -> str:
    found = events_of(post.body)
    return str(found[0]["subscriptionType"]) if found else ""


def _secrets() -> tuple[str, ...]:
    return (settings.HUBSPOT_CLIENT_SECRET,) if settings.HUBSPOT_CLIENT_SECRET else ()


def _handle(hook: Hook) -> None:
    account = connection_find(hook.connection_id)
    named = named_by(events_of(hook.body), account.account_id if account is not None else "")
    services.changed_there(connection_id=hook.connection_id, named=named, received_at=hook.received_at)


def spec() -> SystemSpec:
    """What the roof has to know; read when the program starts."""
    return SystemSpec(
        key=CRM.system,
        label=CRM.label,
        base_url=settings.HUBSPOT_API_URL,
        provider=provider,
        test="/account-info/v3/details",
        account_of=_account,
        delivered=services.outcome_done,
        hooks=Hooks(scheme=signatures.hubspot, handle=_handle, event_of=_event_of, shared_secrets=_secrets),
        settings_path=SETTINGS_PATH,
    )

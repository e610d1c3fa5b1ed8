"""Salesforce as a system to connect: its sign-in, where an org's API is, what it refuses."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings

from integrations.connections.oauth import Provider
from integrations.connections.systems import Refusal, SystemSpec
from integrations.crm import services
from integrations.salesforce.crm import Salesforce
from integrations.salesforce.soql import API

CRM = Salesforce()
SETTINGS_PATH = "/app/settings/salesforce"
NO_KEY = "Salesforce has no keys. Sign in instead."
DAY_IS_OVER = timedelta(minutes=15)
"""Its limit is that of the last 24 hours, so that a little becomes free all the time."""


def provider() -> Provider:
    """The client of this installation."""
    return Provider(
        name="Salesforce",
        client_id=settings.SALESFORCE_CLIENT_ID,
        client_secret=settings.SALESFORCE_CLIENT_SECRET,
        authorize=f"{settings.SALESFORCE_SIGN_IN_URL}/services/oauth2/authorize",
        token=f"{settings.SALESFORCE_SIGN_IN_URL}/services/oauth2/token",
        scope="api refresh_token",
        setup="Set SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET.",
        variables=("SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"),
        renews_scope=False,
    )


def _account(data: Any) -> tuple[str, str]:
    (org,) = data["records"]
    return str(org["Id"]), str(org["Name"])


def _base(answer: Mapping[str, Any]) -> str:
    return str(answer["instance_url"])


def _key_fault(key: str) -> str:
    return NO_KEY


def refusal(status: int, data: Any) -> Refusal | None:
    """A limit of Salesforce's comes as 403, named by a code."""
    first = data[0] if isinstance(data, list) and data else None
    code = first.get("errorCode") if isinstance(first, Mapping) else None
    if status == 403 and code == "REQUEST_LIMIT_EXCEEDED":
        is_day = "totalrequests" in str(first.get("message", "")).lower()[:200] if first else False
        return Refusal(
            "Salesforce wants no more calls for a while.",
            is_limit=True,
            wait=DAY_IS_OVER if is_day else None,
        )
    return None


def spec() -> SystemSpec:
    """What the roof has to know; read when the program starts."""
    return SystemSpec(
        key=CRM.system,
        label=CRM.label,
        provider=provider,
        # The org's people and its other programs live on the same calls.
        keeps_free=0.1,
        doubts_errors=True,
        test=f"{API}/query?q=SELECT+Id,+Name+FROM+Organization+LIMIT+1",
        account_of=_account,
        base_of=_base,
        key_fault=_key_fault,
        refusal=refusal,
        delivered=services.outcome_done,
        settings_path=SETTINGS_PATH,
    )

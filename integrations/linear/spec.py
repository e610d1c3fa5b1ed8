"""Linear as a system to connect: keys and sign-in, its webhooks, what it refuses."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings

from integrations.connections import signatures
from integrations.connections.oauth import Provider
from integrations.connections.signatures import Post
from integrations.connections.systems import Delivered, Ended, Hook, Hooks, SystemSpec
from integrations.issues import services
from integrations.linear import queries
from integrations.linear.tracker import PATH, Linear, refusal

TRACKER = Linear()


def _authorize(credential: str) -> Mapping[str, str]:
    # A personal key stands alone, a token of OAuth behind its scheme.
    is_key = credential.startswith("lin_api_")
    return {"Authorization": credential if is_key else f"Bearer {credential}"}


def _provider() -> Provider:
    return Provider(
        name="Linear",
        client_id=settings.LINEAR_CLIENT_ID,
        client_secret=settings.LINEAR_CLIENT_SECRET,
        authorize=f"{settings.LINEAR_SIGN_IN_URL}/oauth/authorize",
        token=f"{settings.LINEAR_API_URL}/oauth/token",
        scope="read,write,customer:read,customer:write,admin",
        more=(("actor", "app"), ("prompt", "consent")),
        setup="Set LINEAR_CLIENT_ID and LINEAR_CLIENT_SECRET, or connect with a key.",
        variables=("LINEAR_CLIENT_ID", "LINEAR_CLIENT_SECRET"),
    )


def _account(data: Any) -> tuple[str, str]:
    found = data["data"]["organization"]
    return found["id"], found["name"]


def _event(post: Post) -> str:
    body = orjson.loads(post.body)
    return f"{body['type']}.{body['action']}"


def _delivery_id(post: Post) -> str:
    # The header is not signed: whoever acts on a webhook must not mind the same one under another id.
    return post.headers.get("linear-delivery") or hashlib.sha256(post.body).hexdigest()


def _handle(hook: Hook) -> None:
    services.hook_apply(connection_id=hook.connection_id, tracker=TRACKER, body=hook.json())


def _delivered(done: Delivered) -> None:
    services.delivered(done, tracker=TRACKER)


def _ended(ended: Ended) -> None:
    services.ended(ended)


def spec() -> SystemSpec:
    """Linear, as the settings have it."""
    return SystemSpec(
        key=TRACKER.system,
        label=TRACKER.label,
        base_url=settings.LINEAR_API_URL,
        provider=_provider,
        authorize=_authorize,
        names_changes=True,
        keeps_free=0.1,
        test=PATH,
        test_body={"query": queries.WHO},
        account_of=_account,
        refusal=refusal,
        delivered=_delivered,
        ended=_ended,
        hooks=Hooks(scheme=signatures.linear, handle=_handle, event_of=_event, delivery_id_of=_delivery_id),
        settings_path="/app/settings/linear",
    )

"""GitHub as a system to connect: tokens and sign-in, its webhooks, what it refuses."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings

from integrations.connections import signatures
from integrations.connections.oauth import Provider
from integrations.connections.signatures import Post
from integrations.connections.systems import Delivered, Ended, Hook, Hooks, SystemSpec
from integrations.github.tracker import GitHub, refusal
from integrations.issues import services

TRACKER = GitHub()
MAX_HOOK_BYTES = 25 * 1024 * 1024
"""GitHub's own limit of a webhook."""


def _provider() -> Provider:
    return Provider(
        name="GitHub",
        client_id=settings.GITHUB_CLIENT_ID,
        client_secret=settings.GITHUB_CLIENT_SECRET,
        authorize=f"{settings.GITHUB_SIGN_IN_URL}/login/oauth/authorize",
        token=f"{settings.GITHUB_SIGN_IN_URL}/login/oauth/access_token",
        # An app of GitHub has its own rights and does not mind; an OAuth app needs it for issues and hooks.
        scope="repo",
        setup="Set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET, or connect with a token.",
        variables=("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"),
    )


def _headers() -> Mapping[str, str]:
    return {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


def _account(data: Any) -> tuple[str, str]:
    return str(data["id"]), str(data["login"])


def _event(post: Post) -> str:
    action = orjson.loads(post.body).get("action")
    kind = post.headers.get("x-github-event", "")
    return f"{kind}.{action}" if action else kind


def _handle(hook: Hook) -> None:
    services.hook_apply(connection_id=hook.connection_id, tracker=TRACKER, body=hook.json())


def _delivered(done: Delivered) -> None:
    services.delivered(done, tracker=TRACKER)


def _ended(ended: Ended) -> None:
    services.ended(ended)


def spec() -> SystemSpec:
    """GitHub, as the settings have it."""
    return SystemSpec(
        key=TRACKER.system,
        label=TRACKER.label,
        base_url=settings.GITHUB_API_URL,
        provider=_provider,
        headers=_headers,
        keeps_free=0.1,
        doubts_errors=True,
        test="/user",
        account_of=_account,
        refusal=refusal,
        delivered=_delivered,
        ended=_ended,
        # Its id of a delivery is not signed, so a webhook is known by its body, as for any other.
        hooks=Hooks(
            scheme=signatures.hmac_hex("x-hub-signature-256", prefix="sha256="),
            handle=_handle,
            event_of=_event,
            max_bytes=MAX_HOOK_BYTES,
        ),
        settings_path="/app/settings/github",
    )

"""What is Slack's own: signing in, how it refuses, how its webhooks are told apart."""

import hashlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import orjson
from django.conf import settings

from integrations.connections.oauth import Provider
from integrations.connections.signatures import Post
from integrations.connections.systems import Hook, Refusal

KEY = "slack"
SETTINGS_PATH = "/app/settings/slack"
SHORTCUT = "create_ticket"
PERSON = "talk_to_person"
SCOPES = (
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "chat:write.customize",
    "files:read", "files:write", "groups:history", "groups:read", "reactions:read", "reactions:write",
    "team:read", "users:read", "users:read.email", "commands", "im:write",
)  # fmt: skip
EVENTS = (
    "app_mention", "channel_rename", "member_joined_channel", "message.channels", "message.groups",
    "reaction_added",
)  # fmt: skip
_SIGN_IN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_LIMITS = frozenset({"ratelimited", "rate_limited"})
_WORDS = {
    "not_in_channel": "the app is not in this channel. Invite it there: /invite @app",
    "channel_not_found": "the app does not see this channel. Invite it there first",
    "is_archived": "the channel is archived",
    "missing_scope": "the app lacks a permission. Install it again from the settings",
    "restricted_action": "the workspace does not let apps write there",
    "msg_too_long": "the message is too long",
    "users_not_found": "nobody there has this address",
}


def provider() -> Provider:
    """Signing in at Slack: it takes no PKCE from an app with a secret."""
    return Provider(
        name="Slack",
        client_id=settings.SLACK_CLIENT_ID,
        client_secret=settings.SLACK_CLIENT_SECRET,
        authorize=f"{settings.SLACK_URL}/oauth/v2/authorize",
        token=f"{settings.SLACK_URL}/api/oauth.v2.access",
        scope=",".join(SCOPES),
        setup="Make an app at Slack, then set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET.",
        variables=("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
        uses_pkce=False,
    )


def refusal(status: int, data: Any) -> Refusal | None:
    """Slack answers 200 and says `ok: false` with a word."""
    if not isinstance(data, dict) or data.get("ok") is not False:
        return None
    word = str(data.get("error") or "without a reason")[:80]
    if word == "already_reacted":
        return None
    told = f"Slack refuses this: {_WORDS.get(word, word)}."
    return Refusal(told, is_limit=word in _LIMITS, is_sign_in=word in _SIGN_IN)


def account_of(data: Any) -> tuple[str, str]:
    """Id and name of the workspace, from `auth.test`."""
    return data["team_id"], data["team"]


def base_of(answer: Mapping[str, Any]) -> str:
    """Where the API of a new connection is."""
    return str(settings.SLACK_URL)


def shared_secrets() -> Sequence[str]:
    """An app has one signing secret for all workspaces."""
    return [settings.SLACK_SIGNING_SECRET] if settings.SLACK_SIGNING_SECRET else []


def payload_of(body: bytes) -> dict[str, Any]:
    """What a webhook says: JSON as an event, in a form as a shortcut or a button. Raises ValueError."""
    if body.lstrip()[:1] == b"{":
        data = orjson.loads(body)
    else:
        found = parse_qs(body.decode("utf-8"), max_num_fields=20).get("payload")
        if not found:
            raise ValueError("This is no event.")
        data = orjson.loads(found[0])
    if not isinstance(data, dict):
        raise ValueError("This is no event.")
    return data


def answer(post: Post) -> str | None:
    """The challenge of `url_verification`; None for what is to be stored."""
    data = payload_of(post.body)
    if data.get("type") != "url_verification":
        return None
    return str(data["challenge"])[:500]


def delivery_id_of(post: Post) -> str:
    """The id of an event, which a repeated delivery has too; a shortcut's is the moment it was used."""
    data = payload_of(post.body)
    given = data.get("event_id") or data.get("trigger_id")
    return str(given) if given else hashlib.sha256(post.body).hexdigest()


def event_of(post: Post) -> str:
    """What happened, for the log."""
    data = payload_of(post.body)
    event = data.get("event")
    if isinstance(event, dict):
        return ".".join(str(part) for part in (event.get("type"), event.get("subtype")) if part)
    return str(data.get("type") or "")


def team_of(data: Mapping[str, Any]) -> str:
    """The workspace that an event, a shortcut or a button is of; empty where it does not say."""
    team = data.get("team")
    return str(data.get("team_id") or (team.get("id") if isinstance(team, dict) else "") or "")


def said(hook: Hook) -> dict[str, Any]:
    """The payload of a stored webhook; empty for what cannot be read."""
    try:
        return payload_of(hook.body)
    except (ValueError, UnicodeDecodeError):
        return {}


def is_good(status: int, data: Any) -> bool:
    """Whether an answer says that it was done."""
    return status == HTTPStatus.OK and isinstance(data, dict) and data.get("ok") is True

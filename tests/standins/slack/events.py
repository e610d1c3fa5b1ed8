"""What Slack posts: events, shortcuts and buttons, signed by its scheme."""

import json
from collections.abc import Mapping
from hashlib import sha256
from hmac import new as hmac
from itertools import count
from typing import Any
from urllib.parse import urlencode

from tests.standins.slack.server import SIGNING_SECRET, TEAM

_numbers = count(1)


def event(inner: Mapping[str, Any], *, team: str = TEAM, event_id: str = "") -> dict[str, Any]:
    """The envelope of one event; the same `event_id` is the same event, sent again."""
    at = str(inner.get("event_ts") or inner.get("ts") or "1772442000.000001")
    return {
        "token": "legacy",
        "team_id": team,
        "api_app_id": "A0APP",
        "event": dict(inner) | {"event_ts": at},
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_numbers):08d}",
        "event_time": int(float(at)),
        "authed_users": ["U0BOT"],
    }


def spoken(message: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """A message, as its event tells it."""
    return event({**message, "channel": channel, "channel_type": "channel"})


def edited(message: Mapping[str, Any], channel: str, text: str, at: str) -> dict[str, Any]:
    """A message that was changed at `at`."""
    now = {**message, "text": text, "edited": {"user": message["user"], "ts": at}}
    return event(
        {
            "type": "message",
            "subtype": "message_changed",
            "channel": channel,
            "ts": at,
            "message": now,
            "previous_message": dict(message),
        }
    )


def deleted(message: Mapping[str, Any], channel: str, at: str) -> dict[str, Any]:
    """A message that was deleted at `at`."""
    return event(
        {
            "type": "message",
            "subtype": "message_deleted",
            "channel": channel,
            "ts": at,
            "deleted_ts": message["ts"],
            "previous_message": dict(message),
        }
    )


def reacted(message: Mapping[str, Any], channel: str, user: str, emoji: str) -> dict[str, Any]:
    """Somebody marks a message."""
    item = {"type": "message", "channel": channel, "ts": message["ts"]}
    return event({"type": "reaction_added", "user": user, "reaction": emoji, "item": item})


def as_form(payload: Mapping[str, Any]) -> bytes:
    """How a shortcut or a button comes."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def shortcut(message: Mapping[str, Any], channel: str, user: str) -> bytes:
    """Somebody uses *Create ticket* on a message."""
    return as_form(
        {
            "type": "message_action",
            "callback_id": "create_ticket",
            "trigger_id": f"{next(_numbers)}.1.x",
            "team": {"id": TEAM},
            "channel": {"id": channel},
            "user": {"id": user},
            "message": dict(message),
        }
    )


def button(message: Mapping[str, Any], channel: str, user: str, action: str) -> bytes:
    """Somebody presses a button below one of our messages."""
    return as_form(
        {
            "type": "block_actions",
            "trigger_id": f"{next(_numbers)}.2.x",
            "team": {"id": TEAM},
            "channel": {"id": channel},
            "user": {"id": user},
            "message": dict(message),
            "actions": [{"action_id": action, "type": "button"}],
        }
    )


def signed(body: bytes, *, at: float, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers by which Slack proves that it is itself."""
    moment = str(int(at))
    signature = hmac(secret.encode(), b"v0:" + moment.encode() + b":" + body, sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={signature}"}

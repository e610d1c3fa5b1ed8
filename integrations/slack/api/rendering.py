"""The JSON forms of Slack."""

import json
from typing import Any

from django.conf import settings

from integrations.slack import protocol
from integrations.slack.models import AlertRule, SlackChannel, SlackWorkspace
from integrations.slack.services import SocketState

REDIRECT = "/api/v1/connections/sign-in/return"


def app_json(hook_url: str, socket: SocketState | None) -> dict[str, Any]:
    """What an admin needs to make the app; `hook_url` is empty until a workspace is connected."""
    return {
        "is_set_up": protocol.provider().is_set_up,
        "has_signing_secret": bool(settings.SLACK_SIGNING_SECRET),
        "redirect_url": f"{settings.PUBLIC_URL}{REDIRECT}",
        "manifest": json.dumps(_manifest(hook_url), indent=2),
        "socket": None
        if socket is None
        else {"state": socket.state, "why": socket.why, "at": socket.at or None},
    }


def _manifest(hook_url: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "display_information": {"name": "Candor", "description": "Tickets from Slack"},
        "features": {"bot_user": {"display_name": "Candor", "always_online": True}},
        "oauth_config": {
            "redirect_urls": [f"{settings.PUBLIC_URL}{REDIRECT}"],
            "scopes": {"bot": list(protocol.SCOPES)},
        },
        "settings": {"org_deploy_enabled": False, "socket_mode_enabled": bool(settings.SLACK_APP_TOKEN)},
    }
    if hook_url or settings.SLACK_APP_TOKEN:
        # By a socket nothing has to be reached.
        address = {} if settings.SLACK_APP_TOKEN else {"request_url": hook_url}
        made["features"]["shortcuts"] = [
            {
                "name": "Create ticket",
                "type": "message",
                "callback_id": protocol.SHORTCUT,
                "description": "Make a ticket of this message",
            }
        ]
        made["settings"] |= {
            "event_subscriptions": address | {"bot_events": list(protocol.EVENTS)},
            "interactivity": {"is_enabled": True} | address,
        }
    return made


def _named(row: Any) -> dict[str, Any] | None:
    return None if row is None else {"id": row.pk, "name": row.name}


def channel_json(row: SlackChannel, failed: int) -> dict[str, Any]:
    """A channel."""
    return {
        "id": row.pk,
        "connection": row.connection_id,
        "channel_id": row.channel_id,
        "name": row.name,
        "is_private": row.is_private,
        "is_shared": row.is_shared,
        "is_gone": row.is_gone,
        "mode": row.mode,
        "emoji": row.emoji,
        "window": row.window,
        "brand": _named(row.brand),
        "company": _named(row.company),
        "team": _named(row.team),
        "since": row.since.isoformat() if row.since is not None else None,
        "failed": failed,
    }


def workspace_json(row: SlackWorkspace) -> dict[str, Any]:
    """A workspace."""
    return {
        "id": row.pk,
        "connection": row.connection_id,
        "team_id": row.team_id,
        "name": row.name,
        "is_own": row.is_own,
        "company": _named(row.company),
    }


def rule_json(row: AlertRule) -> dict[str, Any]:
    """A rule of alerts."""
    return {
        "id": row.pk,
        "connection": row.connection_id,
        "kinds": row.kinds,
        "channel": _named(row.channel),
        "brand": _named(row.brand),
        "team": _named(row.team),
        "priorities": row.priorities,
        "fraction": row.fraction,
        "digest_minutes": row.digest_minutes,
        "most_an_hour": row.most_an_hour,
        "quiet_begins": row.quiet_begins.isoformat() if row.quiet_begins is not None else None,
        "quiet_ends": row.quiet_ends.isoformat() if row.quiet_ends is not None else None,
        "timezone": row.timezone,
        "is_on": row.is_on,
    }

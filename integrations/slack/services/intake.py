"""
What Slack tells, stored: messages, changes of them, and what somebody asks for.

Runs in the transaction of the webhook, asks Slack nothing, and does not mind to run twice.
"""

from datetime import datetime, timedelta
from typing import Any

from assistant.services import handoff_request
from core import clock
from core.actors import SYSTEM
from core.errors import Forbidden, NotFound
from core.queue import enqueue_on_commit
from integrations.connections.selectors import internal as all_connections
from integrations.connections.systems import Hook
from integrations.slack import mrkdwn, protocol, selectors
from integrations.slack.grouping import moment
from integrations.slack.models import MessageState, Mode, SlackChannel, SlackMessage
from integrations.slack.services.channels import connection_adopt
from integrations.slack.services.gathering import without_secrets
from tickets import services as ticket_services

SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Kinds of messages that a person wrote; all others are notes of Slack itself, or of a program."""
LATE = timedelta(minutes=15)
"""How long after its moment a message that came only as a change may still become one."""
MOST_TEXT = 40_000
MOST_FILES = 20
_FILE = ("id", "name", "size", "url_private_download", "url_private", "mimetype", "is_external", "mode")


def hook_take(hook: Hook) -> None:
    """Store what one webhook tells."""
    data = protocol.said(hook)
    connection_id = _connection_of(hook, data)
    connection_adopt(connection_id=connection_id)
    match data.get("type"):
        case "event_callback" if isinstance(data.get("event"), dict):
            _event(connection_id, data["event"], hook.received_at)
        case "message_action" if data.get("callback_id") == protocol.SHORTCUT:
            _shortcut(connection_id, data, hook.received_at)
        case "block_actions":
            _button(connection_id, data)


def _connection_of(hook: Hook, data: dict[str, Any]) -> int:
    """An app has one address for all its workspaces: the event says whose it is."""
    found = all_connections.connection_of_account(protocol.KEY, protocol.team_of(data))
    return hook.connection_id if found is None else found.pk


def _event(connection_id: int, event: dict[str, Any], now: datetime) -> None:
    kind = event.get("type")
    if kind == "message":
        _message(connection_id, event, now)
    elif kind == "app_mention" and not _is_program(event):
        channel = _channel(connection_id, event.get("channel"), now)
        _want(channel, str(event.get("ts") or ""), _spoken(event), now)
    elif kind == "reaction_added":
        item = event.get("item") or {}
        channel = _channel(connection_id, item.get("channel"), now)
        given = str(event.get("reaction") or "").partition("::")[0]
        if item.get("type") == "message" and channel is not None and given == channel.emoji:
            _want(channel, str(item.get("ts") or ""), None, now)
    elif kind in ("channel_rename", "member_joined_channel", "group_rename"):
        enqueue_on_commit("integrations.slack.tasks.look", connection_id=connection_id)


def _channel(connection_id: int, given: object, now: datetime) -> SlackChannel | None:
    """The channel of an event; one that is new is off until an admin says otherwise."""
    key = given.get("id") if isinstance(given, dict) else given
    if not isinstance(key, str) or key[:1] not in ("C", "G"):
        return None
    row, is_new = SlackChannel.objects.select_related("connection").get_or_create(
        connection_id=connection_id, channel_id=key[:40]
    )
    if is_new:
        enqueue_on_commit("integrations.slack.tasks.look", connection_id=connection_id)
    return None if row.mode == Mode.OFF or row.is_gone else row


def _is_program(message: dict[str, Any]) -> bool:
    """Bots, and so ourselves, start nothing and are answered nothing."""
    return bool(message.get("bot_id") or message.get("app_id")) or message.get("subtype") == "bot_message"


def _message(connection_id: int, event: dict[str, Any], now: datetime) -> None:
    channel = _channel(connection_id, event.get("channel"), now)
    if channel is None:
        return
    kind = str(event.get("subtype") or "")
    said = event.get("message") if kind == "message_changed" else event
    if kind == "message_deleted":
        _deleted(channel, str(event.get("deleted_ts") or ""), now)
    elif not isinstance(said, dict) or _is_program(said) or not said.get("user"):
        return
    elif kind == "message_changed" and said.get("subtype") != "tombstone":
        _changed(channel, said, event, now)
    elif kind == "message_changed":
        _deleted(channel, str(said.get("ts") or ""), now)
    elif kind in SPOKEN:
        _said(channel, said, now)


def _spoken(message: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a message."""
    files = [
        {name: one.get(name) for name in _FILE if one.get(name) is not None}
        for one in message.get("files") or []
        if isinstance(one, dict)
    ]
    return {
        "thread_ts": str(message.get("thread_ts") or "")[:30],
        "user_id": str(message.get("user") or "")[:40],
        "text": str(message.get("text") or "").replace("\x00", "\ufffd")[:MOST_TEXT],
        "files": files[:MOST_FILES],
    }


def _said(channel: SlackChannel, message: dict[str, Any], now: datetime) -> None:
    ts, values = str(message.get("ts") or "")[:30], _spoken(message)
    if not ts or not _is_ours(channel, ts, values["thread_ts"]):
        return
    row, is_new = SlackMessage.objects.get_or_create(
        channel=channel, ts=ts, defaults=values | _waiting(channel, now)
    )
    if not is_new and row.is_incomplete and row.state == MessageState.WAITING:
        # It was asked for before it came itself.
        SlackMessage.objects.filter(pk=row.pk, is_incomplete=True).update(is_incomplete=False, **values)
    _wait_on(channel, values, now)


def _waiting(channel: SlackChannel, now: datetime) -> dict[str, Any]:
    return {"received_at": now, "due_at": now + timedelta(seconds=channel.window)}


def _wait_on(channel: SlackChannel, values: dict[str, Any], now: datetime) -> None:
    """Who goes on writing is heard out."""
    if not channel.window:
        enqueue_on_commit("integrations.slack.tasks.work", channel_id=channel.pk)
        return
    SlackMessage.objects.filter(
        channel=channel,
        user_id=values["user_id"],
        state=MessageState.WAITING,
        thread_ts=values["thread_ts"],
        is_wanted=False,
    ).update(due_at=now + timedelta(seconds=channel.window))


def _is_ours(channel: SlackChannel, ts: str, thread_ts: str) -> bool:
    """Whether a message is kept: of a channel where all count, or in a thread that is a ticket."""
    if channel.since is not None and moment(ts) < channel.since.timestamp() - 1:
        return False
    if channel.mode == Mode.ALL:
        return True
    if not thread_ts or thread_ts == ts:
        return False
    asked = SlackMessage.objects.filter(channel=channel, ts=thread_ts, is_wanted=True)
    return selectors.thread_at(channel, thread_ts) is not None or asked.exists()


def _want(channel: SlackChannel | None, ts: str, values: dict[str, Any] | None, now: datetime) -> None:
    """Somebody asks that a message becomes a ticket."""
    if channel is None or not moment(ts):
        return
    row, is_new = SlackMessage.objects.select_for_update(of=("self",)).get_or_create(
        channel=channel,
        ts=ts[:30],
        defaults=(values or {})
        | {"is_incomplete": values is None, "is_wanted": True, "received_at": now, "due_at": now},
    )
    is_ignored = row.state == MessageState.IGNORED and row.deleted_at is None and not row.is_wanted
    if not is_new and (row.state == MessageState.WAITING or is_ignored):
        row.state, row.is_wanted, row.due_at, row.detail = MessageState.WAITING, True, now, ""
        row.is_incomplete = row.is_incomplete or is_ignored
        row.save(update_fields=["state", "is_wanted", "due_at", "detail", "is_incomplete"])
    enqueue_on_commit("integrations.slack.tasks.work", channel_id=channel.pk)


def _changed(channel: SlackChannel, message: dict[str, Any], event: dict[str, Any], now: datetime) -> None:
    ts, values = str(message.get("ts") or "")[:30], _spoken(message)
    at = str((message.get("edited") or {}).get("ts") or event.get("event_ts") or "")[:30]
    row = SlackMessage.objects.select_for_update(of=("self",)).filter(channel=channel, ts=ts).first()
    if row is None:
        # The message itself is late; a change of an old one makes no ticket.
        if now.timestamp() - moment(ts) < LATE.total_seconds() and _is_ours(channel, ts, values["thread_ts"]):
            SlackMessage.objects.get_or_create(
                channel=channel, ts=ts, defaults=values | {"edited_ts": at} | _waiting(channel, now)
            )
        return
    # Previews of links come as changes too.
    shown = without_secrets(values["text"])
    is_same = row.text in (values["text"], shown) and len(values["files"]) == len(row.files)
    if row.is_incomplete or is_same or row.deleted_at is not None or moment(at) <= moment(row.edited_ts):
        return
    row.text, row.edited_ts = values["text"] if row.entry_id is None else shown, at
    if row.state in (MessageState.WAITING, MessageState.FAILED):
        row.files = values["files"]
    row.save(update_fields=["text", "files", "edited_ts"])
    if row.entry_id is not None:
        names = selectors.names_of(channel.connection_id, mrkdwn.mentioned(row.text))
        ticket_services.entry_note_change(
            actor=SYSTEM,
            entry_id=row.entry_id,
            change="edited",
            system=protocol.KEY,
            body_html=mrkdwn.to_html(values["text"], names),
            now=clock.now(),
        )


def _deleted(channel: SlackChannel, ts: str, now: datetime) -> None:
    if not moment(ts):
        return
    SlackMessage.objects.get_or_create(
        channel=channel,
        ts=ts[:30],
        defaults={"state": MessageState.IGNORED, "detail": "Deleted.", "deleted_at": now}
        | {"received_at": now, "due_at": now},
    )
    row = SlackMessage.objects.select_for_update(of=("self",)).get(channel=channel, ts=ts[:30])
    if row.deleted_at is not None:
        return
    row.deleted_at = now
    if row.state in (MessageState.WAITING, MessageState.FAILED):
        row.state, row.detail, row.text, row.files = MessageState.IGNORED, "Deleted.", "", []
    row.save(update_fields=["deleted_at", "state", "detail", "text", "files"])
    if row.entry_id is not None:
        ticket_services.entry_note_change(
            actor=SYSTEM, entry_id=row.entry_id, change="deleted", system=protocol.KEY, now=clock.now()
        )


def _shortcut(connection_id: int, data: dict[str, Any], now: datetime) -> None:
    message = data.get("message")
    channel = _channel(connection_id, data.get("channel"), now)
    if channel is None or not isinstance(message, dict) or _is_program(message):
        return
    _want(channel, str(message.get("ts") or ""), _spoken(message), now)


def _button(connection_id: int, data: dict[str, Any]) -> None:
    """ "Talk to a person", below an answer of the assistant."""
    asked = {one.get("action_id") for one in data.get("actions") or [] if isinstance(one, dict)}
    channel = _channel(connection_id, data.get("channel"), clock.now())
    if protocol.PERSON not in asked or channel is None:
        return
    message = data.get("message") or {}
    thread = selectors.thread_at(channel, str(message.get("thread_ts") or message.get("ts") or ""))
    if thread is None:
        return
    try:
        handoff_request(actor=SYSTEM, ticket_id=thread.ticket_id, now=clock.now())
    except (NotFound, Forbidden):
        return

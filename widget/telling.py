"""
What may be sent over the customer's socket, name by name and field by field.

Everything that reaches the socket passes through here: whatever the program starts publishing about a contact
is not sent until it is named in this module.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from core.events import Event
from tickets import events

_EVENTS: tuple[type[Event], ...] = (
    events.MessageReceived, events.ReplyPosted, events.TicketChanged, events.TicketResolved,
    events.TicketReopened, events.TicketRated, events.TicketMerged, events.TicketUnmerged,
    events.EntriesRedacted,
)  # fmt: skip
TOLD_EVENTS = frozenset(event.name for event in _EVENTS)
_CONVERSATION = _MESSAGE = ("id",)
_SIGNALS: dict[str, tuple[str, ...]] = {
    "typing": ("ticket", "name", "is_typing"),
    "assistant.thinking": ("ticket",),
    "assistant.delta": ("ticket", "text"),
    "assistant.stopped": ("ticket",),
    "proactive.offered": ("at",),
}
# The protocol's own frames, which contain nothing about anybody.
_PLAIN = frozenset({"ready", "resumed", "reset", "pong", "error", "denied", "subscribed"})


def told(frame: Mapping[str, Any]) -> dict[str, Any] | None:
    """A frame in the form the customer may have; None if it is not for them."""
    match frame.get("type"):
        case "event" if frame.get("name") in TOLD_EVENTS:
            data = _event(frame.get("data"))
        case "signal" if frame.get("name") in _SIGNALS:
            data = _signal(str(frame["name"]), frame.get("data"))
        case kind if kind in _PLAIN:
            return dict(frame)
        case _:
            return None
    return None if data is None else {**frame, "data": data}


def _event(data: object) -> dict[str, Any] | None:
    if not isinstance(data, Mapping) or not isinstance(data.get("conversation"), Mapping):
        return None
    shown: dict[str, Any] = {"conversation": _some(data["conversation"], _CONVERSATION)}
    if isinstance(data.get("message"), Mapping):
        shown["message"] = _some(data["message"], _MESSAGE)
    return shown


def _signal(name: str, data: object) -> dict[str, Any] | None:
    if not isinstance(data, Mapping):
        return None
    shown = _some(data, _SIGNALS[name])
    if "run_id" in data:
        # The panel uses it to tell answers apart; our own numbers stay internal.
        text = f"{data.get('ticket', '')}:{data['run_id']}"
        shown["run_id"] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return shown


def _some(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}

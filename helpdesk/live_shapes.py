"""
The messages of the two sockets, as components of the API description; `docs/live.md` explains their use.

`WorkspaceFrame` and `WidgetFrame` are everything the server sends to staff and to customers.
"""

import inspect
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from core.api.schema import Schema
from core.api.shapes import AnyField, Shape, either, only
from core.events import Event
from core.live.presence import STATES
from notices.api.shapes import StaffNoticeShape
from people.models import Presence
from tickets import events
from tickets.api.entry_shapes import EntryField
from tickets.api.shapes import TicketRowShape
from widget.telling import TOLD_EVENTS

_TICKET_EVENTS = sorted(
    one.name
    for _, one in inspect.getmembers(events, inspect.isclass)
    if issubclass(one, Event) and one is not Event
)


def _any_of(name: str, *shapes: type[Shape]) -> AnyField:
    """A member with one of several shapes, distinguished by their members."""
    proxy = PolymorphicProxySerializer(
        component_name=name, serializers=list(shapes), resource_type_field_name=None, many=False
    )
    return extend_schema_field(proxy)(type("AnyOf", (AnyField,), {}))()  # type: ignore[no-any-return]  # made by the library


class ReadyFrameShape(Shape):
    """Connected; `last_id` is where a fresh client starts counting."""

    type = only("ready")
    last_id = serializers.IntegerField()
    user_id = serializers.IntegerField(allow_null=True)


class SubscribedFrameShape(Shape):
    """The topic is followed from now on."""

    type = only("subscribed")
    topic = serializers.CharField()


class DeniedFrameShape(Shape):
    """The topic is not followed."""

    type = only("denied")
    topic = serializers.CharField(allow_null=True)
    detail = serializers.CharField()


class ResumedFrameShape(Shape):
    """Nothing more was missed."""

    type = only("resumed")
    last_id = serializers.IntegerField()


class ResetFrameShape(Shape):
    """Too much was missed, or it is unknown what: load everything again."""

    type = only("reset")


class PongFrameShape(Shape):
    """The answer to a ping."""

    type = only("pong")


class ErrorFrameShape(Shape):
    """A frame made no sense; the connection stays open."""

    type = only("error")
    detail = serializers.CharField()


class PresentPersonShape(Shape):
    """Somebody who is here now."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)


class PresenceFrameShape(Shape):
    """Who is here now."""

    type = only("presence")
    topic = serializers.CharField()
    people = PresentPersonShape(many=True)


class TicketNewsShape(Shape):
    """A ticket's new row; on the ticket's own topic also the entries that were added or changed."""

    ticket = TicketRowShape()
    # The first of `entries`.
    entry = EntryField(required=False)
    entries = serializers.ListField(child=EntryField(), required=False)


class PersonPresenceShape(Shape):
    """Whether somebody takes work."""

    id = serializers.IntegerField()
    presence = serializers.ChoiceField(choices=Presence.choices)


class PersonNewsShape(Shape):
    """A colleague's presence has changed."""

    user = PersonPresenceShape()


class MentionShape(Shape):
    """A note that mentions the reader."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    entry_id = serializers.IntegerField()
    by = serializers.CharField()
    text = serializers.CharField()


class MentionNewsShape(Shape):
    """The reader was mentioned in a note; on their own topic."""

    mention = MentionShape()


class NoticeNewsShape(Shape):
    """A new notice, or null: some were put away or taken out. On the reader's own topic."""

    notice = StaffNoticeShape(allow_null=True)


class EventFrameShape(Shape):
    """A stored event; ids only grow."""

    type = only("event")
    id = serializers.IntegerField()
    topic = serializers.CharField()
    name = serializers.ChoiceField(
        choices=[*_TICKET_EVENTS, "people.presence_changed", "notices.raised", "notices.changed"]
    )
    locals()["data"] = _any_of(
        "EventData", TicketNewsShape, PersonNewsShape, MentionNewsShape, NoticeNewsShape
    )


class CustomerTypingShape(Shape):
    """The customer is typing."""

    name = serializers.CharField()
    by = only("contact")
    is_typing = serializers.BooleanField()


class SetupNewsShape(Shape):
    """A way to do a step of the set-up has come further; the API says how far."""

    way = serializers.CharField()


class SignalFrameShape(Shape):
    """A message that may get lost."""

    type = only("signal")
    topic = serializers.CharField()
    name = serializers.ChoiceField(choices=["typing", "tickets.ticket_read", "setup.changed"])
    locals()["data"] = _any_of("SignalData", CustomerTypingShape, TicketNewsShape, SetupNewsShape)


class LiveReferenceShape(Shape):
    """What changed, by id only; the rest is loaded from the API."""

    id = serializers.UUIDField()


class ConversationNewsShape(Shape):
    """A conversation changed, perhaps by a message."""

    conversation = LiveReferenceShape()
    message = LiveReferenceShape(required=False)


class WidgetEventFrameShape(Shape):
    """A stored event that the customer may see; ids only grow."""

    type = only("event")
    id = serializers.IntegerField()
    topic = serializers.CharField()
    name = serializers.ChoiceField(choices=sorted(TOLD_EVENTS))
    locals()["data"] = ConversationNewsShape()


class StaffTypingShape(Shape):
    """A staff user is writing to the customer."""

    ticket = serializers.UUIDField()
    name = serializers.CharField()
    is_typing = serializers.BooleanField()


class ThinkingShape(Shape):
    """The assistant has begun, or has stopped without an answer."""

    ticket = serializers.UUIDField()
    run_id = serializers.CharField()


class AnswerPieceShape(Shape):
    """More of an answer that is being written."""

    ticket = serializers.UUIDField()
    run_id = serializers.CharField()
    text = serializers.CharField()


class ProactiveOfferedShape(Shape):
    """A message waits that nobody asked for: `GET /widget/proactive` has it."""

    at = serializers.DateTimeField()


class WidgetSignalFrameShape(Shape):
    """A message that may get lost."""

    type = only("signal")
    topic = serializers.CharField()
    name = serializers.ChoiceField(
        choices=["typing", "assistant.thinking", "assistant.delta", "assistant.stopped", "proactive.offered"]
    )
    locals()["data"] = _any_of(
        "WidgetSignalData", StaffTypingShape, ThinkingShape, AnswerPieceShape, ProactiveOfferedShape
    )


_PLAIN: dict[str, type[Shape]] = {
    "ready": ReadyFrameShape,
    "subscribed": SubscribedFrameShape,
    "denied": DeniedFrameShape,
    "resumed": ResumedFrameShape,
    "reset": ResetFrameShape,
    "pong": PongFrameShape,
    "error": ErrorFrameShape,
}
FRAMES = [
    either(
        "WorkspaceFrame",
        "type",
        _PLAIN | {"presence": PresenceFrameShape, "event": EventFrameShape, "signal": SignalFrameShape},
    ),
    either(
        "WidgetFrame", "type", _PLAIN | {"event": WidgetEventFrameShape, "signal": WidgetSignalFrameShape}
    ),
]


class _Described:
    """Stands in for the view that a socket lacks."""

    request = None


def describe_frames(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """drf-spectacular hook: adds the frames, which no operation returns, as components."""
    inspector: Any = Schema()
    inspector.registry, inspector.view, inspector.method = generator.registry, _Described(), "GET"
    for frame in FRAMES:
        inspector.resolve_serializer(frame, "response")
    result["components"] = generator.registry.build({})
    return result

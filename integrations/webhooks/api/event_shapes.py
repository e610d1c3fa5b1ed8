"""The public form of every event: what the stream answers and webhooks send."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.shapes import AnyField, Shape, one_of, only
from integrations.webhooks.catalog import TYPES


@extend_schema_field({"type": "object", "additionalProperties": {"type": "array", "items": {}}})
class ChangesField(AnyField):
    """Names of fields with [old, new]."""


def _id(told: str = "") -> serializers.IntegerField:
    return serializers.IntegerField(help_text=told) if told else serializers.IntegerField()


def _text(told: str = "") -> serializers.CharField:
    return serializers.CharField(help_text=told) if told else serializers.CharField()


def _by() -> serializers.CharField:
    return serializers.CharField(help_text="Who did it: `staff:12`, `contact:5`, `assistant`, `system`.")


def _ids() -> serializers.ListField:
    return serializers.ListField(child=serializers.IntegerField())


def _texts() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


def _channel() -> serializers.CharField:
    return serializers.CharField(allow_null=True, help_text="Null where the ticket's own channel holds.")


def _changes() -> ChangesField:
    return ChangesField(help_text="Names of fields with [old, new]; people and teams by id.")


Fields = dict[str, Any]
_CONTACTS: Any = lambda: {  # noqa: E731  # fields belong to one serializer only
    "from_contact_id": _id(), "into_contact_id": _id(),
}  # fmt: skip

DATA: dict[str, tuple[str, Fields]] = {
    "ticket.created": (
        "A ticket was opened: by a customer's message, by staff or by a program.",
        {"by": _by(), "channel": _channel()},
    ),
    "ticket.updated": ("Fields of a ticket changed in one step.", {"changes": _changes(), "by": _by()}),
    "ticket.resolved": ("A ticket was resolved.", {"by": _by()}),
    "ticket.reopened": ("A finished ticket is workable again.", {"by": _by()}),
    "ticket.woken": ("A ticket's snooze has ended.", {"by": _by()}),
    "ticket.merged": (
        "Another ticket (`source_id`) became part of this one.",
        {"source_id": _id(), "merge_id": _id(), "by": _by()},
    ),
    "ticket.unmerged": (
        "A merge was undone: `source_id` is a ticket of its own again.",
        {"source_id": _id(), "merge_id": _id(), "by": _by()},
    ),
    "ticket.requester_changed": ("The ticket has another requester: contacts were merged or parted.", {}),
    "ticket.triaged": ("A message was read and labelled.", {"entry_id": _id(), "triage_id": _id()}),
    "ticket.routed": (
        "Routing decided where a ticket belongs, who takes it, or that it waits.",
        {"decision_id": _id(), "step": _text()},
    ),
    "ticket.escalated": (
        "More people look at a ticket now.", {"decision_id": _id(), "user_ids": _ids()}
    ),
    "ticket.people_called": (
        "A rule brought people to a ticket.", {"user_ids": _ids(), "rule": _text("Its name.")}
    ),
    "message.created": (
        "A customer wrote, or got an answer. Its words are in the ticket's timeline.",
        {
            "entry_id": _id("The entry of the timeline."),
            "direction": serializers.ChoiceField(choices=["in", "out"]),
            "by": _by(),
            "channel": _channel(),
        },
    ),
    "message.delivery_changed": (
        "A message got further on its way out, or failed.", {"entry_id": _id(), "state": _text()}
    ),
    "message.redacted": (
        "Words or files were taken out of entries. Do the same with copies of them.",
        {"entry_ids": _ids(), "by": _by()},
    ),
    "note.created": ("Somebody left an internal note.", {"entry_id": _id(), "by": _by()}),
    "side_message.sent": (
        "Somebody of ours wrote to a third party, out of the customer's sight.",
        {"side_id": _id(), "entry_id": _id(), "by": _by()},
    ),
    "side_message.received": (
        "A third party answered in a side conversation. The customer must not learn of it.",
        {"side_id": _id(), "entry_id": _id(), "is_automatic": serializers.BooleanField()},
    ),
    "side_conversation.updated": (
        "A side conversation was closed, opened again or read.",
        {"side_id": _id(), "state": _text(), "by": _by()},
    ),
    "triage.corrected": (
        "A person corrected a label.", {"triage_id": _id(), "field": _text("Which one."), "by": _by()}
    ),
    "handoff.created": (
        "The assistant handed the conversation to people.", {"handoff_id": _id(), "reason": _text()}
    ),
    "action.changed": (
        "An action of the assistant was proposed, decided about, or has ended.",
        {
            "action": _text("Its key."),
            "state": _text("`proposed`, `approved`, `declined`, `done`, `failed` or `in_doubt`."),
            "use_id": _id(),
            "by": _by(),
        },
    ),
    "answer.created": (
        "The assistant answered with citations.", {"entry_id": _id(), "confidence": serializers.FloatField()}
    ),
    "answer.rated": (
        "The customer said whether an answer helped.",
        {"entry_id": _id(), "has_helped": serializers.BooleanField()},
    ),
    "rating.created": (
        "The customer answered the survey.",
        {
            "rating_id": _id(),
            "score": _id("csat 1 to 5, ces 1 to 7, nps 0 to 10."),
            "kind": serializers.ChoiceField(
                choices=["csat", "ces", "nps"], allow_null=True, help_text="Null in older events: csat."
            ),
        },
    ),
    "sla.warned": (
        "A part of a target has elapsed.",
        {
            "clock_id": _id(),
            "clock": _text("Which target."),
            "fraction": serializers.FloatField(help_text="Of the target, such as 0.75."),
            "actions": _texts(),
        },
    ),
    "sla.breached": (
        "A target was missed.", {"clock_id": _id(), "clock": _text("Which target."), "actions": _texts()}
    ),
    "sla.published": ("Service levels or calendars changed.", {"version": _id()}),
    "routing.published": ("New routing rules are in force.", {"version": _id()}),
    "company.updated": ("Facts of a company changed.", {"company_id": _id(), "changes": _changes()}),
    "contact.updated": (
        "Staff wrote something down about a contact.", {"contact_id": _id(), "fields": _texts()}
    ),
    "contact.merged": (
        "One contact became part of another.",
        _CONTACTS()
        | {"merge_id": serializers.IntegerField(allow_null=True, help_text="Null: proved by themselves.")},
    ),
    "contact.unmerged": ("A merge was undone.", _CONTACTS() | {"merge_id": _id()}),
    "contact.conflict_found": (
        "Somebody signed in with an address that is proven to be another contact's.",
        {"contact_id": _id(), "holder_id": _id()},
    ),
    "article.published": (
        "Readers get this version of an article from now on.", {"article_id": _id(), "version": _id()}
    ),
    "article.withdrawn": ("Readers no longer get an article.", {"article_id": _id()}),
    "article.translations_behind": (
        "An article was published anew, and its translations say what it said before.",
        {"article_id": _id(), "version": _id(), "languages": _texts()},
    ),
    "article.review_due": (
        "An article is past its review.", {"article_id": _id(), "owner_id": _id(), "due_on": _text("A date.")}
    ),
    "answer.judged": ("A person judged an answer of the assistant.", {"verdict": _text()}),
    "assistant.category_demoted": (
        "A category no longer answers automatically.",
        {"category": _text("A type of ticket."), "ticket_id": _id("The last one that came back.")},
    ),
    "assistant.published": (
        "Another configuration of the assistant is in force.", {"version": _id()}
    ),
    "connection.failed": (
        "A connection to another system needs somebody.",
        {"connection_id": _id(), "system": _text(), "health": _text()},
    ),
    "connection.recovered": (
        "A connection that needed somebody works again.", {"connection_id": _id(), "system": _text()}
    ),
}  # fmt: skip
"""By type: what happened, and the members of `data`."""


def _camel(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.replace(".", "_").split("_"))


def _shape_of(kind: str) -> type[Shape]:
    about, fields = DATA[kind]
    data = type(f"{_camel(kind)}DataShape", (Shape,), {"__doc__": f"The data of `{kind}`."} | fields)
    return type(
        f"{_camel(kind)}EventShape",
        (Shape,),
        {
            "__doc__": about,
            "id": serializers.IntegerField(help_text="The place in the stream."),
            "type": only(kind),
            "occurred_at": serializers.DateTimeField(),
            "ticket": serializers.IntegerField(allow_null=True, help_text="Its number; null for others."),
            "depth": serializers.IntegerField(help_text="How many programs in a row caused it; 0 for none."),
            "data": data(),
        },
    )


SHAPES: dict[str, type[Shape]] = {kind: _shape_of(kind) for kind in TYPES}
PublicEvent = one_of("PublicEvent", "type", SHAPES)


class EventPageShape(Shape):
    """Events in order."""

    results = serializers.ListField(child=PublicEvent())
    next = serializers.IntegerField(help_text="The `after` of the next call. Keep it once these are done.")
    newest = serializers.IntegerField(help_text="Where the stream ends; with `next` equal to it all is read.")


class EventTypeShape(Shape):
    """One type of events."""

    type = serializers.ChoiceField(choices=TYPES)
    about = serializers.CharField(help_text="What happened.")


class EventTypeListShape(Shape):
    """Every type of events."""

    results = EventTypeShape(many=True)

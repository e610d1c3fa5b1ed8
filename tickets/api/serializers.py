"""Request bodies of the ticket API."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField, FormFile
from tickets.channels import CHANNEL_CHOICES
from tickets.models import CallDirection, Macro, Priority, ReplyBy, TicketType, View
from tickets.models.fields import COLUMNS, EDITABLE, Field, Kind

LARGEST_ID = 2**63 - 1


class RequesterInput(serializers.Serializer[Any]):
    """Who is asking, or whom we write to: an address that the caller vouches for, or a contact's id."""

    email = serializers.EmailField(max_length=254, required=False)
    id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class CallInput(serializers.Serializer[Any]):
    """A phone call that the text tells of."""

    direction = ChoiceField(choices=CallDirection.choices)
    seconds = serializers.IntegerField(
        min_value=0, max_value=86_400, required=False, default=0, help_text="0 where nobody knows."
    )


class TicketCreate(serializers.Serializer[Any]):
    """A new ticket: with a customer's question, with our message to a customer, or with a note."""

    kind = ChoiceField(
        choices=["request", "public", "note"],
        default="request",
        help_text="Whose words `body` are: the customer's, ours to the customer, or ours for staff only.",
    )
    subject = serializers.CharField(max_length=300)
    body = serializers.CharField(max_length=400_000)
    body_format = ChoiceField(choices=["text", "html"], default="text")
    requester = RequesterInput()
    priority = ChoiceField(choices=Priority.choices, required=False)
    type = ChoiceField(choices=TicketType.choices, required=False)
    brand = serializers.CharField(
        max_length=60, required=False, help_text="Slug or id; the default brand without it."
    )
    channel = ChoiceField(
        choices=CHANNEL_CHOICES, required=False, help_text="`api`, and `agent` for a signed-in person."
    )
    reply_by = ChoiceField(
        choices=[value for value in ReplyBy.values if value],
        required=False,
        help_text="How replies leave. `api`: the caller reads them and delivers them itself.",
    )
    team = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
    assignee = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        required=False,
        allow_null=True,
        help_text="Without it a signed-in person who writes to the customer; null leaves it to routing.",
    )
    status = ChoiceField(
        choices=["open", "pending", "on_hold", "resolved"],
        required=False,
        help_text="With `public` (pending) or `note` (open).",
    )
    cc = serializers.ListField(
        child=serializers.CharField(max_length=254),
        max_length=48,
        required=False,
        help_text="With `public`: who else gets it by email, and takes part from now on.",
    )
    channel_message_id = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    call = CallInput(required=False, help_text="With the channel `phone`.")
    tags = serializers.ListField(child=serializers.CharField(max_length=60), max_length=50, required=False)
    custom = serializers.DictField(required=False)
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)


def _input(field: Field) -> serializers.Field[Any, Any, Any, Any]:
    """The form of a field in a change; its value is validated where it is set."""
    is_optional = not field.is_required
    match field.kind:
        case Kind.TEXT:
            return serializers.CharField(max_length=field.length, required=False, allow_blank=is_optional)
        case Kind.CHOICE:
            return serializers.CharField(max_length=field.length, required=False, allow_blank=is_optional)
        case Kind.FLAG:
            return serializers.BooleanField(required=False)
        case Kind.TAGS:
            word = serializers.CharField(max_length=60)
            return serializers.ListField(child=word, max_length=50, required=False)
        case Kind.CUSTOM | Kind.MESSAGE:
            return serializers.DictField(required=False)
        case Kind.MOMENT:
            return serializers.DateTimeField(required=False, allow_null=True)
        case Kind.PERSON | Kind.TEAM | Kind.NUMBER:
            return serializers.IntegerField(required=False, allow_null=True)


class TicketChange(serializers.Serializer[Any]):
    """Fields to change; people and teams by id. `expected` holds the values the caller saw."""

    expected = serializers.DictField(required=False)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        named = {name: _input(field) for name, field in EDITABLE.items() if name != "reason"}
        return named | super().get_fields()


class MacroActionsInput(serializers.Serializer[Any]):
    """What a macro changes; people and teams by id. What is left out stays as it is."""

    status = serializers.CharField(max_length=10, required=False, allow_null=True)
    priority = serializers.CharField(max_length=2, required=False, allow_null=True)
    type = serializers.CharField(max_length=20, required=False, allow_null=True)
    assignee = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
    assign_to_me = serializers.BooleanField(required=False, help_text="To whoever uses the macro.")
    team = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
    add_tags = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=20, required=False
    )
    remove_tags = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=20, required=False
    )


class ReplyCreate(serializers.Serializer[Any]):
    """A reply to the customer, or a note."""

    body = serializers.CharField(max_length=400_000, allow_blank=True)
    body_format = ChoiceField(choices=["text", "html"], default="text")
    kind = ChoiceField(choices=["public", "note"], default="public")
    seen_entry_id = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    force = serializers.BooleanField(default=False)
    status = serializers.CharField(
        max_length=10, required=False, allow_null=True, help_text="Set in the same step; not with a note."
    )
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)
    to = serializers.ListField(
        child=serializers.CharField(max_length=254),
        required=False,
        max_length=6,
        help_text="Of the `choices` of recipients; without it where the customer's mail wants the answer.",
    )
    cc = serializers.ListField(
        child=serializers.CharField(max_length=254),
        max_length=48,
        required=False,
        allow_null=True,
        help_text="By email: exactly these addresses besides the requester. Without it, all who take part.",
    )
    client_id = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    draft_run_id = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True
    )
    call = CallInput(required=False, help_text="The phone call that the text tells of.")
    macro_id = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, help_text="The macro that the text came from."
    )
    actions = MacroActionsInput(
        required=False, help_text="What the macro changes with the reply; only with `macro_id`."
    )


class ScheduleInput(serializers.Serializer[Any]):
    """A reply to the customer that is sent at a time."""

    send_at = serializers.DateTimeField(help_text="Within the next 90 days.")
    body = serializers.CharField(max_length=400_000, allow_blank=True)
    body_format = ChoiceField(choices=["text", "html"], default="text")
    seen_entry_id = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    status = serializers.CharField(max_length=10, required=False, allow_null=True)
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)
    cc = serializers.ListField(
        child=serializers.CharField(max_length=254), max_length=48, required=False, allow_null=True
    )
    macro_id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    actions = MacroActionsInput(required=False)


class MacroInput(serializers.Serializer[Any]):
    """A macro: text with variables, actions, or both."""

    name = serializers.CharField(max_length=80)
    folder = serializers.CharField(max_length=60, required=False, allow_blank=True)
    kind = ChoiceField(choices=Macro.Kind.choices, required=False)
    text = serializers.CharField(
        max_length=20_000,
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Plain text. `{{customer.first_name|there}}` stands for a value, with a fallback.",
    )
    actions = MacroActionsInput(required=False)
    is_active = serializers.BooleanField(required=False)


class MacroTry(serializers.Serializer[Any]):
    """A macro as it stands in a form, to be seen on a ticket."""

    text = serializers.CharField(max_length=20_000, allow_blank=True, trim_whitespace=False)
    actions = MacroActionsInput(required=False)


class MacroApply(serializers.Serializer[Any]):
    """The tickets to apply a macro's actions to."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=200
    )


class StartersInput(serializers.Serializer[Any]):
    """The starter macros to take, by their keys."""

    keys = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=50)


class BulkChange(serializers.Serializer[Any]):
    """The same change to many tickets; `changes` may hold `add_tags` and `remove_tags`."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=200
    )
    changes = serializers.DictField()


class MergeInput(serializers.Serializer[Any]):
    """The contact to merge into the one in the path."""

    from_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class UndoInput(serializers.Serializer[Any]):
    """The token that an action returned."""

    token = serializers.UUIDField()


class DraftInput(serializers.Serializer[Any]):
    """A draft's HTML, and the version it is based on."""

    body = serializers.CharField(max_length=400_000, allow_blank=True, trim_whitespace=False)
    version = serializers.IntegerField(required=False, allow_null=True)


class ViewInput(serializers.Serializer[Any]):
    """A saved view."""

    name = serializers.CharField(max_length=80)
    kind = ChoiceField(choices=View.Kind.choices, required=False)
    team_id = serializers.IntegerField(required=False, allow_null=True)
    query = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="As `q` of the list of tickets."
    )
    sort = serializers.CharField(max_length=20, required=False, help_text="As `sort` of the list of tickets.")
    columns = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=len(COLUMNS), required=False
    )
    position = serializers.IntegerField(min_value=0, max_value=10_000, required=False)


class UploadInput(serializers.Serializer[Any]):
    """One file of a form."""

    file = FormFile()


class RedactionInput(serializers.Serializer[Any]):
    """What to take out of an entry: words, some of its files, or all of it."""

    words = serializers.CharField(
        max_length=4_000,
        required=False,
        allow_blank=True,
        default="",
        help_text="As they stand in the entry.",
    )
    file_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)
    whole = serializers.BooleanField(required=False, default=False, help_text="Everything in the entry.")


class RedactionCreate(RedactionInput):
    """The same, and why: the mark shows it."""

    reason = serializers.CharField(max_length=200)


class ArrivalRuleChange(serializers.Serializer[Any]):
    """Whether this kind is taken out from now on."""

    is_on = serializers.BooleanField()

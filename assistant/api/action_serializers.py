"""Request bodies of actions."""

from typing import Any

from rest_framework import serializers

from assistant.actions.configured import (
    APPROVALS,
    FACT_KINDS,
    INPUT_KINDS,
    MIN_SCORE,
    OWNERS,
    PER_CUSTOMER,
    PER_DAY,
)
from assistant.actions.declared import HTTP, KINDS
from assistant.models import CallState
from core.api.fields import ChoiceField
from people.models import Segment
from tickets.models import TicketType

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def texts(*, longest: int, most: int, **more: Any) -> serializers.ListField:
    """A list of short texts."""
    child = serializers.CharField(max_length=longest)
    return serializers.ListField(child=child, max_length=most, default=list, **more)


class ActionInputInput(serializers.Serializer[Any]):
    """A value that is taken from the customer's message."""

    name = serializers.CharField(max_length=40)
    about = serializers.CharField(max_length=200, allow_blank=True, default="")
    kind = ChoiceField(choices=list(INPUT_KINDS), default="text")
    mask = serializers.CharField(
        max_length=60,
        allow_blank=True,
        default="",
        help_text="The form of a text: `#` a digit, `@` a letter, `*` either; `+` repeats: `INV-#+`.",
    )
    choices = texts(longest=60, most=20)
    largest = serializers.FloatField(min_value=0, max_value=1_000_000_000, allow_null=True, default=None)


class ActionHeaderInput(serializers.Serializer[Any]):
    """A header of a request."""

    name = serializers.CharField(max_length=61)
    value = serializers.CharField(max_length=300, allow_blank=True, default="")
    secret = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="A stored secret, in place of `value`."
    )


class ActionResultInput(serializers.Serializer[Any]):
    """A fact in the answer of a system."""

    name = serializers.CharField(max_length=40)
    path = serializers.CharField(max_length=120, help_text="Such as `plan.name` or `items[0].state`.")
    kind = ChoiceField(choices=list(FACT_KINDS), default="text")


class ActionRequestInput(serializers.Serializer[Any]):
    """A request, with placeholders in address and body."""

    method = ChoiceField(choices=list(METHODS), default="GET")
    url = serializers.CharField(max_length=500, allow_blank=True, default="")
    headers = ActionHeaderInput(many=True, default=list)
    body = serializers.CharField(max_length=4000, allow_blank=True, default="")
    timeout = serializers.FloatField(min_value=0.1, max_value=15, default=5.0, help_text="Seconds.")
    sign_with = serializers.CharField(max_length=60, allow_blank=True, default="")
    results = ActionResultInput(many=True, default=list)
    owner = ChoiceField(choices=list(OWNERS), default="company")
    owner_path = serializers.CharField(
        max_length=120, allow_blank=True, default="", help_text="Where the answer says whose the object is."
    )


class ActionWordsInput(serializers.Serializer[Any]):
    """What the customer is told, in one language."""

    language = serializers.RegexField(r"^[a-z]{2}$")
    text = serializers.CharField(max_length=1000, allow_blank=True)


class ActionInput(serializers.Serializer[Any]):
    """One action of the assistant."""

    key = serializers.RegexField(r"^[a-z][a-z0-9_-]{0,59}$")
    label = serializers.CharField(max_length=120)  # type: ignore[assignment] # a field, not an option
    about = serializers.CharField(max_length=400, allow_blank=True, default="")
    kind = ChoiceField(choices=list(KINDS))
    source = serializers.CharField(  # type: ignore[assignment] # a field, not an option
        max_length=60, default=HTTP, help_text="`http`, or the key of something that is built in."
    )
    option = serializers.CharField(max_length=60, allow_blank=True, default="")
    is_on = serializers.BooleanField(default=False)
    examples = texts(longest=200, most=30)
    min_score = serializers.FloatField(min_value=0.5, max_value=1, default=MIN_SCORE)
    categories = serializers.ListField(
        child=ChoiceField(choices=TicketType.choices), default=list, help_text="Any, if empty."
    )
    segments = serializers.ListField(
        child=ChoiceField(choices=Segment.choices), default=list, help_text="Any, if empty."
    )
    inputs = ActionInputInput(many=True, default=list)
    answers = ActionWordsInput(many=True, default=list)
    per_customer = serializers.IntegerField(min_value=1, max_value=1000, default=PER_CUSTOMER)
    per_day = serializers.IntegerField(min_value=1, max_value=100_000, default=PER_DAY)
    amount_input = serializers.CharField(max_length=40, allow_blank=True, default="")
    max_amount = serializers.FloatField(min_value=0, max_value=1_000_000_000, allow_null=True, default=None)
    approval = ChoiceField(choices=list(APPROVALS), default="agent")
    automatic_categories = serializers.ListField(child=ChoiceField(choices=TicketType.choices), default=list)
    check_with = serializers.CharField(max_length=60, allow_blank=True, default="")
    request = ActionRequestInput(default=dict)


class ActionTrialInput(serializers.Serializer[Any]):
    """An action as it stands in an editor, and who asks what."""

    action = ActionInput()
    question = serializers.CharField(max_length=600)
    language = serializers.RegexField(r"^[a-z]{2}$", default="en")
    contact_id = serializers.IntegerField()


class ActionSecretInput(serializers.Serializer[Any]):
    """A secret for one host; without a value a new one is made and shown once."""

    host = serializers.CharField(max_length=260)
    value = serializers.CharField(max_length=2000, allow_blank=True, default="", trim_whitespace=False)


class ActionApprovalInput(serializers.Serializer[Any]):
    """An approval."""

    tells_customer = serializers.BooleanField(
        default=True, help_text="Tell the customer in the action's words, once it has happened."
    )


class ActionDeclineInput(serializers.Serializer[Any]):
    """A refusal."""

    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class ActionUsesQuery(serializers.Serializer[Any]):
    """Which uses of actions."""

    action = serializers.CharField(max_length=60, default="", allow_blank=True)
    state = ChoiceField(choices=CallState.choices, default="", allow_blank=True)

"""Request and response bodies of the assistant's API."""

from typing import Any

from rest_framework import serializers

from assistant.accounts import STATES
from assistant.services.rewording import STYLES
from core.api.fields import ChoiceField
from people.models import Segment
from tickets.channels import CHANNELS
from tickets.models import TicketType


class TurnInput(serializers.Serializer[Any]):
    """One earlier message of the conversation."""

    role = ChoiceField(choices=["customer", "user", "assistant", "agent"])
    text = serializers.CharField(max_length=8000)


class AskInput(serializers.Serializer[Any]):
    """A question as a customer would ask it."""

    question = serializers.CharField(max_length=8000)
    brand = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text="Slug or id.")
    page_url = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    history = TurnInput(many=True, required=False)
    audience = ChoiceField(
        choices=["customer", "staff"],
        default="customer",
        help_text="`customer` (the default) reads what everybody may read, `staff` what the caller may read.",
    )


class RewriteInput(serializers.Serializer[Any]):
    """A text of the agent's and how it shall read."""

    text = serializers.CharField(max_length=20_000)
    style = ChoiceField(choices=list(STYLES))  # type: ignore[assignment]  # a field, not an option


class TranslateInput(serializers.Serializer[Any]):
    """A text of the agent's or the customer's, and the language it shall have."""

    text = serializers.CharField(max_length=20_000)
    language = serializers.RegexField(
        r"^[a-z]{2}$", required=False, help_text="Two letters; the customer's language without it."
    )


class TriageChange(serializers.Serializer[Any]):
    """Labels to correct; others stay as they are."""

    type = ChoiceField(choices=TicketType.choices, required=False)
    product_area = serializers.CharField(max_length=80, required=False)
    sentiment = serializers.CharField(max_length=20, required=False)
    urgency = serializers.CharField(max_length=20, required=False)
    complexity = serializers.CharField(max_length=2, required=False)
    language = serializers.CharField(max_length=12, required=False)


class BoundaryInput(serializers.Serializer[Any]):
    """A subject the assistant never handles; what is left out stays as it was."""

    key = serializers.SlugField(max_length=60)
    label = serializers.CharField(max_length=120)  # type: ignore[assignment] # a field, not an option
    is_on = serializers.BooleanField(default=True)
    keywords = serializers.ListField(
        child=serializers.CharField(max_length=120), default=list, help_text="Whole words or phrases."
    )
    segments = serializers.ListField(
        child=ChoiceField(choices=Segment.choices),
        default=list,
        help_text="Only for customers of these segments; for all when empty.",
    )
    account_states = serializers.ListField(child=ChoiceField(choices=list(STATES)), required=False)
    issue_types = serializers.ListField(child=ChoiceField(choices=TicketType.choices), default=list)
    owner_id = serializers.IntegerField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=400, required=False, allow_blank=True)
    review_on = serializers.DateField(required=False, allow_null=True, default=None)


class SettingsInput(serializers.Serializer[Any]):
    """Whether and where the assistant answers."""

    is_on = serializers.BooleanField(required=False)
    channels = serializers.ListField(
        child=ChoiceField(choices=[key for key, kind in CHANNELS.items() if kind.assistant]),
        required=False,
        max_length=10,
    )
    threshold = serializers.FloatField(
        min_value=0, max_value=1, required=False, allow_null=True, help_text="Null means the engine's own."
    )
    max_answers = serializers.IntegerField(min_value=1, max_value=20, required=False)


class BoundariesInput(serializers.Serializer[Any]):
    """All boundaries in order, and the settings to change."""

    boundaries = BoundaryInput(many=True, required=False)
    settings = SettingsInput(required=False)

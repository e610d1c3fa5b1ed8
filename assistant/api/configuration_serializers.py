"""Request bodies of the assistant's configuration, its test bench and its replays."""

from typing import Any

from rest_framework import serializers

from assistant.accounts import STATES
from assistant.api.action_serializers import ActionInput
from assistant.models import BenchQuestion
from assistant.services.replaying import MAX_QUESTION, SIZES
from core.api.fields import ChoiceField
from people.models import Segment
from tickets.channels import CHANNELS
from tickets.models import TicketType

ANSWERED_CHANNELS = [key for key, kind in CHANNELS.items() if kind.assistant]
MAX_GUIDE, MAX_EXAMPLE = 4000, 1500


def words(**more: Any) -> serializers.ListField:
    """A list of short texts."""
    return serializers.ListField(child=serializers.CharField(max_length=120), default=list, **more)


class AnswersInput(serializers.Serializer[Any]):
    """Whether and where the assistant answers."""

    is_on = serializers.BooleanField()
    channels = serializers.ListField(child=ChoiceField(choices=ANSWERED_CHANNELS), max_length=10)
    max_answers = serializers.IntegerField(min_value=1, max_value=20)


class BrandAnswersInput(AnswersInput):
    """A brand that differs from the others."""

    brand_id = serializers.IntegerField()
    threshold = serializers.FloatField(min_value=0, max_value=1, allow_null=True, default=None)


class LimitInput(serializers.Serializer[Any]):
    """The confidence needed for a channel, a category, or both."""

    channel = ChoiceField(choices=ANSWERED_CHANNELS, allow_blank=True, default="")
    category = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="A ticket type or a product area."
    )
    threshold = serializers.FloatField(min_value=0, max_value=1)


class LimitsInput(serializers.Serializer[Any]):
    """How sure the assistant must be."""

    threshold = serializers.FloatField(
        min_value=0, max_value=1, allow_null=True, help_text="Null means the engine's own."
    )
    max_wrong = serializers.FloatField(
        min_value=0,
        max_value=1,
        allow_null=True,
        default=None,
        help_text="The share of wrong answers that the threshold was chosen for.",
    )
    rules = LimitInput(many=True, default=list)


class FullBoundaryInput(serializers.Serializer[Any]):
    """A subject the assistant never handles."""

    key = serializers.SlugField(max_length=60)
    label = serializers.CharField(max_length=120)  # type: ignore[assignment] # a field, not an option
    is_on = serializers.BooleanField(default=True)
    keywords = words(help_text="Whole words or phrases, in any language.")
    segments = serializers.ListField(child=ChoiceField(choices=Segment.choices), default=list)
    account_states = serializers.ListField(
        child=ChoiceField(choices=list(STATES)),
        default=list,
        help_text="Only for accounts in one of these states; for all when empty.",
    )
    issue_types = serializers.ListField(child=ChoiceField(choices=TicketType.choices), default=list)
    owner_id = serializers.IntegerField(allow_null=True, default=None)
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")
    review_on = serializers.DateField(allow_null=True, default=None)


class VoiceExampleInput(serializers.Serializer[Any]):
    """How the company would answer one question."""

    question = serializers.CharField(max_length=400)
    answer = serializers.CharField(max_length=MAX_EXAMPLE)


class VoiceInput(serializers.Serializer[Any]):
    """The voice guide."""

    guide = serializers.CharField(max_length=MAX_GUIDE, allow_blank=True)
    examples = VoiceExampleInput(many=True, default=list)


class BudgetInput(serializers.Serializer[Any]):
    """What models may cost a day."""

    daily_usd = serializers.FloatField(
        min_value=0, max_value=1_000_000, allow_null=True, help_text="Null means the installation's setting."
    )


class MaskingInput(serializers.Serializer[Any]):
    """Whether personal data is taken out before a text leaves for a model."""

    is_on = serializers.BooleanField()


class ConfigurationInput(serializers.Serializer[Any]):
    """The parts to set; those that are left out are as in the version in force."""

    answers = AnswersInput(required=False)
    brands = BrandAnswersInput(many=True, required=False)
    limits = LimitsInput(required=False)
    boundaries = FullBoundaryInput(many=True, required=False)
    voice = VoiceInput(required=False)
    budget = BudgetInput(required=False)
    masking = MaskingInput(required=False)
    actions = ActionInput(many=True, required=False)


class ConfigurationDraftInput(serializers.Serializer[Any]):
    """A draft and what it is for."""

    content = ConfigurationInput()
    note = serializers.CharField(max_length=200, allow_blank=True, default="")


class PublishInput(serializers.Serializer[Any]):
    """What the version is for, in a line."""

    note = serializers.CharField(max_length=200, allow_blank=True, default="")


class TryInput(serializers.Serializer[Any]):
    """A question, who asks it, and where."""

    question = serializers.CharField(max_length=MAX_QUESTION)
    channel = ChoiceField(choices=ANSWERED_CHANNELS, default="widget")
    contact_id = serializers.IntegerField(allow_null=True, default=None)
    segment = ChoiceField(choices=Segment.choices, allow_blank=True, default="")
    brand = serializers.CharField(max_length=60, allow_blank=True, default="", help_text="Slug or id.")


class BenchInput(serializers.Serializer[Any]):
    """A question to keep, or the ticket whose first message it is."""

    question = serializers.CharField(max_length=MAX_QUESTION, allow_blank=True, default="")
    ticket = serializers.IntegerField(
        allow_null=True, default=None, help_text="The number of a ticket to take it from."
    )
    channel = ChoiceField(choices=ANSWERED_CHANNELS, allow_blank=True, default="")
    segment = ChoiceField(choices=Segment.choices, allow_blank=True, default="")
    contact_id = serializers.IntegerField(allow_null=True, default=None)
    expected = ChoiceField(choices=BenchQuestion.Expected.choices)
    article_id = serializers.IntegerField(allow_null=True, default=None)


class ReplayInput(serializers.Serializer[Any]):
    """How many past tickets to look at."""

    tickets = ChoiceField(choices=list(SIZES), default=200)

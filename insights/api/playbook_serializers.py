"""What the endpoints of playbooks take."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField, NameField
from insights.playbooks import ActionKind, Compare, TriggerKind
from people.models import Segment
from tickets.models import TicketType
from widget.models import WidgetSettings

_KINDS = [one.value for one in TriggerKind]
_ACTIONS = [one.value for one in ActionKind]
_COMPARES = [one.value for one in Compare]
PATTERN_HELP = "A pattern of addresses, in which `*` stands for anything."


def _text(most: int, **more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, allow_blank=True, default="", **more)


def _number(low: int, high: int, default: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=low, max_value=high, default=default)


def _none(low: int, high: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=low, max_value=high, allow_null=True, default=None)


def _words(most: int = 80) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=most), max_length=20, default=list)


class PlaybookFilterInput(serializers.Serializer[Any]):
    """A condition on a property of an event."""

    name = serializers.CharField(max_length=60)
    compare = ChoiceField(choices=_COMPARES)
    value = serializers.CharField(max_length=200)


class PlaybookTriggerInput(serializers.Serializer[Any]):
    """When: `count` times within `hours`."""

    kind = ChoiceField(choices=_KINDS)
    count = _number(1, 1_000, 1)
    hours = _number(1, 30 * 24, 24)
    name = _text(80, help_text="Of the event.")
    where = PlaybookFilterInput(many=True, default=list)
    same = _text(60, help_text="A property whose value the events must share.")
    text = _text(120, help_text="What the error must say; empty for any.")
    begins = _text(200, help_text=f"Where the set-up begins. {PATTERN_HELP}")
    ends = _text(200, help_text=f"Where it ends. {PATTERN_HELP}")
    idle_minutes = _number(5, 24 * 60, 30)
    category = ChoiceField(choices=TicketType.choices, allow_blank=True, default="")


class PlaybookAudienceInput(serializers.Serializer[Any]):
    """For whom; what is empty or null asks nothing."""

    segments = serializers.ListField(child=ChoiceField(choices=Segment.choices), max_length=10, default=list)
    plans = _words()
    languages = serializers.ListField(
        child=serializers.RegexField(r"^[a-z]{2,3}$"), max_length=20, default=list
    )
    titles = _words()
    least_arr = _none(0, 1_000_000_000)
    most_health = _none(0, 100)
    renewal_days = _none(0, 730)
    page = _text(200, help_text=f"Where the message is shown. {PATTERN_HELP}")


class PlaybookActionInput(serializers.Serializer[Any]):
    """What is done."""

    kind = ChoiceField(choices=_ACTIONS)
    text = _text(400, help_text="What the message says, or what there is to do.")
    texts = serializers.DictField(
        child=serializers.CharField(max_length=400, allow_blank=True), default=dict,
        help_text="The message in other languages of the widget, by language.",
    )  # fmt: skip
    article = _text(120, help_text="The slug of a published article.")
    shows_steps = serializers.BooleanField(default=False)
    person_id = _none(1, 2**31)
    days = _number(0, 90, 3)

    def validate_texts(self, value: dict[str, str]) -> dict[str, str]:
        """Texts that are empty stand for none."""
        strange = set(value) - set(WidgetSettings.Language.values)
        if strange:
            raise serializers.ValidationError("The widget does not speak this language.")
        return {language: text for language, text in value.items() if text.strip()}


class PlaybookLimitsInput(serializers.Serializer[Any]):
    """How often, from when to when, and the percentage that is held out."""

    most = _number(1, 50, 3)
    rest_days = _number(1, 365, 14)
    holdout = _number(0, 50, 15)
    starts_on = serializers.DateField(allow_null=True, default=None)
    ends_on = serializers.DateField(allow_null=True, default=None)


class PlaybookOutcomeInput(serializers.Serializer[Any]):
    """What it shall prevent."""

    category = ChoiceField(choices=TicketType.choices, allow_blank=True, default="")
    days = _number(1, 60, 7)


class PlaybookContentInput(serializers.Serializer[Any]):
    """A playbook in full; what is absent is as usual."""

    trigger = PlaybookTriggerInput()
    action = PlaybookActionInput()
    audience = PlaybookAudienceInput(required=False)
    limits = PlaybookLimitsInput(required=False)
    outcome = PlaybookOutcomeInput(required=False)


class PlaybookCreateInput(serializers.Serializer[Any]):
    """A new playbook, of a template or of its content."""

    name = NameField(max_length=80)
    template = serializers.CharField(max_length=20, required=False)
    content = PlaybookContentInput(required=False)


class PlaybookChangeInput(serializers.Serializer[Any]):
    """What to change; what is absent stays."""

    name = NameField(max_length=80, required=False)
    content = PlaybookContentInput(required=False)
    is_on = serializers.BooleanField(required=False)


class PlaybookTryInput(serializers.Serializer[Any]):
    """What to try; as it is saved, if absent."""

    content = PlaybookContentInput(required=False)


class PlaybookTogetherInput(serializers.Serializer[Any]):
    """What holds over all playbooks; what is absent stays."""

    a_week = serializers.IntegerField(min_value=0, max_value=20, required=False)
    quiet_from = serializers.IntegerField(min_value=0, max_value=23, required=False)
    quiet_until = serializers.IntegerField(min_value=0, max_value=23, required=False)
    kept_days = serializers.IntegerField(min_value=31, max_value=365, required=False)

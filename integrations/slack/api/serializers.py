"""What the endpoints of Slack take."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from core.api.fields import ChoiceField
from integrations.slack.models import AlertKind, Mode
from tickets.models import Priority


class SlackChannelChange(serializers.Serializer[Any]):
    """What is set for a channel."""

    mode = ChoiceField(choices=Mode.choices, required=False)
    emoji = serializers.CharField(max_length=80, required=False, help_text="Its name, such as `ticket`.")
    window = serializers.IntegerField(
        min_value=0,
        max_value=600,
        required=False,
        help_text="For how many seconds messages of one person become one.",
    )
    brand_id = serializers.IntegerField(required=False, allow_null=True)
    company_id = serializers.IntegerField(required=False, allow_null=True)
    team_id = serializers.IntegerField(required=False, allow_null=True)


class SlackWorkspaceChange(serializers.Serializer[Any]):
    """Which company a workspace is of."""

    company_id = serializers.IntegerField(allow_null=True)


class SlackRuleChange(serializers.Serializer[Any]):
    """What changes of a rule of alerts."""

    kinds = serializers.ListField(child=ChoiceField(choices=AlertKind.choices), max_length=4, required=False)
    channel_id = serializers.IntegerField(
        required=False, allow_null=True, help_text="Without one it tells whom it concerns."
    )
    brand_id = serializers.IntegerField(required=False, allow_null=True)
    team_id = serializers.IntegerField(required=False, allow_null=True)
    priorities = serializers.ListField(
        child=ChoiceField(choices=Priority.choices),
        max_length=4,
        required=False,
        help_text="Empty for all.",
    )
    fraction = serializers.IntegerField(
        min_value=1, max_value=100, required=False, help_text="Percent of a target from which a risk is told."
    )
    digest_minutes = serializers.IntegerField(
        min_value=0, max_value=1440, required=False, help_text="0 tells at once."
    )
    most_an_hour = serializers.IntegerField(min_value=1, max_value=200, required=False)
    quiet_begins = serializers.TimeField(required=False, allow_null=True)
    quiet_ends = serializers.TimeField(required=False, allow_null=True)
    timezone = serializers.CharField(max_length=60, required=False)
    is_on = serializers.BooleanField(required=False)

    def validate_timezone(self, value: str) -> str:
        if value not in available_timezones():
            raise serializers.ValidationError("Enter a time zone such as Europe/Berlin.")
        return value


class SlackRuleInput(SlackRuleChange):
    """A new rule of alerts."""

    connection_id = serializers.IntegerField()
    kinds = serializers.ListField(child=ChoiceField(choices=AlertKind.choices), max_length=4)

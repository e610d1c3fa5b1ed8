"""What the endpoints of scheduled reports take."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from core.html import one_line
from insights.api.serializers import NONE, where_of
from insights.models import ReportSchedule
from insights.periods import MAX_DAYS
from people.api.serializers import is_timezone
from people.models import Segment
from tickets.channels import CHANNELS
from tickets.models import TicketType


class ReportFiltersInput(serializers.Serializer[Any]):
    """What the tickets of a report have now; `none` and 0 are those without."""

    segment = ChoiceField(choices=[*Segment.values, NONE], required=False)
    channel = ChoiceField(choices=list(CHANNELS), required=False)
    category = ChoiceField(choices=[*TicketType.values, NONE], required=False)
    area = serializers.CharField(max_length=80, required=False)
    team_id = serializers.IntegerField(min_value=0, required=False)
    brand_id = serializers.IntegerField(min_value=1, required=False)


class ReportInput(serializers.Serializer[Any]):
    """A report, when it is mailed, and to whom."""

    name = serializers.CharField(max_length=120)
    report = ChoiceField(choices=ReportSchedule.Report.choices)
    filters = ReportFiltersInput(required=False, help_text="None of them for accounts.")
    days = serializers.IntegerField(
        min_value=1,
        max_value=MAX_DAYS,
        allow_null=True,
        help_text="So many whole days before it is due; null for the calendar month before.",
    )
    every = ChoiceField(choices=ReportSchedule.Every.choices)
    on_day = serializers.IntegerField(
        min_value=0,
        max_value=31,
        help_text="A weekday, 0 is Monday; or a day of the month, of which a shorter one takes its last.",
    )
    hour = serializers.IntegerField(min_value=0, max_value=23)
    timezone = serializers.CharField(
        max_length=60, required=False, validators=[is_timezone], help_text="Yours, if absent."
    )
    format = ChoiceField(choices=ReportSchedule.Format.choices)
    people = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=50, required=False)
    addresses = serializers.ListField(
        child=serializers.CharField(max_length=254),
        max_length=50,
        required=False,
        help_text="Outside the house, where an admin allows it. They get what its owner may see.",
    )

    def validate_name(self, value: str) -> str:
        """One line: it becomes a subject."""
        line = one_line(value)
        if not line:
            raise serializers.ValidationError("Name it.")
        return line

    def validate_filters(self, value: dict[str, Any]) -> dict[str, Any]:
        """As the figures take them."""
        return where_of(value)


class ReportChangeInput(ReportInput):
    """What is absent stays. Days are counted anew; a pause that ends begins with the next due time."""

    is_paused = serializers.BooleanField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """Nothing has to be given."""
        fields = super().get_fields()
        for one in fields.values():
            one.required = False
        return fields


class ReportSettingsInput(serializers.Serializer[Any]):
    """What holds for all scheduled reports."""

    allows_outside = serializers.BooleanField()

"""What the service level API accepts; `sla.reading` validates what admins send."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from core.api.fields import ChoiceField
from core.zones import is_zone
from people.models import Segment
from sla.clock import Measure
from sla.services.reporting import GROUPS
from tickets.channels import CHANNEL_CHOICES
from tickets.models import Priority, TicketType

MAX_PERIOD = timedelta(days=3 * 366)
FIRST_YEAR, LAST_YEAR = 2000, 2200


class PolicyTargetForm(serializers.Serializer[Any]):
    """Seconds for one channel (or `email`, `chat` for its group) and priority; null means no promise."""

    channel = serializers.CharField()
    priority = serializers.CharField()
    first_reply = serializers.IntegerField(allow_null=True)
    next_reply = serializers.IntegerField(allow_null=True)
    resolution = serializers.IntegerField(allow_null=True)
    periodic_update = serializers.IntegerField(allow_null=True, required=False)
    agent_work_time = serializers.IntegerField(allow_null=True, required=False)
    requester_wait_time = serializers.IntegerField(allow_null=True, required=False)
    always_open = serializers.BooleanField(default=False)


class PolicyStepForm(serializers.Serializer[Any]):
    """What happens when a fraction of a target has elapsed."""

    fraction = serializers.FloatField()
    actions = serializers.ListField(child=serializers.CharField())


class PolicyForm(serializers.Serializer[Any]):
    """One policy; one without `id` is new."""

    id = serializers.IntegerField(required=False)
    name = serializers.CharField()
    is_default = serializers.BooleanField(default=False)
    conditions = serializers.DictField(child=serializers.ListField(), required=False)
    calendar_id = serializers.IntegerField(allow_null=True, required=False)
    pause_on = serializers.ListField(child=serializers.CharField(), required=False)
    steps = PolicyStepForm(many=True, required=False)
    targets = PolicyTargetForm(many=True)


class PoliciesForm(serializers.Serializer[Any]):
    """All policies in the order in which they are tried; the default comes last."""

    version = serializers.IntegerField(read_only=True)
    results = PolicyForm(many=True)


class IntervalForm(serializers.Serializer[Any]):
    """Working time on a weekday, Monday 0; times as HH:MM, 24:00 for the end of the day."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    opens = serializers.CharField()
    closes = serializers.CharField()


class HolidayForm(serializers.Serializer[Any]):
    """One closed date."""

    on = serializers.DateField()
    name = serializers.CharField(required=False)


class CalendarForm(serializers.Serializer[Any]):
    """One calendar; `closed_next` lists its holidays in the coming months, including public ones."""

    id = serializers.IntegerField(required=False)
    name = serializers.CharField()
    timezone = serializers.CharField()
    is_default = serializers.BooleanField(default=False)
    holiday_region = serializers.CharField(required=False, allow_blank=True)
    intervals = IntervalForm(many=True)
    holidays = HolidayForm(many=True, required=False)
    brand_ids = serializers.ListField(child=serializers.IntegerField(), required=False)
    team_ids = serializers.ListField(child=serializers.IntegerField(), required=False)
    closed_next = HolidayForm(many=True, read_only=True)


class CalendarsForm(serializers.Serializer[Any]):
    """All calendars; exactly one of them is the default."""

    version = serializers.IntegerField(read_only=True)
    results = CalendarForm(many=True)


class ExampleTicketForm(serializers.Serializer[Any]):
    """A ticket that need not exist, opened at `at` (now, if absent)."""

    segment = ChoiceField(choices=Segment.choices, required=False, allow_blank=True)
    priority = ChoiceField(choices=Priority.choices)
    channel = ChoiceField(choices=CHANNEL_CHOICES)
    brand_id = serializers.IntegerField(required=False, allow_null=True)
    team_id = serializers.IntegerField(required=False, allow_null=True)
    company_id = serializers.IntegerField(required=False, allow_null=True)
    type = ChoiceField(choices=TicketType.choices, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=50)
    at = serializers.DateTimeField(required=False)

    def validate_at(self, value: datetime) -> datetime:
        """Keep to years in which somebody may ask."""
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise serializers.ValidationError(f"Must be a time from {FIRST_YEAR} to {LAST_YEAR}.")
        return value


class ExampleForm(serializers.Serializer[Any]):
    """An example ticket, and the policies to try it on: those in force, if absent."""

    ticket = ExampleTicketForm()
    results = PolicyForm(many=True, required=False)


LANGUAGES = ("en", "de")
"""Of the document of a contract."""


class PeriodForm(serializers.Serializer[Any]):
    """A period of dates, the last one included, in a time zone."""

    since = serializers.DateField()
    until = serializers.DateField()
    timezone = serializers.CharField(max_length=60, default="UTC")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Replace the dates by instants `start` and `end`."""
        if not is_zone(attrs["timezone"]):
            message = "Must be a time zone such as Europe/London."
            raise serializers.ValidationError({"timezone": [message]})
        zone = ZoneInfo(attrs["timezone"])
        if attrs["until"] < attrs["since"]:
            raise serializers.ValidationError({"until": ["Must not be before the first date."]})
        if attrs["until"] - attrs["since"] > MAX_PERIOD:
            raise serializers.ValidationError({"until": ["Ask for at most three years at once."]})
        if attrs["until"] == date.max:
            raise serializers.ValidationError({"until": ["Must be before the end of time."]})
        start = datetime.combine(attrs["since"], time(), zone)
        end = datetime.combine(attrs["until"] + timedelta(days=1), time(), zone)
        return attrs | {"start": start, "end": end, "zone": zone}


class ComplianceForm(PeriodForm):
    """What compliance is told by."""

    by = ChoiceField(choices=list(GROUPS))
    measure = ChoiceField(choices=[measure.value for measure in Measure], required=False)


class MissesForm(PeriodForm):
    """Which figure of the compliance."""

    by = ChoiceField(choices=list(GROUPS))
    key = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ContractForm(PeriodForm):
    """Whose contract it is."""

    company_id = serializers.IntegerField(min_value=1)


class ContractPdfForm(ContractForm):
    """The same as a document."""

    language = ChoiceField(choices=LANGUAGES, default="en")

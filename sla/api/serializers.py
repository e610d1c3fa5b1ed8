"""What the service level API accepts; `sla.reading` validates what admins send."""

from typing import Any

from rest_framework import serializers


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

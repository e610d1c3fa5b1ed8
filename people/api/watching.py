"""Endpoints of what is read: when it is unusual, and what was."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, sightings
from core.api.fields import ChoiceField
from core.api.requests import values_of
from core.api.shapes import Shape
from core.api.views import ApiView
from people.models import ReadingAlarm, ReadingWatch
from people.selectors import watching as selectors
from people.services import watching


class ReadingWatchInput(serializers.Serializer[Any]):
    """From when on reading is unusual."""

    is_on = serializers.BooleanField()
    factor = serializers.FloatField(
        min_value=1, max_value=20, help_text="How many times a person's own highest day of four weeks."
    )
    fewest = serializers.IntegerField(min_value=1, max_value=100_000, help_text="Below, nothing is unusual.")
    at_first = serializers.IntegerField(
        min_value=1, max_value=100_000, help_text="The limit of a day as long as there is no past."
    )


class ReadingAlarmShape(Shape):
    """Somebody read unusually much on one day (UTC)."""

    id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=sightings.KINDS)
    via = serializers.ChoiceField(choices=[sightings.SCREEN, sightings.PROGRAM])
    day = serializers.DateField()
    count = serializers.IntegerField()
    limit = serializers.IntegerField(help_text="What would have been usual.")
    own_most = serializers.IntegerField(help_text="Their highest day of the four weeks before.")
    own_days = serializers.IntegerField()
    others_most = serializers.IntegerField(help_text="The highest day of anybody in their teams.")
    others_days = serializers.IntegerField()
    raised_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField()
    verdict = serializers.ChoiceField(choices=["", *ReadingAlarm.Verdict.values])
    note = serializers.CharField()


class ReadingShape(ReadingWatchInput, Shape):
    """The rule, and what it found: open alarms first."""

    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = serializers.CharField()
    alarms = ReadingAlarmShape(many=True)


class ReadingDayShape(Shape):
    """How much it was on one day."""

    day = serializers.DateField()
    count = serializers.IntegerField()


class ReadingEvidenceShape(ReadingAlarmShape):
    """An alarm with what it stands on."""

    days = ReadingDayShape(many=True)
    targets = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Ids of what was read on that day, at most 500: numbers of tickets, ids of contacts.",
    )


class ReadingVerdict(serializers.Serializer[Any]):
    """What somebody found out."""

    verdict = ChoiceField(choices=ReadingAlarm.Verdict.values)
    note = serializers.CharField(max_length=watching.MAX_NOTE, allow_blank=True, default="")


def _watch_json(row: ReadingWatch) -> dict[str, Any]:
    return {
        "is_on": row.is_on,
        "factor": row.factor,
        "fewest": row.fewest,
        "at_first": row.at_first,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by_name,
    }


def _alarm_json(row: ReadingAlarm) -> dict[str, Any]:
    same = ("user_id", "kind", "via", "day", "count", "limit", "own_most", "own_days", "others_most",
            "others_days", "raised_at", "decided_at", "verdict", "note")  # fmt: skip
    told = {"id": row.pk, "name": row.user.name, "decided_by": row.decided_by_name}
    return told | {name: getattr(row, name) for name in same}


class ReadingView(ApiView):
    """How much our people read, and what was unusual."""

    scope = "audit"

    @extend_schema(
        operation_id="privacy_reading_get",
        summary="See when reading is unusual, and what was",
        responses=ReadingShape,
    )
    def get(self, request: Request) -> Response:
        found = selectors.alarms(actor=self.actor)
        watch = _watch_json(selectors.watch(actor=self.actor))
        return Response(watch | {"alarms": [_alarm_json(one) for one in found]})

    @extend_schema(
        operation_id="privacy_reading_set",
        summary="Say when reading is unusual",
        request=ReadingWatchInput,
        responses=ReadingShape,
    )
    def put(self, request: Request) -> Response:
        watching.watch_set(actor=self.actor, now=clock.now(), **values_of(ReadingWatchInput, request.data))
        return self.get(request)


class ReadingAlarmView(ApiView):
    """One alarm."""

    scope = "audit"

    @extend_schema(
        operation_id="privacy_reading_alarm_get",
        summary="See what an alarm about reading stands on",
        responses=ReadingEvidenceShape,
    )
    def get(self, request: Request, alarm_id: int) -> Response:
        found = selectors.evidence(actor=self.actor, alarm_id=alarm_id)
        days = [{"day": day, "count": count} for day, count in found.days]
        return Response(_alarm_json(found.alarm) | {"days": days, "targets": found.targets})

    @extend_schema(
        operation_id="privacy_reading_alarm_close",
        summary="Decide about an alarm about reading",
        request=ReadingVerdict,
        responses=ReadingAlarmShape,
        description="Nobody decides about one over themselves. What was expected counts as their past.",
    )
    def post(self, request: Request, alarm_id: int) -> Response:
        values = values_of(ReadingVerdict, request.data)
        row = watching.alarm_close(actor=self.actor, alarm_id=alarm_id, now=clock.now(), **values)
        return Response(_alarm_json(row))

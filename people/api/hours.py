"""Endpoints of working hours and absences: one's own, and those of one's teams."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.fields import NameField
from core.api.idempotency import idempotent
from core.api.shapes import IdName, Shape
from core.api.views import ApiView
from people import services
from people.api.serializers import is_timezone
from people.hours import MAX_INTERVALS, version_of_hours, week_json
from people.selectors import hours as selectors
from people.selectors.hours import Hours


class IntervalInput(serializers.Serializer[Any]):
    """Working time on a weekday, Monday 0; one that closes before it opens closes on the next day."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    opens = serializers.CharField(max_length=5, help_text="HH:MM")
    closes = serializers.CharField(max_length=5, help_text="HH:MM, 24:00 for the end of the day.")


class HoursInput(serializers.Serializer[Any]):
    """Somebody's week; without intervals, the calendars of their teams hold."""

    timezone = serializers.CharField(max_length=60, validators=[is_timezone])
    intervals = IntervalInput(many=True, max_length=MAX_INTERVALS)  # type: ignore[call-arg]  # the list has it


class AbsenceInput(serializers.Serializer[Any]):
    """When somebody is away; the reason is read by who may set their hours."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    reason = NameField(max_length=120, required=False, allow_blank=True)


class OwnIntervalShape(Shape):
    """Working time on a weekday, Monday 0, cut at midnight; times as HH:MM."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    opens = serializers.CharField()
    closes = serializers.CharField()


class AbsenceShape(Shape):
    """A time in which somebody gets no work."""

    id = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    reason = serializers.CharField()
    by = serializers.CharField(help_text="Who entered it.")


class WorkingHoursShape(Shape):
    """Somebody's own week, and the absences that are not over."""

    user = IdName()
    version = serializers.IntegerField(help_text="Of the week; its ETag.")
    timezone = serializers.CharField(help_text="Of the week; empty without one.")
    suggested_timezone = serializers.CharField(help_text="Of their profile.")
    intervals = OwnIntervalShape(many=True, help_text="Empty while the calendars of their teams hold.")
    absences = AbsenceShape(many=True)


class WorkingHoursPage(Shape):
    """Those whose hours one may set, oneself first."""

    results = WorkingHoursShape(many=True)
    next = serializers.CharField(allow_null=True)


def hours_json(hours: Hours) -> dict[str, Any]:
    """Somebody's hours."""
    user = hours.user
    return {
        "user": {"id": user.pk, "name": user.name},
        "version": version_of_hours(user.hours_timezone, hours.intervals),
        "timezone": user.hours_timezone,
        "suggested_timezone": user.timezone,
        "intervals": week_json(hours.intervals),
        "absences": [
            {
                "id": absence.pk,
                "starts_at": absence.starts_at,
                "ends_at": absence.ends_at,
                "reason": absence.reason,
                "by": absence.by_name,
            }
            for absence in hours.absences
        ],
    }


def _answer(view: ApiView, user_id: int, now: datetime) -> Response:
    body = hours_json(selectors.hours_get(actor=view.actor, user_id=user_id, now=now))
    return Response(body, headers={"ETag": etag(body["version"])})


class WorkingHoursListView(ApiView):
    """Everybody whose hours one may set."""

    scope = "people"

    @extend_schema(
        operation_id="working_hours_list",
        responses=WorkingHoursPage,
        summary="List working hours",
        description="One's own first; supervisors have those of their teams, admins everybody's.",
    )
    def get(self, request: Request) -> Response:
        found = selectors.hours_visible(actor=self.actor, now=clock.now())
        return Response({"results": [hours_json(hours) for hours in found], "next": None})


class WorkingHoursView(ApiView):
    """One person's."""

    scope = "people"
    tagged = ("GET", "PUT")

    @extend_schema(
        operation_id="working_hours_get", responses=WorkingHoursShape, summary="Get somebody's working hours"
    )
    def get(self, request: Request, user_id: int) -> Response:
        return _answer(self, user_id, clock.now())

    @extend_schema(
        operation_id="working_hours_set",
        request=HoursInput,
        responses=WorkingHoursShape,
        summary="Set somebody's working hours",
        description=(
            "Replaces the week; an empty one gives them the hours of their teams again. `If-Match` with the "
            "ETag refuses to overwrite what somebody changed in between."
        ),
    )
    def put(self, request: Request, user_id: int) -> Response:
        data = HoursInput(data=request.data)
        data.is_valid(raise_exception=True)
        now = clock.now()
        services.hours_set(
            actor=self.actor,
            user_id=user_id,
            timezone=data.validated_data["timezone"],
            intervals=data.validated_data["intervals"],
            expected_version=expected_version(request),
            now=now,
        )
        return _answer(self, user_id, now)


class AbsencesView(ApiView):
    """When somebody is away."""

    scope = "people"
    takes_key = True
    tagged = ("POST",)

    @extend_schema(
        operation_id="working_hours_absence_add",
        request=AbsenceInput,
        responses=WorkingHoursShape,
        summary="Enter an absence",
        description="Nothing new comes to them meanwhile; what they have is handed on when it begins.",
    )
    def post(self, request: Request, user_id: int) -> Response:
        def add() -> Response:
            data = AbsenceInput(data=request.data)
            data.is_valid(raise_exception=True)
            now = clock.now()
            services.absence_add(actor=self.actor, user_id=user_id, now=now, **data.validated_data)
            return _answer(self, user_id, now)

        return idempotent(request, self.actor, add)


class AbsenceView(ApiView):
    """One of them."""

    scope = "people"

    @extend_schema(
        operation_id="working_hours_absence_remove",
        responses={204: None},
        summary="Take an absence back",
        description="Also one that has begun: they get work again.",
    )
    def delete(self, request: Request, user_id: int, absence_id: int) -> Response:
        services.absence_remove(actor=self.actor, user_id=user_id, absence_id=absence_id, now=clock.now())
        return Response(status=204)

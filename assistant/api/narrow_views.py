"""Starting narrow: what to switch on next, on which evidence, and the beginning of it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.api.rendering import rounded
from assistant.ladder import BACK_LIMIT, ENOUGH, ENOUGH_BACK
from assistant.models import Level
from assistant.narrow import STANDS_DAYS
from assistant.selectors.narrowing import Candidate, Narrow, narrow
from assistant.services.promoting import narrow_start
from core import clock
from core.api.fields import ChoiceField
from core.api.requests import checked_change
from core.api.shapes import Shape
from core.api.views import ApiView

LACKS = ("volume", "simple", "sure", "wrong", "boundary", "taken_back")


class NarrowInput(serializers.Serializer[Any]):
    """Where the categories wait until they are switched on."""

    level = ChoiceField(choices=[one for one in Level.choices if one[0] != Level.AUTOMATIC])


class NarrowCandidateShape(Shape):
    """A category that may be switched on, with what 90 days say; a share of few is null."""

    category = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)
    boundary = serializers.CharField(help_text="The boundary that holds it at off; empty without one.")
    a_month = serializers.IntegerField(help_text="Tickets a month.")
    simple_share = serializers.FloatField(allow_null=True, help_text="Of its tickets, those of tier T1.")
    asked = serializers.IntegerField(help_text="Questions that the assistant thought about.")
    sure = serializers.IntegerField(help_text="Of these, what it answered or would have answered.")
    sure_share = serializers.FloatField(allow_null=True)
    judged = serializers.IntegerField(help_text="Answers and drafts that people judged.")
    wrong = serializers.IntegerField()
    wrong_share = serializers.FloatField(allow_null=True)
    is_proposed = serializers.BooleanField(help_text="The one to switch on next; never two.")
    lacks = serializers.ChoiceField(choices=LACKS, allow_blank=True)
    there = serializers.FloatField()
    needed = serializers.FloatField()


class NarrowWatchedShape(Shape):
    """The category that was switched on last, while the next proposal waits for it."""

    category = serializers.CharField()
    resolved = serializers.IntegerField()
    bad = serializers.IntegerField(help_text="Came back within 7 days, or judged wrong.")
    days = serializers.IntegerField()


class NarrowShape(Shape):
    """How far the categories have been switched on, and which could follow, the best first."""

    is_narrow = serializers.BooleanField()
    automatic = serializers.ListField(child=serializers.CharField())
    watched = NarrowWatchedShape(allow_null=True)
    results = NarrowCandidateShape(many=True)
    resolved_needed = serializers.IntegerField()
    days_needed = serializers.IntegerField()
    bad_allowed = serializers.IntegerField(help_text="One more among the first, and it is taken back.")
    bad_limit = serializers.FloatField(help_text="The same as a share, from there on.")


class NarrowView(ApiView):
    """Starting narrow."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_narrow",
        responses=NarrowShape,
        summary="Get which category the assistant may answer next",
        description=(
            "From 90 days of own tickets: the most simple volume first. One is proposed at a time; what was "
            "switched on last has to stand first."
        ),
    )
    def get(self, request: Request) -> Response:
        return Response(narrow_json(narrow(actor=self.actor, now=clock.now())))

    @extend_schema(
        operation_id="assistant_narrow_start",
        request=NarrowInput,
        responses=NarrowShape,
        summary="Start narrow: let no category answer by itself",
        description="Each is switched on again with `PUT /assistant/autonomy/{category}`.",
    )
    def put(self, request: Request) -> Response:
        values = checked_change(NarrowInput(data=request.data), request)
        narrow_start(actor=self.actor, level=values["level"], now=clock.now())
        return Response(narrow_json(narrow(actor=self.actor, now=clock.now())))


def narrow_json(found: Narrow) -> dict[str, Any]:
    """How far the categories have been switched on."""
    watched = found.watched
    return {
        "is_narrow": found.is_narrow,
        "automatic": list(found.automatic),
        "watched": None
        if watched is None
        else {
            "category": watched.category,
            "resolved": watched.resolved,
            "bad": watched.bad,
            "days": watched.days,
        },
        "results": [_candidate_json(one) for one in found.candidates],
        "resolved_needed": ENOUGH,
        "days_needed": STANDS_DAYS,
        "bad_allowed": ENOUGH_BACK - 1,
        "bad_limit": BACK_LIMIT,
    }


def _candidate_json(one: Candidate) -> dict[str, Any]:
    case = one.case
    return {
        "category": case.category,
        "level": one.level.value,
        "boundary": one.boundary,
        "a_month": case.a_month,
        "simple_share": rounded(case.simple_share),
        "asked": case.asked,
        "sure": case.sure,
        "sure_share": rounded(case.sure_share),
        "judged": case.judged,
        "wrong": case.wrong,
        "wrong_share": rounded(case.wrong_share),
        "is_proposed": one.is_proposed,
        "lacks": one.lacks,
        "there": round(one.there, 4),
        "needed": one.needed,
    }

"""The endpoint of the doctor."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.shapes import Shape
from core.api.views import ApiView
from helpdesk.doctor.diagnosing import CHECKS, Diagnosis, diagnose
from helpdesk.doctor.problems import WORDS
from people.policy import require


class ProblemGapShape(Shape):
    """What fills a gap in the words of a problem."""

    name = serializers.CharField()
    value = serializers.CharField()


class SystemProblemShape(Shape):
    """One thing that is wrong."""

    code = serializers.ChoiceField(choices=list(WORDS))
    severity = serializers.ChoiceField(choices=["fault", "warning"])
    said = serializers.CharField(help_text="What is wrong, in English.")
    advice = serializers.CharField(help_text="What to do.")
    gaps = ProblemGapShape(many=True, help_text="For the same words in another language.")


class SystemCheckShape(Shape):
    """What one check found."""

    name = serializers.ChoiceField(choices=list(CHECKS))
    state = serializers.ChoiceField(choices=["ok", "warning", "fault"])
    problems = SystemProblemShape(many=True)


class SystemHealthShape(Shape):
    """What is wrong with this installation."""

    state = serializers.ChoiceField(choices=["ok", "warning", "fault"])
    looked_at = serializers.DateTimeField()
    checks = SystemCheckShape(many=True)


def worst_of(found: list[Diagnosis]) -> str:
    """The state of all of it."""
    states = {one.state for one in found}
    return next((state for state in ("fault", "warning") if state in states), "ok")


def check_json(one: Diagnosis) -> dict[str, Any]:
    """What one check found, for the API and for `doctor --json`."""
    return {
        "name": one.check,
        "state": one.state,
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "said": problem.said,
                "advice": problem.advice,
                "gaps": [{"name": name, "value": str(value)} for name, value in problem.data.items()],
            }
            for problem in one.problems
        ],
    }


class SystemHealthView(ApiView):
    """What is wrong with this installation, and what to do."""

    scope = "system"

    @extend_schema(
        operation_id="system_health_get",
        responses=SystemHealthShape,
        description="The checks of `manage.py doctor`, run now. It takes a second or two where something "
        "does not answer.",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "system.read")
        found = diagnose()
        return Response(
            {
                "state": worst_of(found),
                "looked_at": clock.now(),
                "checks": [check_json(one) for one in found],
            }
        )

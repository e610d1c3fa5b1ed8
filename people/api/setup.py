"""The endpoint of the set-up guide."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.views import ApiView
from core.setup import Facts
from people import services
from people.api.setup_shapes import SetupOutlookShape, SetupShape
from people.policy import require
from people.selectors import setup


class SetupUpdate(serializers.Serializer[Any]):
    """Whether the guide is put aside."""

    is_aside = serializers.BooleanField()


def _facts_json(facts: Facts) -> dict[str, Any]:
    return {"names": facts.names, "counts": facts.counts, "times": facts.times}


def guide_json(guide: setup.Guide) -> dict[str, Any]:
    """The steps of the set-up guide."""
    return {
        "is_done": guide.is_done,
        "aside_at": guide.aside_at,
        "steps": [
            {
                "id": step.id,
                "state": step.state.value,
                "ways": [
                    {"id": way.id, "state": found.state.value, "facts": _facts_json(found.facts)}
                    for way, found in step.ways
                ],
            }
            for step in guide.steps
        ],
    }


def outlook_json(outlook: setup.Outlook) -> dict[str, Any]:
    """What stands beside the steps."""
    return {
        "rules": [{"id": rule.id, "facts": _facts_json(facts)} for rule, facts in outlook.rules],
        "proposals": [
            {
                "id": proposal.id,
                "is_proposed": setup.is_proposed(evidence),
                "path": proposal.path,
                "evidence": [
                    {"kind": one.kind, "count": one.count, "needed": one.needed} for one in evidence
                ],
            }
            for proposal, evidence in outlook.proposals
        ],
    }


class SetupView(ApiView):
    """What the installation still needs before it helps somebody."""

    scope = "people"

    @extend_schema(
        operation_id="setup_get", summary="Get the state of the set-up guide", responses=SetupShape
    )
    def get(self, request: Request) -> Response:
        return Response(guide_json(setup.guide(actor=self.actor)))

    @extend_schema(
        operation_id="setup_update",
        summary="Put the set-up guide aside, or take it up again",
        request=SetupUpdate,
        responses=SetupShape,
    )
    def patch(self, request: Request) -> Response:
        require(self.actor, "brand.write")
        body = SetupUpdate(data=request.data)
        body.is_valid(raise_exception=True)
        is_aside = body.validated_data["is_aside"]
        services.guide_put_aside(actor=self.actor, is_aside=is_aside, now=clock.now())
        return Response(guide_json(setup.guide(actor=self.actor)))


class SetupOutlookView(ApiView):
    """What holds in the installation already, and what its data will allow."""

    scope = "people"

    @extend_schema(
        operation_id="setup_outlook",
        summary="Get what holds already, and what is proposed for later",
        responses=SetupOutlookShape,
    )
    def get(self, request: Request) -> Response:
        return Response(outlook_json(setup.outlook(actor=self.actor, now=clock.now())))

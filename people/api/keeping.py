"""Endpoints of retention and of legal holds."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.fields import ChoiceField
from core.api.requests import values_of
from core.api.shapes import Shape
from core.api.views import ApiView
from core.retention import ACTIONS, FEWEST_DAYS, MOST_DAYS
from people.models import LegalHold, RetentionRule
from people.selectors.holding import held_names
from people.services import holding, retaining

_ALL_ACTIONS = sorted({action for actions in ACTIONS.values() for action in actions})


class RetentionKindShape(Shape):
    """How long a brand keeps one kind of things."""

    kind = serializers.ChoiceField(choices=list(ACTIONS))
    actions = serializers.ListField(child=serializers.ChoiceField(choices=_ALL_ACTIONS))
    action = serializers.ChoiceField(choices=_ALL_ACTIONS)
    days = serializers.IntegerField(allow_null=True, help_text="None: they stay.")
    changed_by = serializers.CharField(help_text="Empty where nobody set it.")
    changed_at = serializers.DateTimeField(allow_null=True)


class BrandRetentionShape(Shape):
    """How long a brand keeps things."""

    brand_id = serializers.IntegerField()
    brand = serializers.CharField()
    kinds = RetentionKindShape(many=True)


class RetentionShape(Shape):
    """All brands."""

    results = BrandRetentionShape(many=True)


class RetentionDueShape(Shape):
    """What a rule would take away at once."""

    count = serializers.IntegerField(help_text="Records that are old enough, those under a hold too.")
    held = serializers.IntegerField(help_text="How many of them a legal hold keeps.")


class RetentionTry(serializers.Serializer[Any]):
    """A rule that is not saved yet."""

    brand_id = serializers.IntegerField()
    kind = ChoiceField(choices=list(ACTIONS))
    action = ChoiceField(choices=_ALL_ACTIONS)
    days = serializers.IntegerField(min_value=FEWEST_DAYS, max_value=MOST_DAYS)


class RetentionChange(RetentionTry):
    """A rule; without days it ends."""

    days = serializers.IntegerField(min_value=FEWEST_DAYS, max_value=MOST_DAYS, allow_null=True)


class LegalHoldShape(Shape):
    """Something that is kept whatever else is asked for."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=LegalHold.Kind.choices)
    target_id = serializers.IntegerField()
    name = serializers.CharField(help_text="Of the contact or company; empty for a ticket.")
    reason = serializers.CharField()
    by = serializers.CharField()
    created_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_by = serializers.CharField()


class LegalHoldsShape(Shape):
    """Those in force first."""

    results = LegalHoldShape(many=True)


class LegalHoldCreate(serializers.Serializer[Any]):
    """What to keep, and why."""

    kind = ChoiceField(choices=LegalHold.Kind.choices)
    target_id = serializers.IntegerField(min_value=1, max_value=2**62)
    reason = serializers.CharField(max_length=holding.MAX_REASON)


class NothingMore(serializers.Serializer[Any]):
    """A body without members."""


def _kind_json(kind: str, rule: RetentionRule | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "actions": list(ACTIONS[kind]),
        "action": rule.action if rule else ACTIONS[kind][0],
        "days": rule.days if rule else None,
        "changed_by": rule.by.name if rule and rule.by else "",
        "changed_at": rule.changed_at if rule else None,
    }


def _hold_json(hold: LegalHold, names: Mapping[int, str] | None = None) -> dict[str, Any]:
    return {
        "id": hold.pk,
        "kind": hold.kind,
        "target_id": hold.target_id,
        "name": (held_names([hold]) if names is None else names)[hold.pk],
        "reason": hold.reason,
        "by": hold.by_name,
        "created_at": hold.created_at,
        "lifted_at": hold.lifted_at,
        "lifted_by": hold.lifted_by_name,
    }


class RetentionView(ApiView):
    """How long each brand keeps what."""

    scope = "privacy"
    also_reads = ("people",)

    @extend_schema(
        operation_id="privacy_retention_list",
        summary="List how long each brand keeps what",
        responses=RetentionShape,
    )
    def get(self, request: Request) -> Response:
        brands, rules = retaining.retention_rules(actor=self.actor)
        return Response(
            {
                "results": [
                    {
                        "brand_id": brand.pk,
                        "brand": brand.name,
                        "kinds": [_kind_json(kind, rules.get((brand.pk, kind))) for kind in ACTIONS],
                    }
                    for brand in brands
                ]
            }
        )

    @extend_schema(
        operation_id="privacy_retention_set",
        summary="Set how long a brand keeps a kind of things",
        request=RetentionChange,
        responses=RetentionShape,
        description="What is older goes in the background, within the hour, and nobody can bring it back. "
        "Look at the preview first.",
    )
    def put(self, request: Request) -> Response:
        values = values_of(RetentionChange, request.data)
        retaining.retention_set(actor=self.actor, now=clock.now(), **values)
        return self.get(request)


class RetentionPreviewView(ApiView):
    """What a rule would take away."""

    scope = "privacy"
    asks = True

    @extend_schema(
        operation_id="privacy_retention_preview",
        summary="Count what a rule of retention would take away",
        request=RetentionTry,
        responses=RetentionDueShape,
    )
    def post(self, request: Request) -> Response:
        values = values_of(RetentionTry, request.data)
        found = retaining.retention_preview(actor=self.actor, now=clock.now(), **values)
        return Response({"count": found.count, "held": found.held})


class LegalHoldsView(ApiView):
    """What is kept whatever else is asked for."""

    scope = "privacy"
    also_reads = ("people",)

    @extend_schema(operation_id="privacy_holds_list", summary="List legal holds", responses=LegalHoldsShape)
    def get(self, request: Request) -> Response:
        found = holding.holds(actor=self.actor)
        names = held_names(found)
        return Response({"results": [_hold_json(one, names) for one in found]})

    @extend_schema(
        operation_id="privacy_holds_set",
        summary="Put a company, contact or ticket under a legal hold",
        request=LegalHoldCreate,
        responses={201: LegalHoldShape},
        description="Nothing of it is deleted, erased or redacted until the hold is lifted.",
    )
    def post(self, request: Request) -> Response:
        values = values_of(LegalHoldCreate, request.data)
        made = holding.hold_set(actor=self.actor, now=clock.now(), **values)
        return Response(_hold_json(made), status=201)


class LegalHoldLiftView(ApiView):
    """End a hold."""

    scope = "privacy"
    also_reads = ("people",)

    @extend_schema(
        operation_id="privacy_holds_lift",
        summary="Lift a legal hold",
        request=None,
        responses=LegalHoldShape,
    )
    def post(self, request: Request, hold_id: int) -> Response:
        values_of(NothingMore, request.data)
        return Response(_hold_json(holding.hold_lift(actor=self.actor, hold_id=hold_id, now=clock.now())))

"""Endpoints of what is kept out of the assistant."""

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
from tickets.models import AiExclusion
from tickets.services import keeping_out


class AiExclusionShape(Shape):
    """Tickets that the assistant does not read."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=AiExclusion.Kind.choices)
    brand_id = serializers.IntegerField(allow_null=True, help_text="None: in all brands.")
    brand = serializers.CharField(help_text="Empty without a brand.")
    value = serializers.CharField(help_text="The category or the field's key; empty for a brand.")
    last_30_days = serializers.IntegerField(help_text="How many tickets of that time it keeps out.")
    by = serializers.CharField()
    created_at = serializers.DateTimeField()


class NamedFieldShape(Shape):
    """A field that a rule can name."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not an option


class AiExclusionsShape(Shape):
    """All rules, and what one can name."""

    results = AiExclusionShape(many=True)
    categories = serializers.ListField(child=serializers.CharField())
    custom_fields = NamedFieldShape(many=True)


class AiExclusionCreate(serializers.Serializer[Any]):
    """What to keep out."""

    kind = ChoiceField(choices=AiExclusion.Kind.choices)
    brand_id = serializers.IntegerField(allow_null=True, default=None, help_text="None: in all brands.")
    value = serializers.CharField(max_length=80, allow_blank=True, default="")


def _json(row: AiExclusion, count: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "brand_id": row.brand_id,
        "brand": row.brand.name if row.brand is not None else "",
        "value": row.value,
        "last_30_days": count,
        "by": row.by_name,
        "created_at": row.created_at,
    }


class AiExclusionsView(ApiView):
    """What is kept out of the assistant."""

    scope = "privacy"
    also_reads = ("people", "tickets")

    @extend_schema(
        operation_id="privacy_ai_exclusions_list",
        summary="List what is kept out of the assistant",
        responses=AiExclusionsShape,
    )
    def get(self, request: Request) -> Response:
        found = keeping_out.ai_exclusions(actor=self.actor, now=clock.now())
        return Response(
            {
                "results": [_json(row, count) for row, count in found],
                "categories": keeping_out.categories(),
                "custom_fields": [{"key": one.key, "label": one.label} for one in keeping_out.fields()],
            }
        )

    @extend_schema(
        operation_id="privacy_ai_exclusions_add",
        summary="Keep tickets out of the assistant",
        request=AiExclusionCreate,
        responses={201: AiExclusionsShape},
        description="From now on no engine reads them. Vectors and articles that were made from them go "
        "within minutes.",
    )
    def post(self, request: Request) -> Response:
        values = values_of(AiExclusionCreate, request.data)
        keeping_out.ai_exclusion_add(actor=self.actor, now=clock.now(), **values)
        answer = self.get(request)
        answer.status_code = 201
        return answer


class AiExclusionView(ApiView):
    """One rule."""

    scope = "privacy"
    also_reads = ("people", "tickets")

    @extend_schema(
        operation_id="privacy_ai_exclusions_remove",
        summary="Let the assistant read tickets again",
        responses={204: None},
    )
    def delete(self, request: Request, exclusion_id: int) -> Response:
        keeping_out.ai_exclusion_remove(actor=self.actor, exclusion_id=exclusion_id, now=clock.now())
        return Response(status=204)

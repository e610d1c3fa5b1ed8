"""What the endpoints of Ask take."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from core.api.fields import ChoiceField
from insights.api.serializers import SIDES
from insights.ask.language import MAX_LENGTH
from insights.ask.text import MAX_QUESTION

QUERY = OpenApiParameter("query", str, required=True, description="In the query language.")
BEHIND_ASKED = [
    QUERY,
    OpenApiParameter("group", str, description="The `key` of a row; all, if absent."),
    OpenApiParameter("since", OpenApiTypes.DATE, description="The first day of a row that has one."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="The last day of a row that has one."),
    OpenApiParameter("side", str, enum=list(SIDES), description="All, those in the part, or the rest."),
]


class AskForm(serializers.Serializer[Any]):
    """A question in one's own words, or a query; with both, the query that the question was put in."""

    question = serializers.CharField(
        max_length=MAX_QUESTION, required=False, help_text="In English or German."
    )
    query = serializers.CharField(max_length=MAX_LENGTH, required=False, help_text="In the query language.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both is needed."""
        if not attrs:
            raise serializers.ValidationError({"question": ["Ask something, or give a query."]})
        return attrs


class QueryForm(serializers.Serializer[Any]):
    """A query."""

    query = serializers.CharField(max_length=MAX_LENGTH)


class AskBehindForm(QueryForm):
    """A query and one of its rows."""

    group = serializers.CharField(max_length=120, required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    side = ChoiceField(choices=SIDES, default="all")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both ends or none."""
        since, until = attrs.get("since"), attrs.get("until")
        if (since is None) != (until is None):
            raise serializers.ValidationError({"until": ["Give the first and the last day, or neither."]})
        if since is not None and until is not None and not (1973 <= since.year <= until.year < 9999):
            raise serializers.ValidationError({"until": ["Ask for dates between 1973 and 9998."]})
        if since is not None and until is not None and until < since:
            raise serializers.ValidationError({"until": ["Must not be before the first date."]})
        return attrs


class KeepForm(serializers.Serializer[Any]):
    """Whether a question is a favourite."""

    is_kept = serializers.BooleanField()

"""What the endpoints of quality take."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from core.api.fields import ChoiceField
from quality.models import Sample, Side
from quality.rubric import (
    CATEGORIES,
    LEVELS,
    LONGEST_ABOUT,
    LONGEST_NAME,
    MOST_SAMPLED,
    MOST_WEIGHT,
    SEGMENTS,
)
from quality.selectors.drifting import MEASURES
from quality.selectors.reviews import LISTS

MOST_DAYS, USUAL_DAYS = 182, 84
SAMPLES = [Sample.RANDOM.value, Sample.RISK.value]
SCOPES = ("all", "category", "segment")
REVIEWS = [
    OpenApiParameter("list", str, enum=list(LISTS), description="What waits for you, if absent."),
    OpenApiParameter("side", str, enum=Side.values),
    OpenApiParameter("sample", str, enum=SAMPLES),
    OpenApiParameter("category", str, enum=list(CATEGORIES)),
    OpenApiParameter("person_id", int, description="Whose conversations."),
    OpenApiParameter("number", int, description="Those of one ticket."),
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", int),
]
DAYS = OpenApiParameter("days", int, description=f"Up to now; {USUAL_DAYS}, if absent.")
COACHING = [
    OpenApiParameter("side", str, enum=Side.values, description="People, if absent."),
    OpenApiParameter("person_id", int, description="Yourself, if absent."),
    DAYS,
]
WEEKS = [
    OpenApiParameter("scope", str, required=True, enum=list(SCOPES)),
    OpenApiParameter("value", str, description="The category or segment."),
    OpenApiParameter("measure", str, required=True, enum=list(MEASURES)),
]


class ReviewsForm(serializers.Serializer[Any]):
    """Which reviews."""

    list = ChoiceField(choices=LISTS, default="waiting")
    side = ChoiceField(choices=Side.choices, default="")
    sample = ChoiceField(choices=SAMPLES, default="")
    category = ChoiceField(choices=CATEGORIES, default="")
    person_id = serializers.IntegerField(min_value=1, required=False)
    number = serializers.IntegerField(min_value=1, required=False)
    cursor = serializers.CharField(required=False)
    limit = serializers.IntegerField(required=False)


class DaysForm(serializers.Serializer[Any]):
    """A period up to now."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=USUAL_DAYS)


class CoachingForm(DaysForm):
    """Whose scores."""

    side = ChoiceField(choices=Side.choices, default=Side.PEOPLE.value)
    person_id = serializers.IntegerField(min_value=1, required=False)


class WeeksForm(serializers.Serializer[Any]):
    """Which row of outcomes."""

    scope = ChoiceField(choices=SCOPES)
    value = ChoiceField(choices=[*CATEGORIES, *SEGMENTS], default="")
    measure = ChoiceField(choices=MEASURES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The value is one of the scope."""
        known = {"all": ("",), "category": CATEGORIES, "segment": SEGMENTS}[attrs["scope"]]
        if attrs["value"] not in known:
            raise serializers.ValidationError({"value": f"Name one of: {', '.join(known)}."})
        return attrs


class CriterionScoreInput(serializers.Serializer[Any]):
    """A person's level of a criterion."""

    criterion = serializers.CharField(max_length=40)
    level = ChoiceField(choices=LEVELS, allow_null=True, help_text="Null: cannot say.")
    why = serializers.CharField(
        max_length=1000,
        allow_blank=True,
        default="",
        help_text="Needed where the level is another than the automatic one.",
    )


class QualityScoresInput(serializers.Serializer[Any]):
    """A person's scores of a conversation: they count from now on, and those given before are kept."""

    scores = CriterionScoreInput(many=True, allow_empty=False)
    again = serializers.BooleanField(
        default=False, help_text="Score it once more though somebody else has; without it that is refused."
    )
    rules_version = serializers.IntegerField(
        min_value=0, required=False, help_text="The rubric they were given by: refused where it is another."
    )


class QualityCommentInput(serializers.Serializer[Any]):
    """A word to whoever was reviewed."""

    text = serializers.CharField(max_length=2000)


class RubricCriterionInput(serializers.Serializer[Any]):
    """A criterion; empty words of a shipped one are the shipped words."""

    key = serializers.CharField(max_length=40)
    weight = serializers.IntegerField(min_value=0, max_value=MOST_WEIGHT)
    name = serializers.CharField(max_length=LONGEST_NAME, allow_blank=True, default="")
    about = serializers.CharField(max_length=LONGEST_ABOUT, allow_blank=True, default="")
    levels = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_ABOUT, allow_blank=True),
        min_length=3,
        max_length=3,
        required=False,
        help_text="What each level means, the lowest first.",
    )


class RubricInput(serializers.Serializer[Any]):
    """A rubric; what is absent stays."""

    criteria = RubricCriterionInput(many=True, required=False)
    sampled = serializers.IntegerField(min_value=0, max_value=MOST_SAMPLED, required=False)
    risky = serializers.IntegerField(min_value=0, max_value=MOST_SAMPLED, required=False)
    asks_model = serializers.BooleanField(required=False)
    categories = serializers.ListField(child=ChoiceField(choices=CATEGORIES), required=False)
    segments = serializers.ListField(child=ChoiceField(choices=SEGMENTS), required=False)

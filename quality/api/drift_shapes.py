"""What the endpoints of drift answer."""

from rest_framework import serializers

from core.api.shapes import Shape
from quality.api.serializers import SCOPES
from quality.selectors.drifting import MEASURES


class DriftRowShape(Shape):
    """A measure of a category or segment: bad outcomes lately, against what is usual."""

    scope = serializers.ChoiceField(choices=SCOPES)
    value = serializers.CharField(help_text="The category or segment; empty for all.")
    measure = serializers.ChoiceField(choices=MEASURES)
    is_close = serializers.BooleanField(help_text="Whether it is watched closer.")
    has_fallen = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True, help_text="When the fall began.")
    bad = serializers.IntegerField(help_text="Since the fall began, else of 28 days.")
    all = serializers.IntegerField()
    usual_bad = serializers.IntegerField(help_text="Of at most 182 days before.")
    usual_all = serializers.IntegerField()
    sum = serializers.FloatField(help_text="The cumulative sum now.")
    limit = serializers.FloatField(
        allow_null=True, help_text="That it has to pass; null: too little to compare."
    )


class DriftChangeShape(Shape):
    """Something that was changed."""

    at = serializers.DateTimeField()
    what = serializers.ChoiceField(choices=["article", "assistant", "sla", "routing", "rubric", "engine"])
    name = serializers.CharField(help_text="A title, the number of a version, or an engine.")
    by = serializers.CharField()
    id = serializers.IntegerField(allow_null=True, help_text="Of an article.")


class DriftWatchShape(Shape):
    """How closely rows are watched."""

    odds = serializers.FloatField(help_text="The fall that matters: odds of a bad outcome, times the usual.")
    alarms_a_year = serializers.FloatField(help_text="The most false alarms that all rows may give together.")


class DriftShape(Shape):
    """Every measure of every category and segment."""

    as_of = serializers.DateTimeField()
    recent_days = serializers.IntegerField()
    usual_days = serializers.IntegerField()
    least_usual = serializers.IntegerField(help_text="With fewer outcomes to compare with nothing is said.")
    close = DriftWatchShape()
    plain = DriftWatchShape()
    results = DriftRowShape(many=True)
    changes = DriftChangeShape(many=True, help_text="Since ten days before the 28 days.")


class DriftWeekShape(Shape):
    """A stretch of seven days."""

    begins = serializers.DateTimeField()
    bad = serializers.IntegerField()
    all = serializers.IntegerField()


class DriftWeeksShape(Shape):
    """A measure by week, and what was changed meanwhile."""

    weeks = DriftWeekShape(many=True)
    changes = DriftChangeShape(many=True)

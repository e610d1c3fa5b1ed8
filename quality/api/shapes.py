"""What the endpoints of reviews and coaching answer."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from quality.models import Sample, Side
from quality.rubric import CATEGORIES, SEGMENTS
from quality.services.sampling import RISKS
from tickets.models import AuthorKind

SCORE_HELP = "In percent of the best; null while less than half of the weight is judged."


class QualityReviewRowShape(Shape):
    """One side's part of a conversation."""

    id = serializers.IntegerField()
    number = serializers.IntegerField(help_text="The ticket.")
    subject = serializers.CharField()
    requester = serializers.CharField()
    company = serializers.CharField(help_text="Empty without one.")
    side = serializers.ChoiceField(choices=Side.choices)
    person = IdName(allow_null=True, help_text="Who answered most; null for the assistant.")
    category = serializers.CharField(allow_blank=True)
    channel = serializers.CharField()
    ended_at = serializers.DateTimeField()
    week = serializers.DateField()
    sample = serializers.ChoiceField(choices=Sample.choices, allow_blank=True)
    risks = serializers.ListField(child=serializers.ChoiceField(choices=list(RISKS)))
    reviewed_by = IdName(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)


class QualityCountsShape(Shape):
    """How many each list has; `random` and `risk` are of what waits."""

    waiting = serializers.IntegerField()
    reviewed = serializers.IntegerField()
    all = serializers.IntegerField()
    random = serializers.IntegerField()
    risk = serializers.IntegerField()


class QualityReviewPageShape(page_of(QualityReviewRowShape)):  # type: ignore[misc]  # a class that is made
    """A page of reviews, the newest first."""

    counts = QualityCountsShape()


class QualityScoreShape(Shape):
    """A level of one origin."""

    level = serializers.IntegerField(allow_null=True, help_text="0, 1 or 2; null: not judged.")
    why = serializers.CharField(help_text="The name of the reason, of facts.")
    note = serializers.CharField(help_text="What the model or the person says.")
    quotes = serializers.ListField(child=serializers.CharField(), help_text="Words of the conversation.")
    engine = serializers.CharField()
    by = IdName(allow_null=True)
    at = serializers.DateTimeField()
    rules_version = serializers.IntegerField()


class RubricCriterionShape(Shape):
    """A criterion; empty words of a shipped one are those of your screens."""

    key = serializers.CharField()
    weight = serializers.IntegerField()
    name = serializers.CharField()
    about = serializers.CharField()
    levels = serializers.ListField(child=serializers.CharField())


class QualityCriterionShape(RubricCriterionShape):
    """A criterion with its scores: automatic ones stay beside a person's."""

    facts = QualityScoreShape(allow_null=True)
    model = QualityScoreShape(allow_null=True)
    by_person = QualityScoreShape(allow_null=True)
    level = serializers.IntegerField(allow_null=True, help_text="That counts.")


class QualitySpokenShape(Shape):
    """Something that was said, or the customer's rating."""

    kind = serializers.ChoiceField(choices=["message", "rating"])
    at = serializers.DateTimeField()
    author_kind = serializers.ChoiceField(choices=AuthorKind.choices, allow_blank=True)
    author = serializers.CharField()
    text = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)


class QualityCommentShape(Shape):
    """A word to whoever was reviewed."""

    id = serializers.IntegerField()
    by = IdName()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class QualityToScoreShape(Shape):
    """The rubric in force, with the scores that stand."""

    rules_version = serializers.IntegerField()
    criteria = QualityCriterionShape(many=True)


class QualityGivenShape(RubricCriterionShape):
    """A level that a person gave, with the criterion as it was then."""

    level = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class QualityFormerShape(Shape):
    """What a person scored before the scores that count now, as it read then."""

    by = IdName()
    at = serializers.DateTimeField()
    replaced_at = serializers.DateTimeField()
    rules_version = serializers.IntegerField()
    score = serializers.IntegerField(allow_null=True, help_text=SCORE_HELP)
    given = QualityGivenShape(many=True)


class QualityReviewShape(QualityReviewRowShape):
    """A conversation with its scores and comments."""

    score = serializers.IntegerField(allow_null=True, help_text=SCORE_HELP)
    rules_version = serializers.IntegerField(
        help_text="The rubric that it is scored by; 0 is the shipped one."
    )
    criteria = QualityCriterionShape(many=True)
    to_score = QualityToScoreShape(
        allow_null=True, help_text="What you would score it by; null where you may not."
    )
    former = QualityFormerShape(
        many=True, help_text="What people scored before, the newest first; at most 20."
    )
    spoken = QualitySpokenShape(many=True)
    comments = QualityCommentShape(many=True)
    asks_model = serializers.BooleanField(help_text="Whether the model will be asked.")
    may_review = serializers.BooleanField(help_text="Never one's own.")
    may_comment = serializers.BooleanField()
    told = IdName(many=True, help_text="Who hears of a comment of yours.")
    version = serializers.IntegerField()


class QualityTallyShape(Shape):
    """How many have each level, from 0 to 2, and how many were not judged."""

    criterion = serializers.CharField()
    levels = serializers.ListField(child=serializers.IntegerField())
    unjudged = serializers.IntegerField()
    by_person = serializers.IntegerField(help_text="How many of the levels a person gave.")
    mean = serializers.IntegerField(
        allow_null=True, help_text="In percent of the best; null for fewer than 20."
    )


class CoachingCriterionShape(RubricCriterionShape):
    """A criterion that conversations of the period are scored by."""

    is_in_force = serializers.BooleanField(help_text="Whether the newest rubric has it.")


class CoachingRowShape(QualityReviewRowShape):
    """A conversation that a person looked at."""

    comments = QualityCommentShape(many=True)


class CoachingShape(Shape):
    """
    The scores of somebody, or of the assistant.

    For coaching: they rank nobody, and routing does not know them.
    """

    person = IdName(allow_null=True, help_text="Null: the assistant.")
    since = serializers.DateTimeField()
    conversations = serializers.IntegerField()
    drawn = serializers.IntegerField(help_text="At random.")
    reviewed = serializers.IntegerField(help_text="Of those drawn.")
    criteria = CoachingCriterionShape(many=True)
    sampled = QualityTallyShape(many=True, help_text="Of the random sample alone.")
    facts = QualityTallyShape(many=True, help_text="By facts, of all conversations.")
    results = CoachingRowShape(many=True, help_text="The newest 50.")


class RevieweeShape(Shape):
    """Somebody whose conversations there are."""

    person = IdName()
    conversations = serializers.IntegerField()
    drawn = serializers.IntegerField()
    reviewed = serializers.IntegerField()


class QualityAgreementShape(Shape):
    """Where a person and an automatic score both judged: how many are the same, lower and higher."""

    criterion = serializers.CharField()
    same = serializers.IntegerField()
    lower = serializers.IntegerField()
    higher = serializers.IntegerField()


class QualityDrawShape(Shape):
    """The sample of a week; the seed says which it was."""

    week = serializers.DateField()
    seed = serializers.CharField()
    each = serializers.IntegerField()
    risky = serializers.IntegerField()
    candidates = serializers.IntegerField()
    drawn_at = serializers.DateTimeField()


class QualityTeamShape(Shape):
    """Everybody by name."""

    people = RevieweeShape(many=True)
    agreements = QualityAgreementShape(many=True)
    draws = QualityDrawShape(many=True)


class RubricContentShape(Shape):
    """What a version says."""

    criteria = RubricCriterionShape(many=True)
    sampled = serializers.IntegerField(help_text="At random for a week, of each person and of the assistant.")
    risky = serializers.IntegerField(
        help_text="More for a week, of all, because something speaks against them."
    )
    asks_model = serializers.BooleanField()
    categories = serializers.ListField(child=serializers.ChoiceField(choices=CATEGORIES))
    segments = serializers.ListField(child=serializers.ChoiceField(choices=SEGMENTS))


class RubricVersionShape(Shape):
    """A version."""

    version = serializers.IntegerField()
    by = serializers.CharField()
    created_at = serializers.DateTimeField()
    content = RubricContentShape()


class QualityRubricShape(Shape):
    """The rubric in force, with the newest versions."""

    version = serializers.IntegerField(help_text="0 is the shipped one.")
    by = serializers.CharField()
    created_at = serializers.DateTimeField(allow_null=True)
    content = RubricContentShape()
    versions = RubricVersionShape(many=True)

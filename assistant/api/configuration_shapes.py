"""Response shapes of the assistant's configuration, its test bench, its replays and what it costs."""

from typing import Any

from rest_framework import serializers

from assistant.accounts import STATES
from assistant.api.action_shapes import ConfiguredActionShape
from assistant.api.configuration_serializers import ANSWERED_CHANNELS
from assistant.api.shapes import AnswerCitationShape
from assistant.configuration import SECTIONS
from assistant.engines.protocol import CAPABILITIES
from assistant.models import BenchQuestion, Outcome, ReplayState
from assistant.services.trying import OUTCOMES
from core.api.shapes import Shape
from people.models import Segment
from tickets.models import TicketType


class ConfigurationAnswersShape(Shape):
    """Whether and where the assistant answers."""

    is_on = serializers.BooleanField()
    channels = serializers.ListField(child=serializers.ChoiceField(choices=ANSWERED_CHANNELS))
    max_answers = serializers.IntegerField()


class BrandAnswersShape(ConfigurationAnswersShape):
    """A brand that differs from the others."""

    brand_id = serializers.IntegerField()
    threshold = serializers.FloatField(allow_null=True)


class ConfidenceLimitShape(Shape):
    """The confidence needed for a channel, a category, or both; empty means any."""

    channel = serializers.ChoiceField(choices=ANSWERED_CHANNELS, allow_blank=True)
    category = serializers.CharField()
    threshold = serializers.FloatField()


class ConfidenceLimitsShape(Shape):
    """How sure the assistant must be."""

    threshold = serializers.FloatField(allow_null=True, help_text="Null means the engine's own.")
    max_wrong = serializers.FloatField(allow_null=True)
    rules = ConfidenceLimitShape(many=True)


class ConfiguredBoundaryShape(Shape):
    """A subject the assistant never handles."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    is_on = serializers.BooleanField()
    keywords = serializers.ListField(child=serializers.CharField())
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices))
    account_states = serializers.ListField(child=serializers.ChoiceField(choices=list(STATES)))
    issue_types = serializers.ListField(child=serializers.ChoiceField(choices=TicketType.choices))
    owner_id = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)


class VoiceExampleShape(Shape):
    """How the company would answer one question."""

    question = serializers.CharField()
    answer = serializers.CharField()


class VoiceShape(Shape):
    """The voice guide."""

    guide = serializers.CharField()
    examples = VoiceExampleShape(many=True)


class ConfigurationBudgetShape(Shape):
    """What models may cost a day; null means the installation's setting."""

    daily_usd = serializers.FloatField(allow_null=True)


class MaskingShape(Shape):
    """Whether personal data is taken out before a text leaves for a model."""

    is_on = serializers.BooleanField()


class ConfigurationShape(Shape):
    """A whole configuration."""

    answers = ConfigurationAnswersShape()
    brands = BrandAnswersShape(many=True)
    limits = ConfidenceLimitsShape()
    boundaries = ConfiguredBoundaryShape(many=True)
    voice = VoiceShape()
    budget = ConfigurationBudgetShape()
    masking = MaskingShape()
    actions = ConfiguredActionShape(many=True)


class ConfigurationDifferenceShape(Shape):
    """One difference between two configurations; values are in the form of the configuration."""

    area = serializers.ChoiceField(choices=list(SECTIONS))
    kind = serializers.ChoiceField(choices=["added", "removed", "changed"])
    name = serializers.CharField(help_text="The boundary, limit, brand or example; empty where there is one.")
    field = serializers.CharField(help_text="What of it changed; empty for what came or went.")
    before = serializers.JSONField(help_text="Null where there was nothing.")
    after = serializers.JSONField(help_text="Null where there is nothing.")


class ConfigurationDraftShape(Shape):
    """The draft; `differences` are those from the version in force."""

    revision = serializers.IntegerField(help_text="Send it back as `If-Match`.")
    based_on = serializers.IntegerField(help_text="The version in force when it was last saved.")
    is_outdated = serializers.BooleanField(help_text="Another version was published since.")
    note = serializers.CharField()
    by_name = serializers.CharField()
    updated_at = serializers.DateTimeField()
    content = ConfigurationShape()
    differences = ConfigurationDifferenceShape(many=True)


class DraftStateShape(Shape):
    """The draft, if there is one."""

    draft = ConfigurationDraftShape(allow_null=True)


class LiveConfigurationShape(Shape):
    """The configuration in force; `version` is 0 while nothing was published."""

    version = serializers.IntegerField()
    note = serializers.CharField()
    by_name = serializers.CharField()
    created_at = serializers.DateTimeField(allow_null=True)
    content = ConfigurationShape()
    builtin_boundaries = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of those that can be off, but not go."
    )
    reviews_due = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of the boundaries whose review is overdue."
    )
    shipped_threshold = serializers.FloatField(help_text="The engine's own.")


class ConfigurationVersionShape(Shape):
    """One published version, and how the runs under it ended."""

    version = serializers.IntegerField()
    note = serializers.CharField()
    by_name = serializers.CharField()
    created_at = serializers.DateTimeField()
    restored = serializers.IntegerField(allow_null=True, help_text="The version that it equals.")
    is_live = serializers.BooleanField()
    outcomes = serializers.DictField(
        child=serializers.IntegerField(),
        help_text=f"Runs under it by outcome: {', '.join(one.value for one in Outcome if one)}.",
    )


class ConfigurationVersionsShape(Shape):
    """Versions, the newest first."""

    results = ConfigurationVersionShape(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="`before` of the next page; null on the last.")


class ConfigurationComparisonShape(Shape):
    """A version with what it has that `since` had not."""

    version = ConfigurationVersionShape()
    since = serializers.IntegerField()
    content = ConfigurationShape()
    differences = ConfigurationDifferenceShape(many=True)


class TriedResultShape(Shape):
    """What would come of a question; nothing was sent."""

    outcome = serializers.ChoiceField(choices=[*OUTCOMES, "gone"])
    reason = serializers.CharField(help_text="Why it was decided so, as a code; empty for an answer.")
    boundary = serializers.CharField(help_text="The key of the boundary that holds, else empty.")
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    evidence = serializers.CharField(help_text="The words that the boundary holds for.")
    text = serializers.CharField(help_text="What the customer would read.")
    sources = AnswerCitationShape(many=True)
    confidence = serializers.FloatField(allow_null=True)
    threshold = serializers.FloatField(allow_null=True)
    engine = serializers.CharField()


class TriedQuestionShape(Shape):
    """A question under the version in force, and under the draft if there is one."""

    version = serializers.IntegerField()
    type = serializers.CharField(help_text="What the question seems to be; empty if that is not clear.")
    product_area = serializers.CharField()
    live = TriedResultShape()
    draft = TriedResultShape(allow_null=True)


class BenchQuestionShape(Shape):
    """A kept question, and what should come of it."""

    id = serializers.IntegerField()
    question = serializers.CharField()
    channel = serializers.CharField()
    segment = serializers.CharField()
    contact_id = serializers.IntegerField(allow_null=True)
    expected = serializers.ChoiceField(choices=BenchQuestion.Expected.choices)
    article_id = serializers.IntegerField(allow_null=True)
    ticket = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()


class BenchShape(Shape):
    """The test bench, the newest question first; those of tickets that one may not see are left out."""

    results = BenchQuestionShape(many=True)


class ReplayCountsShape(Shape):
    """Questions by what came of them; outcomes that did not occur are absent."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.IntegerField(required=False) for name in (*OUTCOMES, "gone")}


class ReplayShape(Shape):
    """A draft beside the version in force; `is_current` says that the draft has not changed since."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ReplayState.choices)
    why = serializers.ChoiceField(
        choices=["asked", "budget"], allow_blank=True, help_text="Why it was stopped, else empty."
    )
    live = serializers.IntegerField(help_text="The version that it is compared with.")
    is_current = serializers.BooleanField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    changed = serializers.IntegerField(help_text="Questions of which something else would come.")
    tickets_before = ReplayCountsShape()
    tickets_after = ReplayCountsShape()
    bench_total = serializers.IntegerField()
    bench_passed_before = serializers.IntegerField()
    bench_passed_after = serializers.IntegerField()
    spent_usd = serializers.FloatField()
    limit_usd = serializers.FloatField()
    uses_model = serializers.BooleanField(help_text="Whether answers come from a model that costs money.")
    by_name = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ReplayStateShape(Shape):
    """The newest replay, if there ever was one."""

    replay = ReplayShape(allow_null=True)


class ReplayItemShape(Shape):
    """A question of a replay, with both results."""

    position = serializers.IntegerField()
    number = serializers.IntegerField(allow_null=True, help_text="The ticket's; null for the test bench.")
    bench_id = serializers.IntegerField(allow_null=True)
    subject = serializers.CharField(help_text="Of the ticket, or the question of the test bench.")
    is_changed = serializers.BooleanField()
    passed_before = serializers.BooleanField(allow_null=True)
    passed_after = serializers.BooleanField(allow_null=True)
    before = TriedResultShape()
    after = TriedResultShape()


class ReplayItemsShape(Shape):
    """Questions of a replay, in order."""

    results = ReplayItemShape(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="`after` of the next page; null on the last.")


class CategoryPointShape(Shape):
    """What a threshold leads to; shares are from 0 to 1."""

    threshold = serializers.FloatField()
    answered = serializers.FloatField(help_text="Of the questions that reach the engine.")
    wrong = serializers.FloatField(help_text="Of the answers.")
    wrong_low = serializers.FloatField(help_text="Lower end of the band of 95%.")
    wrong_high = serializers.FloatField()
    answered_a_month = serializers.FloatField()


class CurvePointShape(CategoryPointShape):
    """The same of all categories."""

    handed_over_a_month = serializers.FloatField()


class CategoryCurveShape(Shape):
    """Answered against wrong in one category, with the curve of all others as what is expected of it."""

    category = serializers.CharField()
    judged = serializers.IntegerField()
    wrong = serializers.IntegerField()
    points = CategoryPointShape(many=True, help_text="Empty while too few of its answers are judged.")


class ConfidenceCurveShape(Shape):
    """Answered against wrong, and what it rests on."""

    source = serializers.ChoiceField(  # type: ignore[assignment] # a field, not an option
        choices=["shipped", "own"], help_text="`shipped` while too few answers are judged to move the curve."
    )
    judged = serializers.IntegerField(help_text="Own answers of which it is known whether they were right.")
    wrong = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="Judged answers from which they move the curve.")
    asked = serializers.IntegerField(help_text="Questions of the last 90 days.")
    asked_a_month = serializers.FloatField()
    has_own_volume = serializers.BooleanField(
        help_text="Whether the confidence of own questions is counted, or that of the shipped measurement."
    )
    threshold = serializers.FloatField(help_text="The one in force.")
    points = CurvePointShape(many=True)
    categories = CategoryCurveShape(many=True)


class ModelUseShape(Shape):
    """What a model did on one day for one capability."""

    on = serializers.DateField()
    capability = serializers.ChoiceField(choices=list(CAPABILITIES))
    engine = serializers.CharField()
    calls = serializers.IntegerField()
    failures = serializers.IntegerField()
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost_usd = serializers.FloatField()


class SpendingShape(Shape):
    """What models cost; days are those of UTC. Once the limit is reached, the built-in engine answers."""

    since = serializers.DateField()
    until = serializers.DateField()
    total_usd = serializers.FloatField()
    spent_usd_today = serializers.FloatField()
    limit_usd = serializers.FloatField()
    is_own_limit = serializers.BooleanField(help_text="Published here, not the installation's setting.")
    is_spent = serializers.BooleanField()
    uses_model = serializers.BooleanField()
    results = ModelUseShape(many=True)

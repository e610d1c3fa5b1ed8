"""What the API of routing takes and answers; `routing.rules` checks the rules themselves."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from routing.models import Decision, Feedback


class ScorePart(serializers.Serializer[Any]):
    """One line of the priority score."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field, not an option
    points = serializers.IntegerField()
    detail = serializers.CharField()


class ScoreForm(serializers.Serializer[Any]):
    """The priority score as a sum."""

    total = serializers.IntegerField()
    parts = ScorePart(many=True)


class ReasonForm(serializers.Serializer[Any]):
    """One reason of a decision."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field, not an option
    detail = serializers.CharField()


class NamedForm(serializers.Serializer[Any]):
    """A team or a person."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class PastDecision(serializers.Serializer[Any]):
    """An earlier decision."""

    step = serializers.ChoiceField(choices=Decision.Step.choices)
    tier = serializers.CharField()
    priority = serializers.CharField()
    team = serializers.CharField(allow_null=True)
    assignee = serializers.CharField(allow_null=True)
    reasons = ReasonForm(many=True)
    decided_at = serializers.DateTimeField()


class RoutingForm(serializers.Serializer[Any]):
    """Why a ticket is where it is; `rule` is null when the signals decided."""

    decision_id = serializers.IntegerField()
    step = serializers.ChoiceField(choices=Decision.Step.choices)
    tier = serializers.CharField()
    priority = serializers.CharField()
    team = NamedForm(allow_null=True)
    assignee = NamedForm(allow_null=True)
    score = ScoreForm(allow_null=True)
    reasons = ReasonForm(many=True)
    rule = serializers.CharField(allow_null=True)
    rules_version = serializers.IntegerField()
    decided_at = serializers.DateTimeField()
    history = PastDecision(many=True)


class FeedbackInput(serializers.Serializer[Any]):
    """What was wrong; `team_id` names the right team where the person knows it."""

    reason = ChoiceField(choices=Feedback.Reason.choices)
    team_id = serializers.IntegerField(required=False, allow_null=True)


class CorrectedForm(RoutingForm):
    """The new decision, and a token that takes the correction back."""

    undo = serializers.CharField(allow_null=True)


class OutcomeForm(serializers.Serializer[Any]):
    """What a rule decides; what it leaves empty the signals decide."""

    tier = serializers.CharField(required=False, allow_blank=True)
    team = serializers.CharField(required=False, allow_blank=True, help_text="A team's slug.")
    skills = serializers.ListField(child=serializers.CharField(), required=False)
    min_priority = serializers.CharField(required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    notify = serializers.ListField(child=serializers.CharField(), required=False)


class RuleForm(serializers.Serializer[Any]):
    """One rule: `when` is a group of conditions, the first rule that holds decides."""

    name = serializers.CharField()
    is_active = serializers.BooleanField(default=True)
    when = serializers.DictField(required=False)
    then = OutcomeForm(required=False)


class PreferencesForm(serializers.Serializer[Any]):
    """How routing behaves besides the rules."""

    assigns = serializers.BooleanField(required=False)
    relax_after_seconds = serializers.IntegerField(required=False)
    hold_for_assistant_seconds = serializers.IntegerField(required=False)
    thresholds = serializers.DictField(child=serializers.IntegerField(), required=False)
    tier_hours = serializers.DictField(child=serializers.IntegerField(), required=False)


class RulesForm(serializers.Serializer[Any]):
    """The rules in force, in their order, and what rules can ask and decide."""

    version = serializers.IntegerField(read_only=True)
    published_at = serializers.DateTimeField(read_only=True, allow_null=True)
    published_by = serializers.CharField(read_only=True)
    rules = RuleForm(many=True)
    settings = PreferencesForm(required=False)
    fields_known = serializers.ListField(child=serializers.CharField(), read_only=True)
    operators = serializers.ListField(child=serializers.CharField(), read_only=True)
    priorities = serializers.ListField(child=serializers.CharField(), read_only=True)
    tiers = serializers.ListField(child=serializers.CharField(), read_only=True)


class TierTeam(serializers.Serializer[Any]):
    """A team of a tier."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class TierForm(serializers.Serializer[Any]):
    """One of the three tiers."""

    tier = serializers.CharField()
    target_hours = serializers.IntegerField()
    teams = TierTeam(many=True)


class PlacesForm(serializers.Serializer[Any]):
    """Tickets by kind of channel."""

    chat = serializers.IntegerField()
    email = serializers.IntegerField()


class PersonForm(serializers.Serializer[Any]):
    """Somebody who takes tickets."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    presence = serializers.CharField()
    team_ids = serializers.ListField(child=serializers.IntegerField())
    skills = serializers.DictField(child=serializers.IntegerField())
    load = PlacesForm()
    capacity = PlacesForm()


class RoutingSettingsForm(serializers.Serializer[Any]):
    """How routing stands; dormant while one person does all the work."""

    version = serializers.IntegerField()
    is_dormant = serializers.BooleanField()
    settings = PreferencesForm()
    tiers = TierForm(many=True)
    people = PersonForm(many=True)
    waiting = serializers.IntegerField()

"""What the routing API accepts; `routing.rules` validates the rules themselves."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from routing.models import Feedback


class FeedbackInput(serializers.Serializer[Any]):
    """What was wrong; `team_id` names the right team if the person knows it."""

    reason = ChoiceField(choices=Feedback.Reason.choices)
    team_id = serializers.IntegerField(required=False, allow_null=True)


class OutcomeForm(serializers.Serializer[Any]):
    """What a rule decides; fields left empty are decided by the signals."""

    tier = serializers.CharField(required=False, allow_blank=True)
    team = serializers.CharField(required=False, allow_blank=True, help_text="A team's slug.")
    skills = serializers.ListField(child=serializers.CharField(), required=False)
    min_priority = serializers.CharField(required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    notify = serializers.ListField(child=serializers.CharField(), required=False)


class RuleForm(serializers.Serializer[Any]):
    """
    One rule: `when` is a group of conditions; the first rule that holds decides.

    `key` names it in all versions; without one it gets one.
    """

    key = serializers.CharField(required=False, allow_blank=True)
    name = serializers.CharField()
    is_active = serializers.BooleanField(default=True)
    when = serializers.DictField(required=False)
    then = OutcomeForm(required=False)


class PreferencesForm(serializers.Serializer[Any]):
    """Routing settings besides the rules."""

    assigns = serializers.BooleanField(required=False)
    relax_after_seconds = serializers.IntegerField(required=False)
    hold_for_assistant_seconds = serializers.IntegerField(required=False)
    thresholds = serializers.DictField(child=serializers.IntegerField(), required=False)
    weights = serializers.DictField(
        child=serializers.IntegerField(), required=False, help_text="The most of each line; 100 together."
    )
    tier_hours = serializers.DictField(child=serializers.IntegerField(), required=False)
    triggers = serializers.DictField(child=serializers.IntegerField(), required=False)
    chains = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.CharField())),
        required=False,
        help_text="For each tier its steps, each a list of actions.",
    )
    on_call = serializers.DictField(
        required=False, help_text="`people` (ids), `since`, `days`, `hour`, `timezone`; empty without a rota."
    )


class RulesForm(serializers.Serializer[Any]):
    """The rules in force, in order, and what rules can test and decide."""

    version = serializers.IntegerField(read_only=True)
    published_at = serializers.DateTimeField(read_only=True, allow_null=True)
    published_by = serializers.CharField(read_only=True)
    rules = RuleForm(many=True)
    settings = PreferencesForm(required=False)
    conditions = serializers.ListField(child=serializers.DictField(), read_only=True)
    fields_known = serializers.ListField(child=serializers.CharField(), read_only=True)
    operators = serializers.ListField(child=serializers.CharField(), read_only=True)
    priorities = serializers.ListField(child=serializers.CharField(), read_only=True)
    tiers = serializers.ListField(child=serializers.CharField(), read_only=True)


class DraftForm(serializers.Serializer[Any]):
    """Rules and settings that are not in force; settings that are left out are those in force."""

    rules = RuleForm(many=True)
    settings = PreferencesForm(required=False)


class DryRunInput(DraftForm):
    """A draft, and on how many of the newest tickets to try it."""

    tickets = serializers.IntegerField(required=False, min_value=1, max_value=1000, default=1000)


class ExampleInput(DraftForm):
    """A draft, and the number of a ticket to try it on."""

    number = serializers.IntegerField(min_value=1, max_value=2**31)


class EscalationInput(serializers.Serializer[Any]):
    """Why help is needed, for those who are told."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=160)

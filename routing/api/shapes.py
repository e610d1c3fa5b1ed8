"""Response shapes of the routing API."""

from typing import Any

from rest_framework import serializers

from core.api.messages import MessageShape
from core.api.shapes import IdName, Shape
from core.api.unions import AnyOf
from people.models import Presence
from routing.escalation import ACTIONS, TO_TEAM
from routing.models import Decision
from routing.rule_fields import GROUPS, RuleKind
from routing.rules import OPERATORS, PRIORITIES, TIERS
from routing.services.notifying import WHO
from tickets.api.shapes import TeamNameShape
from tickets.models import Priority, Tier


class ScorePartShape(Shape):
    """One line of the priority score."""

    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    points = serializers.IntegerField()
    detail = serializers.CharField()
    message = MessageShape(allow_null=True, help_text="What `detail` says.")


class ScoreShape(Shape):
    """The priority score and its parts."""

    total = serializers.IntegerField()
    parts = ScorePartShape(many=True)


class RoutingReasonShape(Shape):
    """One reason of a decision."""

    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    detail = serializers.CharField()
    message = MessageShape(
        allow_null=True, help_text="What `detail` says; null for names, and for old decisions."
    )


class WordedShape(Shape):
    """A sentence of ours, in English and to be worded elsewhere."""

    text = serializers.CharField()
    message = MessageShape(allow_null=True)


class PastDecisionShape(Shape):
    """A decision about a ticket; `team` and `assignee` are names."""

    step = serializers.ChoiceField(choices=Decision.Step.choices)
    tier = serializers.ChoiceField(choices=Tier.choices, allow_blank=True)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_blank=True)
    team = serializers.CharField(allow_null=True)
    assignee = serializers.CharField(allow_null=True)
    reasons = RoutingReasonShape(many=True)
    decided_at = serializers.DateTimeField()


class TicketRoutingShape(Shape):
    """Why a ticket is where it is."""

    decision_id = serializers.IntegerField()
    step = serializers.ChoiceField(choices=Decision.Step.choices)
    tier = serializers.ChoiceField(choices=Tier.choices, allow_blank=True)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_blank=True)
    team = IdName(allow_null=True)
    assignee = IdName(allow_null=True)
    score = ScoreShape(allow_null=True, help_text="Null without `people:read`, and where none was made.")
    reasons = RoutingReasonShape(many=True)
    rule = serializers.CharField(allow_null=True, help_text="Null when the signals decided.")
    rules_version = serializers.IntegerField()
    decided_at = serializers.DateTimeField()
    history = PastDecisionShape(many=True, help_text="The newest first, this one among them.")


class CorrectedRoutingShape(TicketRoutingShape):
    """The new decision, and a token that undoes the correction."""

    undo = serializers.CharField(allow_null=True)


class RuleConditionShape(Shape):
    """
    A comparison, or a group of conditions in `all` or `any`; an empty one always holds.

    A comparison has exactly `field`, `op` and `value`.
    """

    field = serializers.CharField(
        required=False,
        help_text="One of `conditions`, also `custom.KEY`, `company.KEY` or `contact.KEY` of an admin.",
    )
    op = serializers.ChoiceField(choices=list(OPERATORS), required=False)

    def get_fields(self) -> dict[str, Any]:
        plain = (serializers.CharField(), serializers.FloatField(), serializers.BooleanField())
        several = serializers.ListField(child=AnyOf(*plain))
        return super().get_fields() | {
            "value": AnyOf(*plain, several, required=False),
            "all": serializers.ListField(child=AnyOf(RuleConditionShape), required=False),
            "any": serializers.ListField(child=AnyOf(RuleConditionShape), required=False),
        }


class RuleOutcomeShape(Shape):
    """What a rule decides; fields left empty are decided by the signals."""

    tier = serializers.ChoiceField(choices=TIERS, allow_blank=True)
    team = serializers.CharField(help_text="A team's slug.")
    skills = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")
    min_priority = serializers.ChoiceField(choices=PRIORITIES, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField())
    notify = serializers.ListField(child=serializers.ChoiceField(choices=list(WHO)))


class RoutingRuleShape(Shape):
    """One rule; the first that holds decides. `key` names it in all versions."""

    key = serializers.CharField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()
    when = RuleConditionShape()
    then = RuleOutcomeShape()


class ThresholdsShape(Shape):
    """The lowest score for each priority; anything below is P4."""

    P1 = serializers.IntegerField()
    P2 = serializers.IntegerField()
    P3 = serializers.IntegerField()


class TierHoursShape(Shape):
    """The target hours to resolution for each tier."""

    T1 = serializers.IntegerField()
    T2 = serializers.IntegerField()
    T3 = serializers.IntegerField()


class WeightsShape(Shape):
    """The most that each line of the score adds; 100 together."""

    impact = serializers.IntegerField()
    urgency = serializers.IntegerField()
    value = serializers.IntegerField()
    sentiment = serializers.IntegerField()
    waiting = serializers.IntegerField()


class TriggersShape(Shape):
    """When work escalates by itself; 0 switches a trigger off."""

    sentiment_messages = serializers.IntegerField(help_text="So many messages, each no better than before.")
    repeated_contacts = serializers.IntegerField(help_text="So many tickets of one person ...")
    repeated_days = serializers.IntegerField(help_text="... in so many days.")
    value_arr = serializers.IntegerField(help_text="An upset customer from this yearly revenue in USD ...")
    value_renewal_days = serializers.IntegerField(help_text="... whose contract renews within these days,")
    value_health = serializers.IntegerField(help_text="or whose health is below this.")


def _chain() -> serializers.ListField:
    actions = f"{', '.join(ACTIONS)}, or {TO_TEAM} with a team's slug."
    step = serializers.ListField(child=serializers.CharField(help_text=actions))
    return serializers.ListField(child=step)


class ChainsShape(Shape):
    """For each tier the steps that its escalations take, each a list of actions; the last one repeats."""

    T1 = _chain()
    T2 = _chain()
    T3 = _chain()


class OnCallRotaShape(Shape):
    """Whose turn it is to be called; empty without a rota."""

    people = serializers.ListField(child=serializers.IntegerField(), required=False, help_text="User ids.")
    since = serializers.DateField(required=False, help_text="The first day of the first person.")
    days = serializers.IntegerField(required=False, help_text="The length of a turn.")
    hour = serializers.IntegerField(required=False, help_text="When turns change, local time.")
    timezone = serializers.CharField(required=False)


class RoutingPreferencesShape(Shape):
    """Routing settings besides the rules."""

    assigns = serializers.BooleanField()
    relax_after_seconds = serializers.IntegerField(
        help_text="After each such wait one requirement is dropped."
    )
    hold_for_assistant_seconds = serializers.IntegerField(
        help_text="How long a message may be with the assistant before people get it anyway."
    )
    thresholds = ThresholdsShape()
    weights = WeightsShape()
    tier_hours = TierHoursShape()
    triggers = TriggersShape()
    chains = ChainsShape()
    on_call = OnCallRotaShape()


class ConditionFieldShape(Shape):
    """A field that a rule can ask about; one that an admin added has a name of its own."""

    name = serializers.CharField()
    label = serializers.CharField(help_text="The admin's name for it, else empty.")  # type: ignore[assignment]  # a member of that name
    kind = serializers.ChoiceField(choices=[kind.value for kind in RuleKind])
    group = serializers.ChoiceField(choices=GROUPS)
    operators = serializers.ListField(child=serializers.ChoiceField(choices=list(OPERATORS)))
    choices = serializers.ListField(child=serializers.CharField(), help_text="Empty for free values.")
    is_open = serializers.BooleanField(help_text="Whether it can have other values than `choices`.")
    unit = serializers.CharField(help_text="What its numbers count.")


class RoutingRulesShape(Shape):
    """The rules in force, in order, and what rules can test and decide."""

    version = serializers.IntegerField(help_text="0 when nothing was ever published.")
    published_at = serializers.DateTimeField(allow_null=True)
    published_by = serializers.CharField()
    rules = RoutingRuleShape(many=True)
    settings = RoutingPreferencesShape()
    conditions = ConditionFieldShape(many=True)
    fields_known = serializers.ListField(child=serializers.CharField())
    operators = serializers.ListField(child=serializers.CharField())
    priorities = serializers.ListField(child=serializers.CharField())
    tiers = serializers.ListField(child=serializers.CharField())


class TierSettingsShape(Shape):
    """One of the three tiers."""

    tier = serializers.ChoiceField(choices=TIERS)
    target_hours = serializers.IntegerField()
    teams = TeamNameShape(many=True)


class PlacesShape(Shape):
    """Tickets by kind of channel."""

    chat = serializers.IntegerField()
    email = serializers.IntegerField()


class RoutingPersonShape(Shape):
    """Somebody who takes tickets."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    presence = serializers.ChoiceField(choices=Presence.choices)
    team_ids = serializers.ListField(child=serializers.IntegerField())
    skills = serializers.DictField(child=serializers.IntegerField(), help_text="Levels by the skill's slug.")
    load = PlacesShape()
    capacity = PlacesShape()


class RoutingSettingsShape(Shape):
    """The state of routing; dormant while one person does all the work."""

    version = serializers.IntegerField()
    is_dormant = serializers.BooleanField()
    settings = RoutingPreferencesShape()
    tiers = TierSettingsShape(many=True)
    people = RoutingPersonShape(many=True)
    waiting = serializers.IntegerField(help_text="Tickets that nobody has yet.")

"""Response shapes of what has to do with versions of the rules: dry runs, comparisons, counts."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from routing.api.shapes import RoutingPreferencesShape, RoutingRuleShape, ScoreShape, WordedShape
from routing.overlaps import Fault
from routing.rules import TIERS
from tickets.models import Priority, Tier


class PlaceShape(Shape):
    """A tier and a team's slug; empty where there is none."""

    tier = serializers.ChoiceField(choices=TIERS)
    team = serializers.CharField(allow_blank=True)


class DestinationShape(PlaceShape):
    """Where rules send a ticket, and the key of the rule that decided; empty when the signals did."""

    priority = serializers.ChoiceField(choices=Priority.choices)
    rule = serializers.CharField(allow_blank=True)


# The members of a move are named "from" and "to".
def _move(name: str, doc: str, end: type[Shape], **more: serializers.Field) -> type[Shape]:  # type: ignore[type-arg]  # any field
    return type(name, (Shape,), {"__doc__": doc, **more, "from": end(), "to": end()})


FlowShape = _move(
    "FlowShape", "How many tickets move from one place to another.", PlaceShape,
    count=serializers.IntegerField(),
)  # fmt: skip
MovedTicketShape = _move(
    "MovedTicketShape", "A past ticket that would go elsewhere.", DestinationShape,
    number=serializers.IntegerField(), subject=serializers.CharField(),
    company=serializers.CharField(allow_null=True),
)  # fmt: skip


class RuleCountShape(Shape):
    """What a rule would have done: tickets it decides, and those it holds for."""

    key = serializers.CharField()
    decided = serializers.IntegerField()
    held = serializers.IntegerField()
    conditions = serializers.DictField(
        child=serializers.IntegerField(),
        help_text='For how many tickets each condition holds, by its path: "", "0", "0.1".',
    )


class RuleWarningShape(Shape):
    """What is wrong with the rule at `place`, from 1; `others` are those it collides with."""

    fault = serializers.ChoiceField(choices=[fault.value for fault in Fault])
    place = serializers.IntegerField()
    others = serializers.ListField(child=serializers.IntegerField())
    count = serializers.IntegerField(help_text="Past tickets that show it.")
    tickets = serializers.ListField(child=serializers.IntegerField(), help_text="Some of their numbers.")
    detail = serializers.CharField(allow_blank=True)


class RuleChangeShape(Shape):
    """A rule before and after; null where there is none."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=["added", "removed", "changed", "moved"])
    before = RoutingRuleShape(allow_null=True)
    after = RoutingRuleShape(allow_null=True)
    place_before = serializers.IntegerField(allow_null=True)
    place_after = serializers.IntegerField(allow_null=True)
    parts = serializers.ListField(
        child=serializers.ChoiceField(choices=["name", "is_active", "when", "then"])
    )


class ComparisonShape(Shape):
    """What differs between two versions."""

    rules = RuleChangeShape(many=True)
    settings = serializers.ListField(child=serializers.CharField(), help_text="Names of changed settings.")


class DryRunShape(Shape):
    """What a draft would have done with the last tickets; nothing was moved or sent."""

    version = serializers.IntegerField(help_text="The version in force, which the draft is compared with.")
    looked_at = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    moved = serializers.IntegerField()
    reprioritized = serializers.IntegerField()
    by_signals = serializers.IntegerField(help_text="Tickets that no rule decides.")
    flows = FlowShape(many=True)
    tickets = MovedTicketShape(many=True)
    rules = RuleCountShape(many=True)
    warnings = RuleWarningShape(many=True)
    changes = ComparisonShape()


class RefusedPersonShape(Shape):
    """Somebody who cannot take a ticket now, and why."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    reason = WordedShape()


class RoutingExampleShape(Shape):
    """What a draft decides about one ticket, and who would get it now."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    company = serializers.CharField(allow_null=True)
    rule = serializers.CharField(allow_blank=True)
    place = serializers.IntegerField(help_text="Of the rule, from 1; 0 when the signals decide.")
    tier = serializers.ChoiceField(choices=Tier.choices)
    team = serializers.CharField(allow_blank=True)
    priority = serializers.ChoiceField(choices=Priority.choices)
    score = ScoreShape(allow_null=True, help_text="Null without `people:read`.")
    truths = serializers.DictField(
        child=serializers.DictField(child=serializers.BooleanField()),
        help_text="For each rule, by its key, which conditions hold, by their path.",
    )
    person = IdName(allow_null=True)
    reasons = WordedShape(many=True, help_text="Why this person.")
    refused = RefusedPersonShape(many=True)


class RulesVersionShape(Shape):
    """One published version."""

    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    published_by = serializers.CharField()
    rules = serializers.IntegerField(help_text="How many rules it has.")
    is_in_force = serializers.BooleanField()


class RulesVersionsShape(Shape):
    """Published versions, the newest first; `before` of the next page is the last one's version."""

    results = RulesVersionShape(many=True)


class RulesVersionInFullShape(Shape):
    """One version, and what publishing it again would change in the rules in force."""

    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    published_by = serializers.CharField()
    rules = RoutingRuleShape(many=True)
    settings = RoutingPreferencesShape()
    changes = ComparisonShape()


class AppliedRuleShape(Shape):
    """How many tickets a rule was applied to; the empty key counts those that no rule decided."""

    key = serializers.CharField(allow_blank=True)
    day = serializers.IntegerField()
    week = serializers.IntegerField()


class AppliedRulesShape(Shape):
    """The counts of all rules that were applied."""

    results = AppliedRuleShape(many=True)


class EscalationAheadShape(Shape):
    """What asking for help with a ticket would do now."""

    why_not = serializers.ChoiceField(
        choices=["not_open", "alone", "no_chain"],
        allow_blank=True,
        help_text="Why it would do nothing; empty when it would.",
    )
    step = serializers.IntegerField(help_text="The place in the chain of the ticket's tier, from 1.")
    steps = serializers.IntegerField()
    actions = serializers.ListField(child=serializers.CharField())
    tier = serializers.ChoiceField(choices=Tier.choices, allow_blank=True, help_text="The new one, if any.")
    priority = serializers.ChoiceField(
        choices=Priority.choices, allow_blank=True, help_text="The new one, if any."
    )
    team = serializers.CharField(allow_blank=True, help_text="The name of the team that gets it.")
    assignee = serializers.CharField(allow_blank=True, help_text="The name of the person who gets it.")
    leaves_holder = serializers.BooleanField(help_text="Whether the person who has it loses it.")
    is_kept = serializers.BooleanField(
        help_text="Whether it stays with who has it by choice, although somebody else should get it."
    )
    is_stuck = serializers.BooleanField(help_text="Whether nobody who should get it can take it now.")
    instead_of_csm = WordedShape(
        allow_null=True, help_text="Who stands in for the company's CSM, and why; null where nobody has to."
    )
    told = IdName(many=True)

"""What the endpoints of health and signals take."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from core.api.fields import ChoiceField
from insights.health import Reason
from insights.models import CompanyOutcome, Signal
from insights.rules import MOST_A_WEEK, MOST_POINTS
from insights.selectors.signals import LISTS

SIGNALS = [
    OpenApiParameter("list", str, enum=list(LISTS), description="All that are open, if absent."),
    OpenApiParameter("company_id", int, description="Those of one company."),
]


class SignalsForm(serializers.Serializer[Any]):
    """Which signals."""

    list = ChoiceField(choices=LISTS, default="open")
    company_id = serializers.IntegerField(min_value=1, required=False)


class SignalChangeInput(serializers.Serializer[Any]):
    """What to change of a signal; what is absent stays."""

    state = ChoiceField(choices=Signal.State.choices, required=False)
    owner_id = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    action = serializers.CharField(
        max_length=300,
        allow_blank=True,
        required=False,
        help_text="What will be done; empty for nothing.",
    )
    action_on = serializers.DateField(required=False, allow_null=True, help_text="By when.")
    was_worth = serializers.BooleanField(
        required=False,
        allow_null=True,
        help_text="Was it worth an alert? Null takes the answer back.",
    )


class CorrectionInput(serializers.Serializer[Any]):
    """A person's word on a reason."""

    reason = ChoiceField(choices=[one.value for one in Reason])
    points = serializers.IntegerField(
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        help_text="Instead of the rule's; negative costs.",
    )
    why = serializers.CharField(max_length=300)
    until_on = serializers.DateField(help_text="The last day on which it holds; at most a year away.")


class UsageInput(serializers.Serializer[Any]):
    """How many people used the product in the week before a day."""

    on = serializers.DateField()
    people = serializers.IntegerField(min_value=0, max_value=100_000_000)


class OutcomeInput(serializers.Serializer[Any]):
    """How a term ended."""

    on = serializers.DateField()
    kind = ChoiceField(choices=CompanyOutcome.Kind.choices)


def _points() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=MOST_POINTS, required=False)


class HealthWeightsInput(serializers.Serializer[Any]):
    """The most points of each reason, and the limits; what is absent stays."""

    burst = _points()
    mood = _points()
    bugs = _points()
    silent = _points()
    late = _points()
    csat = _points()
    renewal = _points()
    usage = _points()
    renewal_days = serializers.IntegerField(min_value=1, max_value=365, required=False)
    least_tickets = serializers.IntegerField(min_value=1, max_value=50, required=False)
    at_risk = serializers.IntegerField(min_value=1, max_value=100, required=False)


class SignalLeadsInput(serializers.Serializer[Any]):
    """Who owns signals that no CSM has, by kind; null for nobody."""

    churn = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    expansion = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    quality = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    operations = serializers.IntegerField(min_value=1, required=False, allow_null=True)


class SignalRulesInput(serializers.Serializer[Any]):
    """Rules of health and signals; what is absent stays."""

    weights = HealthWeightsInput(required=False)
    alerts_a_week = serializers.IntegerField(min_value=0, max_value=MOST_A_WEEK, required=False)
    leads = SignalLeadsInput(required=False)
    writes_company = serializers.BooleanField(required=False)

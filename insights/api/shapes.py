"""What the endpoints of the insights answer."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from insights.measures import FEW, NAMES, Kind, Side
from insights.selectors import MAX_SHOWN
from tickets.models import Priority, Status, Tier


class InsightsDefinitionShape(Shape):
    """
    A measure, as it is defined; `at_least` and `at_most` are the range to aim at, above `risk_above` it is a
    risk to people.
    """

    measure = serializers.ChoiceField(choices=NAMES)
    kind = serializers.ChoiceField(choices=[one.value for one in Kind])
    side = serializers.ChoiceField(choices=[one.value for one in Side])
    unit = serializers.CharField()
    formula = serializers.CharField()
    excludes = serializers.CharField()
    origin = serializers.CharField(help_text="Where its points come from.")
    at_least = serializers.FloatField(allow_null=True)
    at_most = serializers.FloatField(allow_null=True)
    risk_above = serializers.FloatField(allow_null=True)
    is_business = serializers.BooleanField(help_text="Whether the range is one of business hours.")


class InsightsFigureShape(Shape):
    """
    One measure; `value` is a count, a share in percent, a mean, or a median in seconds.

    It is null where nothing counts.
    """

    measure = serializers.ChoiceField(choices=NAMES)
    value = serializers.FloatField(
        allow_null=True, help_text=f"Of a share null below {FEW}: then `part` of `whole` says it."
    )
    p90 = serializers.FloatField(allow_null=True)
    business = serializers.FloatField(allow_null=True, help_text="The median in seconds of business hours.")
    business_p90 = serializers.FloatField(allow_null=True)
    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    tickets = serializers.IntegerField(help_text="How many tickets are behind it.")


class InsightsBaselineShape(Shape):
    """The figures as they were before; they never change."""

    since = serializers.DateField()
    until = serializers.DateField()
    figures = InsightsFigureShape(many=True)


class InsightsShape(Shape):
    """All figures of a period, of the same number of days before, and the baseline."""

    since = serializers.DateField()
    until = serializers.DateField()
    timezone = serializers.CharField()
    definitions = InsightsDefinitionShape(many=True)
    figures = InsightsFigureShape(many=True)
    before = InsightsFigureShape(many=True)
    baseline = InsightsBaselineShape(
        allow_null=True,
        help_text="Null until it is taken, to who sees only some tickets, and where a filter narrows them.",
    )


class InsightsGroupShape(Shape):
    """The figures of one group; `key` is what a filter takes, `name` what people call it."""

    key = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    figures = InsightsFigureShape(many=True)


class InsightsGroupsShape(Shape):
    """The groups, those with the most tickets first."""

    results = InsightsGroupShape(many=True)


class InsightsSeriesShape(Shape):
    """A measure day by day; times with a target of business hours are in business seconds."""

    measure = serializers.ChoiceField(choices=NAMES)
    values = serializers.ListField(child=serializers.FloatField(allow_null=True))
    parts = serializers.ListField(child=serializers.IntegerField())
    wholes = serializers.ListField(child=serializers.IntegerField())


class InsightsAllSeriesShape(Shape):
    """The days of the period, and each measure on each of them."""

    days = serializers.ListField(child=serializers.DateField())
    series = InsightsSeriesShape(many=True)


class InsightsTicketShape(Shape):
    """A ticket behind a figure."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    priority = serializers.ChoiceField(choices=Priority.choices)
    tier = serializers.ChoiceField(choices=Tier.choices, allow_blank=True)
    company = serializers.CharField(allow_null=True)
    team = serializers.CharField(allow_null=True)
    assignee = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class InsightsTicketsShape(Shape):
    """The newest tickets behind a figure."""

    results = InsightsTicketShape(many=True)
    total = serializers.IntegerField()
    is_partial = serializers.BooleanField(help_text=f"Whether there are more than {MAX_SHOWN}.")


class MoneyMeasuredShape(Shape):
    """What is counted in the period."""

    days = serializers.IntegerField()
    deflected = serializers.IntegerField()
    solved_by_people = serializers.IntegerField()
    drafts_used = serializers.IntegerField()
    ai_cost = serializers.CharField(help_text="What models cost, in the currency.")


class MoneyOwnShape(Shape):
    """The installation's own figures; null means not told."""

    currency = serializers.CharField()
    assisted_cost = serializers.CharField(allow_null=True)
    self_service_cost = serializers.CharField(allow_null=True)
    usd_rate = serializers.CharField()
    hourly_cost = serializers.CharField(allow_null=True)
    minutes_per_draft = serializers.CharField(allow_null=True)
    support_cost_monthly = serializers.CharField(allow_null=True)
    churn_reduction_monthly = serializers.CharField()
    licence_monthly = serializers.CharField()
    implementation_once = serializers.CharField()
    version = serializers.IntegerField()
    changed_by = IdName(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)


class MoneyResultsShape(Shape):
    """What comes of both, in the currency; null where something is missing."""

    potential = serializers.IntegerField()
    deflection = serializers.FloatField(allow_null=True)
    cost_per_ticket = serializers.CharField(allow_null=True)
    assisted_cost = serializers.CharField(allow_null=True)
    self_service_cost = serializers.CharField(allow_null=True)
    saving = serializers.CharField(allow_null=True)
    productivity = serializers.CharField(allow_null=True)
    monthly_return = serializers.CharField(allow_null=True)


class MoneyShape(Shape):
    """What answering without a person saves."""

    since = serializers.DateField()
    until = serializers.DateField()
    measured = MoneyMeasuredShape()
    own = MoneyOwnShape()
    results = MoneyResultsShape()

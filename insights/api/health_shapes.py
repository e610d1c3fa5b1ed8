"""What the endpoints of health and signals answer."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from insights.api.shapes import InsightsTicketShape
from insights.health import Reason
from insights.models import CompanyOutcome, Signal

_REASONS = [one.value for one in Reason]
_SERIES = ["code", "area", "category", "missed", "segment", "all"]


def _number(help_text: str = "") -> serializers.FloatField:
    return serializers.FloatField(required=False, help_text=help_text)


class EvidenceFiguresShape(Shape):
    """Figures of one reason or piece of evidence; which of them it has depends on its name."""

    points = _number("What it costs health.")
    count = _number()
    usual = _number()
    weeks = _number("How many weeks are compared.")
    bad = _number()
    all = _number()
    bad_before = _number()
    all_before = _number()
    judged = _number()
    rated = _number()
    now = _number()
    before = _number()
    days = _number()
    score = _number()
    on = serializers.DateField(required=False)
    company = serializers.CharField(required=False)
    measure = serializers.CharField(required=False, help_text="That fell.")
    what = serializers.CharField(required=False, help_text="The kind of thing that was changed.")
    issues = serializers.ListField(child=serializers.CharField(), required=False)


class SignalFiguresShape(Shape):
    """Figures of a signal; which of them it has depends on its rule."""

    score = _number()
    before = serializers.FloatField(required=False, allow_null=True, help_text="The score 28 days ago.")
    reason = serializers.ChoiceField(choices=_REASONS, required=False, help_text="That costs the most.")
    count = _number()
    companies = _number()
    usual = _number()
    weeks = _number()
    chance = _number("Of so many or more by chance.")
    series = serializers.ChoiceField(choices=_SERIES, required=False)
    value = serializers.CharField(required=False)
    name = serializers.CharField(required=False, help_text="The value, or the name of the team.")
    arr = serializers.CharField(required=False)
    measures = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Those that fell."
    )
    on = serializers.DateField(required=False, help_text="When the fall began.")


class HealthCorrectionShape(Shape):
    """A person's word on a reason."""

    reason = serializers.ChoiceField(choices=_REASONS)
    points = serializers.IntegerField()
    why = serializers.CharField()
    until_on = serializers.DateField(help_text="The last day on which it holds.")
    holds = serializers.BooleanField(help_text="Whether its last day has not passed.")
    by = IdName(allow_null=True)
    made_at = serializers.DateTimeField()


class HealthReasonShape(Shape):
    """One reason with its points; `figures` depend on the reason."""

    reason = serializers.ChoiceField(choices=_REASONS)
    points = serializers.IntegerField(help_text="Negative costs health.")
    ruled = serializers.IntegerField(allow_null=True, help_text="By the rule, where a person corrected it.")
    without = serializers.IntegerField(allow_null=True, help_text="The score if this reason were gone.")
    count = serializers.IntegerField(help_text="How many tickets it is made of.")
    tickets = serializers.ListField(
        child=serializers.IntegerField(), help_text="Those of them that you see, the newest 50."
    )
    figures = EvidenceFiguresShape()


class HealthDayShape(Shape):
    """The last score of a day."""

    on = serializers.DateField()
    score = serializers.IntegerField()


class CompanyHealthShape(Shape):
    """
    The health of a company: 100 less the points of its reasons.

    A rule, not a forecast.
    """

    company = IdName()
    score = serializers.IntegerField(allow_null=True, help_text="Null: not enough is known to say.")
    before = serializers.IntegerField(allow_null=True, help_text="28 days ago.")
    at_risk = serializers.IntegerField(help_text="Below this score a company is at risk.")
    least_tickets = serializers.IntegerField(help_text="With fewer in half a year there is no score.")
    seen = serializers.IntegerField(help_text="Tickets of half a year.")
    reasons = HealthReasonShape(many=True)
    corrections = HealthCorrectionShape(many=True)
    days = HealthDayShape(many=True)
    tickets = InsightsTicketShape(many=True)
    rules_version = serializers.IntegerField(help_text="The rules it was worked out by; 0 are those shipped.")
    worked_out_at = serializers.DateTimeField(allow_null=True, help_text="Null: not yet.")
    sent_at = serializers.DateTimeField(allow_null=True, help_text="When the CRM was last told.")
    may_correct = serializers.BooleanField()


class CompanyUsageShape(Shape):
    """How many people used the product in the week before a day."""

    on = serializers.DateField()
    people = serializers.IntegerField()


class CompanyOutcomeShape(Shape):
    """How a term ended, and the score 30 days before."""

    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=CompanyOutcome.Kind.choices)
    score = serializers.IntegerField(allow_null=True)


class HealthBandShape(Shape):
    """What became of the companies of a band."""

    low = serializers.IntegerField()
    high = serializers.IntegerField()
    renewed = serializers.IntegerField()
    churned = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Percent that renewed; null of fewer than 20.")


class HealthCalibrationShape(Shape):
    """How terms ended, by the health 30 days before."""

    bands = HealthBandShape(many=True)
    unknown = serializers.IntegerField(help_text="Terms that ended without a score 30 days before.")


class HealthWeightsShape(Shape):
    """The most points of each reason, and the limits."""

    burst = serializers.IntegerField()
    mood = serializers.IntegerField()
    bugs = serializers.IntegerField()
    silent = serializers.IntegerField()
    late = serializers.IntegerField()
    csat = serializers.IntegerField()
    renewal = serializers.IntegerField()
    usage = serializers.IntegerField()
    renewal_days = serializers.IntegerField()
    least_tickets = serializers.IntegerField()
    at_risk = serializers.IntegerField()


class SignalLeadsShape(Shape):
    """Who owns signals that no CSM has."""

    churn = serializers.IntegerField(allow_null=True)
    expansion = serializers.IntegerField(allow_null=True)
    quality = serializers.IntegerField(allow_null=True)
    operations = serializers.IntegerField(allow_null=True)


class SignalRulesContentShape(Shape):
    """Rules of health and signals."""

    weights = HealthWeightsShape()
    alerts_a_week = serializers.IntegerField(help_text="How many alerts an owner gets in seven days.")
    leads = SignalLeadsShape()
    writes_company = serializers.BooleanField(
        help_text="Whether the score is put on companies for which neither CRM nor API give one."
    )


class SignalRulesVersionShape(Shape):
    """One published version."""

    version = serializers.IntegerField()
    by = serializers.CharField()
    created_at = serializers.DateTimeField()
    content = SignalRulesContentShape()


class SignalRulesShape(Shape):
    """The rules in force, the versions before them, and who can own signals."""

    version = serializers.IntegerField(help_text="0 are the rules shipped.")
    by = serializers.CharField()
    created_at = serializers.DateTimeField(allow_null=True)
    content = SignalRulesContentShape()
    versions = SignalRulesVersionShape(many=True)
    owners = IdName(many=True)


class ComparedHealthShape(Shape):
    """The score of a company by the rules in force, and by those that were tried."""

    company = IdName()
    now = serializers.IntegerField(allow_null=True)
    then = serializers.IntegerField(allow_null=True)


class SignalRulesTrialShape(Shape):
    """What rules would change."""

    looked_at = serializers.IntegerField()
    scored_now = serializers.IntegerField()
    scored_then = serializers.IntegerField()
    at_risk_now = serializers.IntegerField()
    at_risk_then = serializers.IntegerField()
    changed = serializers.IntegerField(help_text="Companies whose score would differ.")
    results = ComparedHealthShape(many=True)


class SignalShape(Shape):
    """
    Something that somebody should look at.

    `figures` depend on the rule: `health` has score, before and reason; `wishes` count; `spike` series, name,
    count and usual; `playbook` name and count.
    """

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Signal.Kind.choices)
    rule = serializers.ChoiceField(choices=["health", "wishes", "spike", "playbook", "drift"])
    company = IdName(allow_null=True)
    arr = serializers.CharField(allow_null=True, help_text="What the companies pay a year, together.")
    figures = SignalFiguresShape()
    pieces = serializers.IntegerField(help_text="How many pieces of evidence speak for it.")
    holds = serializers.BooleanField(help_text="Whether it was still so when last looked at.")
    is_held = serializers.BooleanField(help_text="Whether the budget has held its alert back so far.")
    state = serializers.ChoiceField(choices=Signal.State.choices)
    owner = IdName(allow_null=True)
    action = serializers.CharField()
    action_on = serializers.DateField(allow_null=True)
    was_worth = serializers.BooleanField(allow_null=True)
    raised_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(help_text="When it was last so.")
    version = serializers.IntegerField()


class SignalPrecisionShape(Shape):
    """Of the signals judged in 90 days, how many were worth an alert."""

    kind = serializers.ChoiceField(choices=Signal.Kind.choices)
    worth = serializers.IntegerField()
    judged = serializers.IntegerField()


class SignalCountsShape(Shape):
    """How many signals each list has."""

    open = serializers.IntegerField()
    mine = serializers.IntegerField()
    unowned = serializers.IntegerField()
    held = serializers.IntegerField()
    ended = serializers.IntegerField()


class SignalsShape(Shape):
    """The strongest signals of a list."""

    results = SignalShape(many=True)
    counts = SignalCountsShape()
    precision = SignalPrecisionShape(many=True)
    budget = serializers.IntegerField(help_text="Alerts in seven days for each owner.")
    used = serializers.IntegerField(help_text="How many of them you have had.")


class SignalEvidenceShape(Shape):
    """One piece of evidence; `figures` depend on its name."""

    name = serializers.CharField()
    figures = EvidenceFiguresShape()
    count = serializers.IntegerField(help_text="How many tickets it is made of.")
    tickets = serializers.ListField(
        child=serializers.IntegerField(), help_text="Those of them that you see, the newest 50."
    )


class SignalStepShape(Shape):
    """One thing that happened; nobody did it where `by` is null."""

    at = serializers.DateTimeField()
    what = serializers.CharField()
    text = serializers.CharField()
    by = IdName(allow_null=True)


class WholeSignalShape(SignalShape):
    """A signal with what speaks for it and against it."""

    pro = SignalEvidenceShape(many=True)
    con = SignalEvidenceShape(many=True)
    tickets = InsightsTicketShape(many=True)
    steps = SignalStepShape(many=True)
    owners = IdName(many=True, help_text="Who can own it; empty where you cannot give it to others.")

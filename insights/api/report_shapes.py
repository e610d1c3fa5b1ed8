"""What the endpoints of accounts and of scheduled reports answer."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from insights.health import Reason
from insights.models import ReportRecipient, ReportSchedule


class CompanyAccountShape(Shape):
    """A company with its health."""

    company = IdName()
    arr = serializers.CharField(allow_null=True, help_text="Revenue a year.")
    score = serializers.IntegerField(allow_null=True)
    before = serializers.IntegerField(allow_null=True, help_text="The score 28 days ago.")
    reason = serializers.ChoiceField(
        choices=[one.value for one in Reason], allow_null=True, help_text="That costs the most."
    )
    renewal_on = serializers.DateField(allow_null=True)
    csm = IdName(allow_null=True)
    is_at_risk = serializers.BooleanField()
    churn_signal = serializers.IntegerField(allow_null=True, help_text="The open signal.")
    expansion_signal = serializers.IntegerField(allow_null=True)


class AccountsPartShape(Shape):
    """Some companies, those with the most revenue first, the first 50 of them."""

    count = serializers.IntegerField()
    arr = serializers.CharField(help_text="The revenue a year of all of them, as far as it is known.")
    results = CompanyAccountShape(many=True)


class AccountsShape(Shape):
    """Companies for success and sales."""

    scored = serializers.IntegerField(help_text="Companies with a health score.")
    unscored = serializers.IntegerField(help_text="Those of which not enough is known.")
    limit = serializers.IntegerField(help_text="Below this score a company is at risk.")
    fall = serializers.IntegerField(help_text="Also who has fallen by so many points in 28 days.")
    renewal_days = serializers.IntegerField()
    is_partial = serializers.BooleanField(help_text="Whether there are more than can be counted.")
    at_risk = AccountsPartShape()
    renewing = AccountsPartShape()
    renewing_at_risk = AccountsPartShape()
    growing = AccountsPartShape()


class ReportFiltersShape(Shape):
    """What its tickets have; those that are absent ask nothing."""

    segment = serializers.CharField(required=False)
    channel = serializers.CharField(required=False)
    category = serializers.CharField(required=False)
    area = serializers.CharField(required=False)
    team_id = serializers.IntegerField(required=False)
    brand_id = serializers.IntegerField(required=False)


class ReportRecipientShape(Shape):
    """Who gets it; one of `person` and `address`."""

    person = IdName(allow_null=True)
    address = serializers.CharField(allow_null=True)
    state = serializers.CharField(
        allow_null=True, help_text="How far the last mail got, such as `sent`; null before the first."
    )
    skipped = serializers.ChoiceField(
        choices=ReportRecipient.Skip.choices, allow_null=True, help_text="Why there was none the last time."
    )


class ReportShape(Shape):
    """A scheduled report."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    owner = IdName()
    report = serializers.ChoiceField(choices=ReportSchedule.Report.choices)
    filters = ReportFiltersShape()
    days = serializers.IntegerField(allow_null=True)
    every = serializers.ChoiceField(choices=ReportSchedule.Every.choices)
    on_day = serializers.IntegerField()
    hour = serializers.IntegerField()
    timezone = serializers.CharField()
    format = serializers.ChoiceField(choices=ReportSchedule.Format.choices)
    recipients = ReportRecipientShape(many=True)
    pause = serializers.ChoiceField(
        choices=ReportSchedule.Pause.choices, allow_null=True, help_text="Why it does not leave."
    )
    failures = serializers.IntegerField(help_text="In a row; three pause it.")
    due_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class ReportSettingsShape(Shape):
    """What holds for all scheduled reports."""

    allows_outside = serializers.BooleanField()
    may_change = serializers.BooleanField()
    version = serializers.IntegerField()


class ReportReaderShape(IdName):
    """Somebody who may get a report."""

    sees_accounts = serializers.BooleanField()


class ReportsShape(Shape):
    """The scheduled reports that you see, who may get one, and what holds for all."""

    results = ReportShape(many=True)
    readers = ReportReaderShape(many=True)
    settings = ReportSettingsShape()

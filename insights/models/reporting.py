"""Reports that are mailed by the clock."""

from django.db import models
from django.db.models import Q

from people.models import User


class ReportSettings(models.Model):
    """The one row of what holds for all scheduled reports."""

    allows_outside = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return "scheduled reports"


class ReportSchedule(models.Model):
    """
    A report that is mailed every week or month: `on_day` is a weekday (0 is Monday) or a day of the month,
    `hour` as the clocks of `timezone` show it. `days` null is the calendar month before.

    `due_at` is the next due time, for which it leaves once; `try_at` when that is next tried. `failures`
    counts in a row.
    """

    class Report(models.TextChoices):
        """Whose dashboard, or what changed in all measures."""

        OPERATIONS = "operations", "Operations"
        OUTCOMES = "outcomes", "Outcomes"
        FRICTION = "friction", "Friction"
        ACCOUNTS = "accounts", "Accounts"
        CHANGES = "changes", "What changed"

    class Every(models.TextChoices):
        """How often."""

        WEEK = "week", "Every week"
        MONTH = "month", "Every month"

    class Format(models.TextChoices):
        """What is attached."""

        CSV = "csv", "CSV"
        PDF = "pdf", "PDF"

    class Pause(models.TextChoices):
        """Why it does not leave."""

        ASKED = "asked", "Paused by somebody"
        FAILED = "failed", "It failed several times"
        OWNER = "owner", "Its owner left, or may not see it any more"

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    report = models.CharField(max_length=12, choices=Report.choices)
    filters = models.JSONField(default=dict)
    days = models.PositiveSmallIntegerField(null=True)
    every = models.CharField(max_length=5, choices=Every.choices)
    on_day = models.PositiveSmallIntegerField()
    hour = models.PositiveSmallIntegerField()
    timezone = models.CharField(max_length=60)
    format = models.CharField(max_length=3, choices=Format.choices)
    pause = models.CharField(max_length=6, choices=Pause.choices, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pause="", due_at__isnull=False, try_at__isnull=False)
                | (~Q(pause="") & Q(due_at__isnull=True, try_at__isnull=True)),
                name="report_is_due_or_paused",
            ),
            models.CheckConstraint(condition=Q(hour__lte=23), name="report_hour_of_day"),
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(try_at__isnull=False), name="report_due"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ReportRecipient(models.Model):
    """
    One of the staff, or an address outside. `key` names the last mail to them; `skipped` says why there was
    none the last time.
    """

    class Skip(models.TextChoices):
        """Why somebody got no mail."""

        GONE = "gone", "Not here any more, or may not see the report"
        OUTSIDE = "outside", "Mail to addresses outside is not allowed"
        ADDRESS = "address", "Mail does not get through to the address, or it is one of ours"

    schedule = models.ForeignKey(ReportSchedule, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    key = models.CharField(max_length=120, blank=True)
    skipped = models.CharField(max_length=8, choices=Skip.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "user"], condition=Q(user__isnull=False), name="report_to_person_once"
            ),
            models.UniqueConstraint(
                fields=["schedule", "address"], condition=Q(user__isnull=True), name="report_to_address_once"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user__isnull=True) & ~Q(address="")),
                name="report_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"

"""Facts of each ticket with their points, the installation's own figures, and the baseline."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from people.models import User
from tickets.models import Ticket


class TicketFacts(models.Model):
    """
    What figures are told by, of one ticket, and when to work it out again.

    A readable cache of the ticket's history: everything here can be derived again. `due_at` is set as soon as
    something happens; `touched_at` is when something last happened, `looked_at` when it was last worked out.
    Names are looked up when they are shown, and who may see a ticket is asked of the ticket.
    """

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="+")
    brand_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)
    segment = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=False)
    is_counted = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "ticket facts"
        indexes = [
            models.Index(fields=["due_at"], name="facts_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["opened_at"], name="facts_open", condition=Q(is_open=True, is_counted=True)),
            models.Index(fields=["company_id"], name="facts_by_company"),
        ]

    def __str__(self) -> str:
        return f"facts of #{self.ticket_id}"


class FactPoint(models.Model):
    """One point of a measure (`insights.points`)."""

    facts = models.ForeignKey(TicketFacts, on_delete=models.CASCADE, related_name="+", db_index=False)
    measure = models.CharField(max_length=20)
    key = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    value = models.FloatField(null=True)
    business = models.FloatField(null=True)
    is_part = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facts", "measure", "key"], name="point_once")]
        indexes = [
            models.Index(
                fields=["at", "measure"],
                include=["facts", "value", "business", "is_part"],
                name="point_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of #{self.facts_id}"


class Assumptions(models.Model):
    """
    The installation's own figures for money, one row; amounts are in `currency`, a month's where it says so.

    Null means not told: what needs it is not worked out. `self_service_cost` null means as measured.
    """

    currency = models.CharField(max_length=3, default="USD")
    assisted_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    self_service_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    usd_rate = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(1))
    hourly_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    minutes_per_draft = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    support_cost_monthly = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    churn_reduction_monthly = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    licence_monthly = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    implementation_once = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "assumptions"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_assumptions")]

    def __str__(self) -> str:
        return f"own figures, version {self.version}"


class Progress(models.Model):
    """
    How far the tickets from before this app are worked out, and the baseline once it is taken; one row.

    `below` is the number down to which the walk came, `is_filled` says that it is through. `baseline` holds
    the figures as they were then, which never change.
    """

    below = models.BigIntegerField(null=True)
    is_filled = models.BooleanField(default=False)
    baseline_since = models.DateField(null=True)
    baseline_until = models.DateField(null=True)
    baseline_at = models.DateTimeField(null=True)
    baseline = models.JSONField(null=True)

    class Meta:
        verbose_name_plural = "progress"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_progress")]

    def __str__(self) -> str:
        return "progress of the insights"

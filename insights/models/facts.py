"""
Facts of each ticket with their points, own figures, the baseline, health, signals, and questions asked.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.versions import PublishedVersion
from people.models import Company, User
from people.policy import may
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


class SignalRules(PublishedVersion):
    """The weights of health, budgets and leads of signals (`insights.rules`); the newest is in force."""

    content = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "signal rules"

    def __str__(self) -> str:
        return f"rules of health and signals, version {self.version}"


class CompanyHealth(models.Model):
    """
    The health of a company as it was last worked out (`insights.health`).

    `score` is None where there is not enough to say. `observed` is what it was worked out of, `told` the
    reasons. `written` is the score that we put on the company, which we only change where nobody else did;
    `sent` is what the CRM was told. `renewal_seen` is the renewal as it was then.
    """

    company = models.OneToOneField(Company, primary_key=True, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True)
    told = models.JSONField(default=list)
    observed = models.JSONField(default=dict)
    rules_version = models.PositiveIntegerField(default=0)
    worked_out_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    written = models.PositiveSmallIntegerField(null=True)
    sent = models.PositiveSmallIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    renewal_seen = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "company health"
        indexes = [
            models.Index(fields=["due_at"], name="health_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["worked_out_at"], name="health_worked_out"),
        ]

    def __str__(self) -> str:
        return f"health of company {self.company_id}"


class HealthDay(models.Model):
    """The last score of a company on one day, for the trend."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    score = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "on"], name="health_once_a_day")]

    def __str__(self) -> str:
        return f"{self.score} on {self.on}"


class HealthCorrection(models.Model):
    """A person's word on a reason of a company, until a day; the newest that has not ended holds."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12)
    points = models.SmallIntegerField()
    why = models.CharField(max_length=300)
    until_on = models.DateField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "reason"], condition=Q(ended_at__isnull=True), name="correction_once"
            ),
            models.CheckConstraint(condition=Q(points__gte=-100, points__lte=100), name="points_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of company {self.company_id}: {self.points}"


class UsageCount(models.Model):
    """How many people of a company used the product in the week before a day, as somebody told us."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "on"], name="usage_once_a_day")]

    def __str__(self) -> str:
        return f"{self.people} people of company {self.company_id} on {self.on}"


class CompanyOutcome(models.Model):
    """What became of a company at the end of a term, with the score that it had 30 days before."""

    class Kind(models.TextChoices):
        """Renewed or lost."""

        RENEWED = "renewed", "Renewed"
        CHURNED = "churned", "Lost"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    score = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "on"], name="outcome_once_a_term")]

    def __str__(self) -> str:
        return f"company {self.company_id} {self.kind} on {self.on}"


class SignalQuerySet(models.QuerySet["Signal"]):
    """Signals, scoped to the actor."""

    def visible_to(self, actor: Actor) -> "SignalQuerySet":
        """
        All of them to who sees all tickets and may see the insights, one's own to who sees all tickets.

        They tell of all tickets of a company or an area, so that nobody with a narrow scope gets any.
        """
        if not actor.sees_all_tickets:
            return self.none()
        if may(actor, "insights.see"):
            return self
        return self.filter(owner_id=actor.user_id) if actor.user_id is not None else self.none()


class Signal(models.Model):
    """
    Something that somebody should look at: a company, or more of something than the season explains.

    `cause` is what there is one open signal for, `kind` and company included. `data` are its figures,
    `pro` and `con` what speaks for it and against it: `{"name", "figures", "tickets"}`, never a customer's
    words. `holds` is whether it was still so when last looked at. Its owner is told at `alerted_at`; until
    then it is held back by the budget.
    """

    class Kind(models.TextChoices):
        """Whose matter it is."""

        CHURN = "churn", "Churn risk"
        EXPANSION = "expansion", "Expansion"
        QUALITY = "quality", "Product quality"
        OPERATIONS = "operations", "Operations"

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", "New"
        ACCEPTED = "accepted", "Accepted"
        DISMISSED = "dismissed", "Dismissed"
        DONE = "done", "Done"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    rule = models.CharField(max_length=20)
    cause = models.CharField(max_length=160)
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    pro = models.JSONField(default=list)
    con = models.JSONField(default=list)
    strength = models.FloatField()
    holds = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=300, blank=True)
    action_on = models.DateField(null=True)
    was_worth = models.BooleanField(null=True)
    judged_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    alerted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = SignalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause"], condition=Q(state__in=["new", "accepted"]), name="signal_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["cause", "-ended_at"], name="signal_by_cause"),
            models.Index(fields=["-raised_at", "-id"], name="signal_by_time"),
            models.Index(fields=["owner", "alerted_at"], name="signal_by_alert"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.cause}"


class SignalStep(models.Model):
    """One thing that happened to a signal; `by` is None for the rules."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)
    text = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.what} at signal {self.signal_id}"

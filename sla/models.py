"""Policies and calendars as admins write them; facts, clocks and clock events as they happened."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.versions import PublishedVersion
from people.models import Brand, Team
from sla.calendar import DAY_SECONDS
from sla.clock import Measure, State, Step
from sla.measures import FactKind
from tickets.models import Priority, Ticket


class Calendar(models.Model):
    """Working hours in one time zone; `version` rises with each change so that clocks notice."""

    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=60, default="UTC")
    holiday_region = models.CharField(max_length=12, blank=True)
    is_default = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="calendar_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarInterval(models.Model):
    """One stretch of working time on a weekday (0 is Monday), in seconds after local midnight."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveIntegerField()
    closes = models.PositiveIntegerField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_to_6"),
            models.CheckConstraint(
                condition=Q(opens__lt=models.F("closes"), closes__lte=DAY_SECONDS), name="interval_in_one_day"
            ),
        ]


class CalendarHoliday(models.Model):
    """One closed date."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="holiday_once")]


class CalendarUse(models.Model):
    """A brand or team that works by a calendar when its policy names none."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+")
    brand = models.OneToOneField(Brand, null=True, on_delete=models.CASCADE, related_name="+")
    team = models.OneToOneField(Team, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(brand__isnull=True) ^ Q(team__isnull=True), name="calendar_of_brand_or_team"
            ),
        ]


class Policy(models.Model):
    """
    One service level: whom it serves, how fast, by which calendar, and what happens as time runs out.

    Policies are tried by `position` and the first match wins; the default matches everything and cannot be
    removed. Archived ones remain for the clocks they decided.
    """

    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    is_default = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    conditions = models.JSONField(default=dict)
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pause_on = ArrayField(models.CharField(max_length=10), default=list)
    steps = models.JSONField(default=list)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="policy_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyTarget(models.Model):
    """The seconds a policy allows for a priority in a channel or channel group; null means no promise."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    priority = models.CharField(max_length=2, choices=Priority.choices)
    first_reply = models.PositiveIntegerField(null=True)
    next_reply = models.PositiveIntegerField(null=True)
    resolution = models.PositiveIntegerField(null=True)
    periodic_update = models.PositiveIntegerField(null=True)
    agent_work_time = models.PositiveIntegerField(null=True)
    requester_wait_time = models.PositiveIntegerField(null=True)
    always_open = models.BooleanField(default=False)

    class Meta:
        ordering = ["policy", "channel", "priority"]
        constraints = [models.UniqueConstraint(fields=["policy", "channel", "priority"], name="target_once")]


class SlaVersion(PublishedVersion):
    """Policies and calendars after each change, in API form; the newest version is in force."""

    content = models.JSONField()


class TicketFact(models.Model):
    """One thing that happened to a ticket, as clocks see it: append-only, and all that they derive from."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in FactKind])
    at = models.DateTimeField()
    order = models.BigIntegerField(default=0)
    old = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "key"], name="fact_once")]


class TicketSla(models.Model):
    """
    A ticket's service level: its policy, and when its clocks must be checked next.

    `version` is the one under which they were last derived: what is in force now and was not there then came
    by a publication, not by the ticket.
    """

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        SlaVersion, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    next_check_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_check_at"], name="sla_due_checks", condition=Q(next_check_at__isnull=False)
            ),
        ]


class Clock(models.Model):
    """
    One clock of a ticket, a readable cache of its events: everything here can be derived again.

    `calendar` is None for 24x7; `revision` says which events are current.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    measure = models.CharField(max_length=20, choices=[(item.value, item.value) for item in Measure])
    number = models.PositiveSmallIntegerField(default=1)
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="+")
    target_seconds = models.PositiveIntegerField(null=True)
    calendar = models.ForeignKey(Calendar, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(item.value, item.value) for item in State])
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    elapsed_seconds = models.FloatField(default=0)
    revision = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "measure", "number"], name="clock_once")]
        indexes = [
            models.Index(fields=["due_at"], name="clock_by_due", condition=Q(due_at__isnull=False)),
        ]


class ClockEvent(models.Model):
    """
    One line of a clock's append-only history; a trigger refuses updates.

    `at` is when it happened, of a warning and a miss when the share was used up; `recorded_at` when it was
    noted, and told. A warning whose `detail` says `is_passed_over` was never sent: its step was published
    after the share had been used up.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="+", db_index=False)
    revision = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=100)
    step = models.CharField(max_length=10, choices=[(item.value, item.value) for item in Step])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    fraction = models.FloatField(default=0)
    generation = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "revision", "key"], name="clock_event_once"),
            models.UniqueConstraint(
                fields=["clock", "generation", "fraction"],
                condition=Q(step__in=["warn", "breach"]),
                name="clock_fires_once",
            ),
        ]

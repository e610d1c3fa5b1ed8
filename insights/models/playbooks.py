"""Product events, playbooks with their versions, and each firing with what came of it."""

from django.db import models
from django.db.models import Q

from people.models import Company, Contact, User
from tickets.models import Ticket


class ProductEvent(models.Model):
    """
    Something that happened in the customer's product, as its backend told us.

    `event_id` is the sender's own, so that a repetition is no second event. `is_new` until playbooks have
    looked at it. Kept for some days (`PlaybookLimits.kept_days`).
    """

    event_id = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=80)
    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    company = models.ForeignKey(
        Company, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    properties = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    is_new = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["contact", "name", "at"], name="product_event_by_contact"),
            models.Index(fields=["company", "name", "at"], name="product_event_by_company"),
            models.Index(fields=["name", "at"], name="product_event_by_name"),
            models.Index(fields=["id"], name="product_event_new", condition=Q(is_new=True)),
            models.Index(fields=["received_at"], name="product_event_received"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"


class Playbook(models.Model):
    """
    A known failure and what is done about it; `content` is an `insights.playbooks.Definition`.

    `template` names the one that it was made of. Firings compare two groups, which are drawn by the id alone:
    whoever was held out stays so through all versions.
    """

    template = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=80)
    content = models.JSONField(default=dict)
    is_on = models.BooleanField(default=False)
    on_since = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="playbook_named_once")]

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(models.Model):
    """A playbook as somebody saved it; never changed."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    content = models.JSONField(default=dict)
    by_ref = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["playbook", "version"], name="playbook_version_once")]

    def __str__(self) -> str:
        return f"version {self.version} of playbook {self.playbook_id}"


class PlaybookFiring(models.Model):
    """
    A playbook met its trigger, once for each cause: whom, why, and whether anything was done.

    `unit` is who was drawn (`contact:12`, `company:3`), `subject` what the cause is about, `facts` its
    figures. The result counts `is_first` of each unit. Skipped ones have a `reason`; waiting ones are looked
    at again at `due_at`. `has_written` is known from `judged_at` on.
    """

    class State(models.TextChoices):
        """What was done."""

        WAITING = "waiting", "Waits for the end of quiet hours"
        REACHED = "reached", "Done"
        HELD_OUT = "held_out", "Held out"
        SKIPPED = "skipped", "Not done"

    class Reason(models.TextChoices):
        """Why nothing was done."""

        NO_PERSON = "no_person", "Nobody known"
        OPTED_OUT = "opted_out", "Wants no messages"
        OPEN_CONVERSATION = "open_conversation", "Has an open conversation"
        WEEK = "week", "Had enough this week"
        PERSON = "person", "Had this playbook often enough"
        OFF = "off", "Switched off meanwhile"

    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    cause = models.CharField(max_length=160)
    subject = models.CharField(max_length=140)
    unit = models.CharField(max_length=40)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")
    facts = models.JSONField(default=dict)
    is_message = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    fired_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    is_first = models.BooleanField(default=False)
    judge_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    has_written = models.BooleanField(null=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["playbook", "cause"], name="firing_once_a_cause")]
        indexes = [
            models.Index(fields=["playbook", "-fired_at"], name="firing_by_time"),
            models.Index(fields=["playbook", "subject", "-fired_at"], name="firing_by_subject"),
            models.Index(fields=["unit", "-fired_at"], name="firing_by_unit"),
            models.Index(fields=["due_at"], name="firing_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["judge_at"],
                name="firing_to_judge",
                condition=Q(judge_at__isnull=False, judged_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} of playbook {self.playbook_id}"


class PlaybookLimits(models.Model):
    """
    What holds over all playbooks, one row: messages a week for one person, quiet hours of their own clock.

    Quiet from the hour `quiet_from` to `quiet_until`; both the same is never. Product events are kept for
    `kept_days`.
    """

    a_week = models.PositiveSmallIntegerField(default=2)
    quiet_from = models.PositiveSmallIntegerField(default=20)
    quiet_until = models.PositiveSmallIntegerField(default=8)
    kept_days = models.PositiveSmallIntegerField(default=90)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "playbook limits"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_playbook_limits")]

    def __str__(self) -> str:
        return f"limits of playbooks, version {self.version}"

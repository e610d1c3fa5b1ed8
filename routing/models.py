"""Versioned rules, decisions with their reasons, and feedback on them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.versions import PublishedVersion
from people.models import Team, User
from tickets.models import Priority, Ticket, Tier


class RuleSet(PublishedVersion):
    """Rules and settings after each change; the newest version is in force."""

    rules = models.JSONField(default=list)
    settings = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"routing rules, version {self.version}"


class TicketRouting(models.Model):
    """
    What routing remembers about a ticket between decisions.

    `pinned` names the fields (`tier`, `team`) that a person or an escalation decided; `declined_by` are those
    who handed it back, `refused_teams` the teams it does not belong to; `previous` is its last holder; `why`
    says why it is with people; `line_since` is the place that it has, or had last, in the waiting line.
    """

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="+")
    pinned = ArrayField(models.CharField(max_length=10), default=list)
    declined_by = ArrayField(models.BigIntegerField(), default=list)
    refused_teams = ArrayField(models.BigIntegerField(), default=list)
    requirements = models.JSONField(default=list)
    previous = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    is_escalated = models.BooleanField(default=False)
    why = models.CharField(max_length=120, blank=True)
    why_message = models.JSONField(null=True)
    line_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"routing of #{self.ticket_id}"


class Decision(models.Model):
    """
    One decision, append-only, with everything that led to it.

    `reasons` holds `{"label", "detail", "message"}` lines, `score` the sum with its parts, `inputs` the facts
    at the time; `key` names the cause, so that each cause decides once.
    """

    class Step(models.TextChoices):
        """What was decided."""

        ROUTED = "routed", "Routed"
        ASSIGNED = "assigned", "Assigned"
        WAITING = "waiting", "Waiting for somebody"
        HANDED_ON = "handed_on", "Handed on"
        ESCALATED = "escalated", "Escalated"
        CORRECTED = "corrected", "Corrected by a person"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    step = models.CharField(max_length=10, choices=Step.choices)
    key = models.CharField(max_length=100, blank=True)
    tier = models.CharField(max_length=2, choices=Tier.choices, blank=True)
    priority = models.CharField(max_length=2, choices=Priority.choices, blank=True)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    assignee = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    rules_version = models.PositiveIntegerField(default=0)
    rule = models.CharField(max_length=120, blank=True)
    rule_key = models.CharField(max_length=40, blank=True, db_default="")
    score = models.JSONField(null=True)
    reasons = models.JSONField(default=list)
    inputs = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="decision_once_for_a_cause"),
        ]
        indexes = [
            models.Index(fields=["ticket", "-id"], name="decision_by_ticket"),
            models.Index(
                fields=["created_at", "rule_key"],
                name="decision_routed_at",
                condition=Q(step="routed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} #{self.ticket_id}"


class Feedback(models.Model):
    """Somebody said that a decision was wrong; the misroute rate counts these. `holder` had the ticket."""

    class Reason(models.TextChoices):
        """What was wrong."""

        WRONG_TEAM = "wrong_team", "Wrong team"
        WRONG_TIER = "wrong_tier", "Wrong tier"
        NO_CAPACITY = "no_capacity", "No capacity"
        NOT_MY_SKILL = "not_my_skill", "Not my skill"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    holder = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    reason = models.CharField(max_length=15, choices=Reason.choices)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.reason} on #{self.ticket_id}"

from django.db import models
from django.db.models import Q

from tickets.models import Ticket


class RunState(models.TextChoices):
    """How far a run has got."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"


class Outcome(models.TextChoices):
    """How a run ended; empty while it has not."""

    NONE = "", "—"
    ANSWERED = "answered", "Answered"
    CLARIFIED = "clarified", "Asked back"
    HANDED_OVER = "handed_over", "Handed over"
    CONFIRMED = "confirmed", "Customer said it is solved"
    WITHHELD = "withheld", "Withheld: somebody else was faster"
    NOT_OURS = "not_ours", "Not the assistant's conversation"


class Run(models.Model):
    """
    The assistant's work on one customer message.

    The key makes a message's run unique, so that a repeated event or task never answers twice. What was
    considered and decided is stored here, with the engine and version that did it; `version` is that of the
    configuration that was live, null for runs from before there were any.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry_id = models.BigIntegerField()
    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.QUEUED)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(null=True)
    engine = models.CharField(max_length=120, blank=True)
    confidence = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    question = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    reply_entry_id = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="run_by_ticket"),
            models.Index(fields=["queued_at"], name="run_unfinished", condition=~Q(state="done")),
            models.Index(fields=["-finished_at"], name="run_by_finish"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | ~Q(outcome=""), name="run_done_has_outcome"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="run_confidence_is_a_probability",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of #{self.ticket_id}"


class ModelUse(models.Model):
    """The use of an external model on one day, and its cost at the configured prices."""

    on = models.DateField()
    engine = models.CharField(max_length=120)
    capability = models.CharField(max_length=20)
    calls = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=12, decimal_places=6, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "engine", "capability"], name="model_use_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.engine} {self.capability} on {self.on}"

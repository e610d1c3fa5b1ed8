from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kb.models import Article
from people.models import User
from tickets.models import Ticket


class GapKind(models.TextChoices):
    """What is wrong with the documentation, as far as a ticket shows."""

    MISSING = "missing", "Nothing written"
    NOT_FOUND = "not_found", "Written, but not found"
    WRONG = "wrong", "Answered, and it did not help"


class GapState(models.TextChoices):
    """How far closing a gap has come."""

    OPEN = "open", "Open"
    IN_WORK = "in_work", "In work"
    DONE = "done", "Done"
    DISMISSED = "dismissed", "Not a gap"


class Gap(models.Model):
    """
    Questions that people had to answer because the documentation did not.

    `total` is the sum of the vectors of sentences of its tickets' questions, made by `engine`, and `words`
    that of the vectors of their words: where they point is what the gap is about. Without an encoder `engine`
    is empty. `article` is the one that shall close it. `drafted` holds the quotes from which a draft was
    made, as `{"ticket", "text"}`, and the engine; `trial` what became of its tickets' questions with the
    article. Its effect is told from `done_at` on.
    """

    engine = models.CharField(max_length=60, blank=True)
    total = ArrayField(models.FloatField(), default=list)
    words = ArrayField(models.FloatField())
    state = models.CharField(max_length=10, choices=GapState.choices, default=GapState.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    drafted = models.JSONField(default=dict)
    trial = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="gap_dismissed_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="gap_done_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"gap {self.pk}"


class GapTicket(models.Model):
    """
    A ticket as evidence, once looked at.

    With an empty `kind` it shows no gap: it was handed over for what no article can change, or the assistant
    answered it alone (`is_contained`), which counts when a gap's effect is told. `title` and `question` are
    without personal data. `article` is the one that was cited, or found and not used.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    gap = models.ForeignKey(Gap, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=GapKind.choices, blank=True)
    is_contained = models.BooleanField(default=False)
    reason = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200, blank=True)
    question = models.TextField(blank=True)
    engine = models.CharField(max_length=60, blank=True)
    vector = ArrayField(models.FloatField(), default=list)
    words = ArrayField(models.FloatField(), default=list)
    likeness = models.FloatField(default=0.0)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-asked_at"], name="gap_ticket_by_time"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} as evidence"


class GapFigures(models.Model):
    """What a ticket costs this installation, at most one row. Without a value nothing is estimated."""

    is_only = models.BooleanField(default=True, unique=True)
    cost_per_ticket = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    minutes_per_reply = models.PositiveSmallIntegerField(null=True)
    currency = models.CharField(max_length=3, default="USD")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "gap figures"
        constraints = [
            models.CheckConstraint(condition=Q(is_only=True), name="gap_figures_are_one"),
        ]

    def __str__(self) -> str:
        return "what a ticket costs"

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from assistant.models.ledger import Conversation
from people.models import User


class ReviewReason(models.TextChoices):
    """Why a conversation should be looked at, the most urgent first."""

    CAME_BACK = "came_back", "Came back within 7 days"
    LOW_RATED = "low_rated", "Rated 1 or 2"
    SILENT = "silent", "Silent failure"
    MISSED = "missed", "Missed: no article fits"
    SENSITIVE = "sensitive", "Sensitive category"


class ReviewItem(models.Model):
    """
    One conversation to be judged, with all its reasons; judged ones come again with a new reason.

    `rank` is the place of its most urgent reason, by which the queue is ordered.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    reasons = ArrayField(models.CharField(max_length=10, choices=ReviewReason.choices))
    rank = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rank", "-since"], name="review_open", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"review of #{self.conversation_id}"


class Verdict(models.Model):
    """
    What a person said about the assistant's answer; taken back, it stays but no longer counts.

    `confidence`, `category`, `channel` and `engine` are those of the answer at that time.
    """

    class Kind(models.TextChoices):
        RIGHT = "right", "Right"
        WRONG = "wrong", "Wrong"
        OTHER_QUESTION = "other_question", "Right, but not what was asked"
        NOT_FOR_IT = "not_for_it", "Should not have answered"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    why = models.CharField(max_length=1000, blank=True)
    reasons = ArrayField(models.CharField(max_length=10, choices=ReviewReason.choices))
    answer_entry_id = models.BigIntegerField(null=True)
    confidence = models.FloatField(null=True)
    category = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10)
    engine = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(undone_at__isnull=True), name="verdict_once"
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="verdict_by_time")]

    def __str__(self) -> str:
        return f"#{self.conversation_id}: {self.kind}"


class DigestSent(models.Model):
    """The week whose digest of reviews was told, by its Monday."""

    monday = models.DateField(primary_key=True)
    waiting = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "digests sent"

    def __str__(self) -> str:
        return f"digest of {self.monday}"

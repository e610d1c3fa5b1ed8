"""Conversations under review, their scores and comments, and the versions of the rubric."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.actors import Actor
from core.versions import PublishedVersion
from people.models import User
from people.policy import may
from tickets.models import Ticket
from tickets.selectors import tickets_visible

REVIEW = "quality.review"


class RubricVersion(PublishedVersion):
    """The rubric with what belongs to it (`quality.rubric`); the newest is in force."""

    content = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"rubric, version {self.version}"


class Side(models.TextChoices):
    """Whose part of a conversation is scored."""

    PEOPLE = "people", "People"
    ASSISTANT = "assistant", "The assistant"


class Sample(models.TextChoices):
    """Why a conversation is to be reviewed by a person; averages are of those at random alone."""

    NONE = "", "—"
    RANDOM = "random", "Drawn at random"
    RISK = "risk", "Something speaks against it"


class Origin(models.TextChoices):
    """Where a score comes from; a later one in this list counts before the others."""

    FACTS = "facts", "Facts"
    MODEL = "model", "The model"
    PERSON = "person", "A person"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> "ReviewQuerySet":
        """Of tickets that one sees: all to who reviews, one's own to other staff."""
        if actor.user_id is None and not actor.is_internal:
            return self.none()
        seen = tickets_visible(actor).present().order_by().filter(pk=OuterRef("ticket_id"))
        rows = self.filter(Exists(seen))
        if may(actor, REVIEW):
            return rows
        return rows.filter(side=Side.PEOPLE, person_id=actor.user_id)

    def waiting(self) -> "ReviewQuerySet":
        """Sampled, and no person has looked yet."""
        return self.exclude(sample=Sample.NONE).filter(reviewed_at=None)


class Review(models.Model):
    """
    One side's part of a conversation that has ended, as it is scored.

    `person` is who answered most in it, None for the assistant. `ended_at` is when it ended first and never
    changes, nor does `week`, its Monday. `risks` say what speaks against it. `rules_version` is the rubric it
    is scored by: that of its first score, until a person scores it by a newer one. `judge_at` is when to ask
    the model, None for not (again).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    side = models.CharField(max_length=10, choices=Side.choices)
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField()
    week = models.DateField()
    risks = ArrayField(models.CharField(max_length=16), default=list)
    sample = models.CharField(max_length=8, choices=Sample.choices, default=Sample.NONE, blank=True)
    rules_version = models.PositiveIntegerField(default=0)
    scored_at = models.DateTimeField()
    judge_at = models.DateTimeField(null=True)
    judge_attempts = models.PositiveSmallIntegerField(default=0)
    reviewed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "side"], name="quality_review_once"),
            models.CheckConstraint(
                condition=Q(side="people", person__isnull=False) | Q(side="assistant", person__isnull=True),
                name="quality_review_has_whose",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | Q(reviewed_by__isnull=False),
                name="quality_reviewed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["week", "side", "person"], name="quality_by_week"),
            models.Index(fields=["-ended_at", "-id"], name="quality_by_end"),
            models.Index(fields=["person", "-ended_at"], name="quality_by_person"),
            models.Index(
                fields=["sample", "-ended_at"], name="quality_waiting",
                condition=Q(reviewed_at__isnull=True) & ~Q(sample=""),
            ),
            models.Index(fields=["judge_at"], name="quality_judge", condition=Q(judge_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.side} in #{self.ticket_id}"


class Score(models.Model):
    """
    One criterion of a review from one origin; a person's stands beside the automatic ones and hides none.

    `level` is 0, 1 or 2; None is "not judged". `why` is the name of the reason of facts, `note` what a model
    or a person says, `quotes` words of the conversation. `engine` is the model's, `by` the person.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+", db_index=False)
    criterion = models.CharField(max_length=40)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    level = models.PositiveSmallIntegerField(null=True)
    why = models.CharField(max_length=24, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    quotes = models.JSONField(default=list)
    engine = models.CharField(max_length=120, blank=True)
    rules_version = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion", "origin"], name="quality_score_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=2), name="quality_level_to_2"
            ),
            models.CheckConstraint(
                condition=~Q(origin="person") | Q(by__isnull=False), name="quality_score_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level} ({self.origin})"


class Former(models.Model):
    """
    What a person scored before the scores that count now, and how it read then; it never changes.

    `levels` and `notes` are by criterion, `total` is the score in percent as it stood.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    levels = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    total = models.PositiveSmallIntegerField(null=True)
    rules_version = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "former"

    def __str__(self) -> str:
        return f"former scores of {self.review_id}"


class Comment(models.Model):
    """A word to whoever was reviewed, which they read; it never changes."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"comment on {self.review_id}"


class Due(models.Model):
    """A ticket in which something happened that a review may follow from, and when to look at it."""

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "due"
        indexes = [models.Index(fields=["due_at"], name="quality_due_at")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} at {self.due_at}"


class Draw(models.Model):
    """The sample of one week, by its Monday: `seed` says which it was, so that everybody can check it."""

    week = models.DateField(primary_key=True)
    seed = models.CharField(max_length=64)
    each = models.PositiveSmallIntegerField()
    risky = models.PositiveSmallIntegerField()
    candidates = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sample of {self.week}"


class Progress(models.Model):
    """How far the tickets from before this app are marked; one row."""

    below = models.BigIntegerField(null=True)
    is_filled = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "progress"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="quality_progress_once")]

    def __str__(self) -> str:
        return "progress of quality"

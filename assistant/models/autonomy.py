from django.db import models
from django.db.models import Q

from people.models import User
from tickets.models import Ticket


class Level(models.TextChoices):
    """What the assistant may do in a category, from nothing to everything."""

    OFF = "off", "Off"
    SHADOW = "shadow", "Shadow: drafts that nobody sees"
    SUGGEST = "suggest", "Suggest: an agent approves"
    AUTOMATIC = "automatic", "Automatic"


class LevelChange(models.Model):
    """
    One step of a category on the ladder; the newest holds, and without any the category is automatic.

    `number` counts the changes of a category, so that two who decide at once cannot both do it. `evidence` is
    what the figures said then.
    """

    class Cause(models.TextChoices):
        SET = "set", "Set by a person"
        PROMOTED = "promoted", "Proposed by the figures, done by a person"
        DEMOTED = "demoted", "Too many came back"
        NARROWED = "narrowed", "Narrowed by a person, to be switched on again one by one"
        STARTED = "started", "Switched on by a person after starting narrow"

    category = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    before = models.CharField(max_length=10, choices=Level.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    evidence = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "number"], name="level_change_once"),
            models.CheckConstraint(
                condition=Q(cause="demoted") | Q(by__isnull=False), name="level_is_raised_by_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.level}"


class DraftReply(models.Model):
    """
    A reply that the assistant wrote for a person, and what they made of it.

    One for a customer's message. `likeness` is how much of it was in what the person sent, from 0 to 1: of
    the words where they saw it, of the meaning for one in shadow.
    """

    class Fate(models.TextChoices):
        WAITING = "", "Not decided"
        SENT = "sent", "Sent unedited"
        EDITED = "edited", "Edited"
        UNUSED = "unused", "Another reply was sent"
        REJECTED = "rejected", "Rejected"

    class Rejected(models.TextChoices):
        NONE = "", "—"
        WRONG = "wrong", "It is wrong"
        OTHER_QUESTION = "other_question", "It answers another question"
        INCOMPLETE = "incomplete", "Something is missing"
        TONE = "tone", "The tone does not fit"
        NOT_FOR_IT = "not_for_it", "A person has to answer this"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry_id = models.BigIntegerField()
    category = models.CharField(max_length=20, blank=True)
    is_shadow = models.BooleanField()
    body_html = models.TextField()
    text = models.TextField()
    citations = models.JSONField(default=list)
    uncited = models.JSONField(default=list)
    confidence = models.FloatField()
    engine = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING, blank=True)
    reason = models.CharField(max_length=16, choices=Rejected.choices, default=Rejected.NONE, blank=True)
    note = models.CharField(max_length=500, blank=True)
    likeness = models.FloatField(null=True)
    reply_entry_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    came_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "draft replies"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "entry_id"], name="draft_reply_once_a_message"),
            models.CheckConstraint(
                condition=Q(fate="", decided_at__isnull=True) | (~Q(fate="") & Q(decided_at__isnull=False)),
                name="draft_reply_decided_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-decided_at"], name="draft_reply_decided", condition=Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"draft for #{self.ticket_id}"

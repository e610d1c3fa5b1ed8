from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from people.models import User


class Tag(models.Model):
    """The catalog of tags, for completion; tickets store the tags themselves."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


RUNS = Q(ended_at__isnull=True) | Q(undo_at__isnull=False, undone_at__isnull=True)
"""Which changes are under way, there or back."""


class TagChange(models.Model):
    """
    Tags that become one, or go: carried out in batches, each ticket in a transaction of its own.

    `target` is empty where they go. `skipped` are tickets at which it failed. Until `undo_until` it can be
    taken back, in batches too: asked for at `undo_at`, over at `undone_at`, after `returned` tickets.
    """

    sources = ArrayField(models.CharField(max_length=60))
    target = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expected = models.PositiveIntegerField()
    changed = models.PositiveIntegerField(default=0)
    skipped = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True, blank=True)
    undo_at = models.DateTimeField(null=True, blank=True)
    undo_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    returned = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["id"], name="tag_change_due", condition=RUNS)]

    def __str__(self) -> str:
        return f"{', '.join(self.sources)} to {self.target or 'nothing'}"


class TagMark(models.Model):
    """Which of the tags of a change a ticket had before it, in their order, for as long as it can go back."""

    change = models.ForeignKey(TagChange, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    had = ArrayField(models.CharField(max_length=60))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "ticket"], name="tag_mark_once")]

    def __str__(self) -> str:
        return f"{', '.join(self.had)} of #{self.ticket_id}"

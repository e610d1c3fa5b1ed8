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


class TagChange(models.Model):
    """
    Tags that become one, or go: carried out in batches, each ticket in a transaction of its own.

    `target` is empty where they go. `skipped` are tickets at which it failed.
    """

    sources = ArrayField(models.CharField(max_length=60))
    target = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expected = models.PositiveIntegerField()
    changed = models.PositiveIntegerField(default=0)
    skipped = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="tag_change_due", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.sources)} to {self.target or 'nothing'}"

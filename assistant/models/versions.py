from django.db import models

from core.versions import PublishedVersion
from people.models import User


class ConfigurationVersion(PublishedVersion):
    """
    One published configuration of the assistant; the newest is live, and none ever changes or goes.

    `restored` is the earlier version that this one equals, if it is a way back. A trigger refuses updates
    and deletions.
    """

    content = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    restored = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"configuration of the assistant, version {self.version}"


class ConfigurationDraft(models.Model):
    """
    The configuration that is being worked on; there is at most one.

    `based_on` is the version it was begun from, `revision` counts its changes, so that two admins do not
    overwrite each other.
    """

    is_only = models.BooleanField(default=True, unique=True)
    content = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    based_on = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(is_only=True), name="configuration_draft_is_one"),
        ]

    def __str__(self) -> str:
        return f"draft of the assistant's configuration, based on version {self.based_on}"


class ReviewTold(models.Model):
    """That the owner of a boundary was told of its overdue review: once for each date."""

    key = models.SlugField(max_length=60)
    review_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "review_on", "owner"], name="review_told_once"),
        ]

    def __str__(self) -> str:
        return f"review of {self.key} on {self.review_on}"

from django.contrib.postgres.fields import ArrayField
from django.db import models

from people.models import Brand, User


class Boundary(models.Model):
    """
    A subject the assistant never handles.

    `key` names a built-in topic (`security`), whose own recognizer runs, or anything else for a topic an
    admin made. A boundary applies when its topic is recognized, one of its keywords is in the message, or the
    ticket has one of its issue types; and if segments are named, only to those.
    """

    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    is_on = models.BooleanField(default=True)
    keywords = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    segments = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    issue_types = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    review_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    updated_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "boundaries"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class AssistantSettings(models.Model):
    """Whether and where the assistant answers; one row per brand, and one without a brand for the rest."""

    brand = models.ForeignKey(Brand, null=True, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=True)
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    threshold = models.FloatField(null=True, blank=True)
    max_answers = models.PositiveSmallIntegerField(default=4)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "assistant settings"
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], name="assistant_settings_once_a_brand", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(threshold__isnull=True) | models.Q(threshold__gte=0, threshold__lte=1),
                name="assistant_threshold_is_a_probability",
            ),
        ]

    def __str__(self) -> str:
        return f"assistant of {self.brand or 'all brands'}"

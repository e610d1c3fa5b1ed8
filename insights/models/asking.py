"""Questions that colleagues asked of the figures."""

from django.db import models

from people.models import User


class AskedQuestion(models.Model):
    """
    What somebody asked of the figures, in their words, and the query that was run; only they see it.

    `question` is empty where they wrote the query themselves.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=300, blank=True)
    query = models.CharField(max_length=600)
    is_kept = models.BooleanField(default=False)
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="asked_by_time")]

    def __str__(self) -> str:
        return f"question {self.pk}"

from django.db import models
from django.db.models import Q


class SenderRule(models.Model):
    """Senders whose mail is always or never accepted: an address, or a whole domain as `@example.com`."""

    class Kind(models.TextChoices):
        ALLOW = "allow", "Always take"
        BLOCK = "block", "Never take"

    pattern = models.CharField(max_length=254, unique=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    added_by_ref = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pattern__contains="@"), name="sender_rule_has_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pattern}"

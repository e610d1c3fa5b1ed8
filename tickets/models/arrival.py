from django.db import models

from core.leaks import Kind
from people.models import User

KINDS = [(kind.value, kind.value) for kind in Kind]


class ArrivalRule(models.Model):
    """Whether one kind of secret is taken out of what customers write; without a row its default counts."""

    kind = models.CharField(max_length=12, choices=KINDS, primary_key=True)
    is_on = models.BooleanField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {'on' if self.is_on else 'off'}"


class ArrivalCount(models.Model):
    """How many of a kind were taken out on a day (UTC)."""

    kind = models.CharField(max_length=12, choices=KINDS)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="arrival_count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} on {self.day}"

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from people.models.staff import User


class ReadingTally(models.Model):
    """
    Which records of one kind (`core.sightings`) a person read on one day (UTC), by one way.

    `targets` are their ids, so that it can be told afterwards what somebody saw.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(db_index=True)
    via = models.CharField(max_length=7)
    kind = models.CharField(max_length=10)
    count = models.PositiveIntegerField()
    targets = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "via", "day"], name="reading_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} by {self.user_id} on {self.day}"


class ReadingWatch(models.Model):
    """
    When reading is unusual (`people.reading`): one row. `told_until` is the last day that was audited.
    """

    is_on = models.BooleanField(default=True)
    factor = models.FloatField(default=2.0)
    fewest = models.PositiveIntegerField(default=40)
    at_first = models.PositiveIntegerField(default=300)
    told_until = models.DateField(null=True)
    changed_at = models.DateTimeField(null=True)
    changed_by_name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"more than {self.factor} times, from {self.fewest} on"


class ReadingAlarm(models.Model):
    """
    Somebody read unusually much, with what it was measured by; open until somebody else decides about it.

    `own_most` of `own_days` days is the person's past, `others_most` of `others_days` that of their teams.
    """

    class Verdict(models.TextChoices):
        EXPECTED = "expected", "Expected: it counts as their past from now on"
        CONFIRMED = "confirmed", "Not in order"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    via = models.CharField(max_length=7)
    day = models.DateField()
    count = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    own_most = models.PositiveIntegerField()
    own_days = models.PositiveSmallIntegerField()
    others_most = models.PositiveIntegerField()
    others_days = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # A cause is told once: what goes on is the same alarm.
            models.UniqueConstraint(
                fields=["user", "kind", "via"], condition=Q(decided_at=None), name="reading_alarm_once"
            )
        ]
        indexes = [models.Index(fields=["user", "kind", "via", "day"], name="reading_alarm_by_day")]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} by {self.user_id} on {self.day}"

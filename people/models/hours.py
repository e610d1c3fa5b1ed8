from django.db import models
from django.db.models import F, Q

from people.models.staff import User

DAY_SECONDS = 86_400


class WorkingInterval(models.Model):
    """
    One stretch of somebody's own week (0 is Monday), in seconds after midnight in their `hours_timezone`.

    Who has none works by the calendars of their teams.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveIntegerField()
    closes = models.PositiveIntegerField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["user", "weekday", "opens"], name="working_interval_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="working_weekday_to_6"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes"), closes__lte=DAY_SECONDS),
                name="working_interval_in_one_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: day {self.weekday}, {self.opens} to {self.closes}"


class Absence(models.Model):
    """
    A time in which somebody gets no work; their work is handed on when it begins.

    `begun_at` says that the beginning was told, so that it is told once.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="absence_ends_later"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="absence_by_end")]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.ends_at}"

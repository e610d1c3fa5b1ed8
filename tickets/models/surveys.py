import uuid

from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket


class Rating(models.Model):
    """One satisfaction survey: sent after a ticket is resolved, answered with one click (CSAT, 1 to 5)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="csat_1_to_5"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(answered_at__isnull=True), name="one_open_survey"
            ),
        ]

    def __str__(self) -> str:
        return f"rating of #{self.ticket_id}"

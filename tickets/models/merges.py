from django.db import models
from django.db.models import F, Q

from people.models import User
from tickets.models.ticket import Ticket


class TicketMerge(models.Model):
    """
    One ticket that became part of another, and what is needed to take it out again.

    `steps` holds the source's state before, and the ids of everything that moved or was added to the target;
    `by` is None for a program of nobody. An undone merge stays, as history.
    """

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    steps = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at__isnull=True), name="merged_into_one"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} into #{self.target_id}"

"""Who had which ticket in hand and when, and when people began and stopped taking work."""

from django.db import models

from insights.models.facts import TicketFacts


class HeldSpan(models.Model):
    """
    One time in which somebody had a ticket to work on (`insights.holding`).

    Derived from the ticket's history like its points; `ended_at` is empty while it lasts.
    """

    facts = models.ForeignKey(TicketFacts, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    user_id = models.BigIntegerField()
    is_live = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facts", "number"], name="held_once")]
        indexes = [models.Index(fields=["ended_at", "user_id"], name="held_by_end")]

    def __str__(self) -> str:
        return f"#{self.facts_id} held by {self.user_id}"


class PresenceTurn(models.Model):
    """Somebody's presence from a moment on, as its event in the outbox told; one row an event."""

    event_id = models.BigIntegerField(primary_key=True)
    user_id = models.BigIntegerField()
    presence = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "-at", "-event_id"], name="presence_by_person")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.presence}"

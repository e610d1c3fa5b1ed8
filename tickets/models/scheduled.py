import uuid

from django.db import models
from django.db.models import Q

from people.models import User
from tickets.models.ticket import Ticket


class ScheduledReply(models.Model):
    """
    A reply that is to be sent at a time; nothing of it has reached the customer yet.

    It is sent, or held back, in one transaction with its state, so that it leaves once. `seen_entry_id` is
    the newest entry that its author had seen. `options` are those of the reply, as `post_reply` takes them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled by its author"
        HELD = "held", "Held back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    body_html = models.TextField()
    options = models.JSONField(default=dict)
    seen_entry_id = models.BigIntegerField()
    send_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "user"], condition=Q(state="waiting"), name="scheduled_once"
            ),
        ]
        indexes = [
            models.Index(fields=["send_at", "id"], name="scheduled_due", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"reply of {self.user_id} on #{self.ticket_id}, {self.state}"

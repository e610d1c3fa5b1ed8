import uuid

from django.db import models
from django.db.models import Q

from people.models import User
from tickets.models.choices import Status
from tickets.models.ticket import Ticket


class ProblemReply(models.Model):
    """
    One reply to several incidents of a problem.

    `incident_status` and `problem_status` are set with it; empty leaves them. Until `send_at` its author can
    take it back. What became of it for each incident is in `IncidentReply`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Can be taken back"
        SENDING = "sending", "Being sent"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    problem = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    body_html = models.TextField()
    incident_status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    problem_status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    send_at = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Two at once would cross each other at the same customers.
            models.UniqueConstraint(
                fields=["problem"], condition=Q(state__in=["waiting", "sending"]), name="problem_reply_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at", "id"],
                name="problem_reply_due",
                condition=Q(state__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"reply to the incidents of #{self.problem_id}, {self.state}"


class IncidentReply(models.Model):
    """
    What becomes of such a reply for one incident.

    It is sent, or held back, in one transaction with its state, so that it leaves once. `seen_entry_id` is
    the newest entry of the incident that the author had been told of. `tries` counts crashes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        HELD = "held", "Held back"
        FAILED = "failed", "Failed"

    reply = models.ForeignKey(ProblemReply, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    seen_entry_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    reason_message = models.JSONField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "ticket"], name="incident_reply_once"),
        ]
        indexes = [
            models.Index(
                fields=["reply", "tries", "id"], name="incident_reply_due", condition=Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"to #{self.ticket_id}, {self.state}"

from django.db import models
from django.db.models import Q

from integrations.issues.models.link import IssueLink
from people.models import User


class AnswerState(models.TextChoices):
    """What became of an answer that was drafted."""

    WAITING = "waiting", "Waits for somebody"
    SENT = "sent", "Sent"
    DISCARDED = "discarded", "Discarded"
    WITHDRAWN = "withdrawn", "The issue was opened again"


class FixAnswer(models.Model):
    """
    What a customer is told once their issue is done: drafted for a person, and never sent by itself.

    `completed_at` is when the tracker completed the issue: each time it does, there is one answer.
    """

    link = models.ForeignKey(IssueLink, on_delete=models.CASCADE, related_name="+")
    completed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AnswerState.choices, default=AnswerState.WAITING)
    body_html = models.TextField()
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "completed_at"], name="fix_answer_once"),
            models.UniqueConstraint(
                fields=["link"], condition=Q(state="waiting"), name="fix_answer_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"answer of link {self.link_id}"

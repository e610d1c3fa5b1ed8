import uuid

from django.db import models
from django.db.models import Q

from integrations.issues.models.issue import Issue
from people.models import Company, User
from tickets.models import Ticket


class LinkHow(models.TextChoices):
    """How a ticket came to an issue."""

    CREATED = "created", "The issue was made from it"
    JOINED = "joined", "It joined an issue"
    LINKED = "linked", "It was linked only"


class LinkState(models.TextChoices):
    """Whether the tracker knows of it."""

    SENDING = "sending", "On its way"
    DONE = "done", "Told"
    REFUSED = "refused", "Refused"


class IssueLink(models.Model):
    """
    A ticket and an issue that belong together.

    `uid` is the id of whatever we make there for it, `request_id` the one by which a repeated request is
    known; `comment` is what was told of the ticket. An ended link stays, as history.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request_id = models.UUIDField(unique=True)
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=8, choices=LinkHow.choices)
    state = models.CharField(max_length=8, choices=LinkState.choices, default=LinkState.SENDING)
    problem = models.CharField(max_length=400, blank=True)
    comment = models.TextField(blank=True)
    shares_customer = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "ticket"], condition=Q(ended_at__isnull=True), name="issue_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} at {self.issue_id}"


class Remembered(models.Model):
    """A comment of an issue that was brought to its tickets, so that it is brought once."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=80)
    author = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "remembered comments"
        constraints = [
            models.UniqueConstraint(fields=["issue", "external_id"], name="issue_comment_once"),
        ]

    def __str__(self) -> str:
        return f"comment {self.external_id}"

from django.db import models

from integrations.issues.models.link import IssueLink
from tickets.models import Ticket


class AutomaticState(models.TextChoices):
    """How far the automatic issue of a ticket has got."""

    WAITING = "waiting", "To be looked at"
    MADE = "made", "An issue was made"
    JOINED = "joined", "It joined an issue"
    LEFT = "left", "Left to people"


class LeftReason(models.TextChoices):
    """Why no issue was made by itself."""

    UNSURE = "unsure", "What happened is not told clearly enough"
    ALIKE = "alike", "An issue may be about the same"
    KEPT_OUT = "kept_out", "Nothing may read the ticket"
    OVER = "over", "The ticket is resolved, in the trash, or merged"
    LINKED = "linked", "It has, or had, an issue"
    PUBLIC = "public", "Everybody can read what is written there"
    NO_PLACE = "no_place", "The settings name no place for it"
    ENOUGH = "enough", "As many as the settings allow in 24 hours"


class AutomaticIssue(models.Model):
    """
    Whether an issue is made of a ticket by itself; looked at again with each message until one is.

    `entry_id` is the message that it was last looked at for.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+", primary_key=True)
    entry_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=AutomaticState.choices, default=AutomaticState.WAITING)
    reason = models.CharField(max_length=10, choices=LeftReason.choices, blank=True)
    link = models.ForeignKey(IssueLink, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"], name="automatic_issue_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["decided_at"],
                name="automatic_issue_made",
                condition=models.Q(state__in=["made", "joined"]),
            ),
        ]

    def __str__(self) -> str:
        return f"automatic issue of #{self.ticket_id}"

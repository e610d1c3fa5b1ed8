from django.db import models

from tickets.models import Ticket, TimelineEntry
from widget.models.sessions import WidgetSession


class Conversation(models.Model):
    """
    What the widget knows about a ticket: the session that wrote last, and how far it has been read.

    An unverified session only sees the conversations that it wrote in.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(WidgetSession, null=True, on_delete=models.SET_NULL, related_name="+")
    read_entry_id = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Conversation of ticket {self.ticket_id}"


class AnswerFeedback(models.Model):
    """Whether an answer helped, according to the customer; the latest reply counts."""

    entry = models.OneToOneField(TimelineEntry, on_delete=models.CASCADE, related_name="+")
    has_helped = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Feedback on entry {self.entry_id}"

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from people.models import User
from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineEntry


class SideConversation(models.Model):
    """
    A question to a third party from within a ticket, out of its customer's sight.

    Its messages are entries of the ticket of the kind `side`, which the database keeps internal. `people` are
    the addresses that it goes to. It belongs to one ticket at a time: a merge takes it along.
    """

    class State(models.TextChoices):
        """Whether an answer is still wanted."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=300)
    people = ArrayField(models.CharField(max_length=254))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    is_unread = models.BooleanField(default=False)
    # Who wrote last on our side hears of the answer.
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Whether the last word is theirs.
    is_answered = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"side conversation {self.pk} of #{self.ticket_id}, {self.state}"


class SideMessage(models.Model):
    """Which side conversation an entry of the kind `side` belongs to."""

    entry = models.OneToOneField(TimelineEntry, primary_key=True, on_delete=models.CASCADE, related_name="+")
    side = models.ForeignKey(SideConversation, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"entry {self.entry_id} of side conversation {self.side_id}"

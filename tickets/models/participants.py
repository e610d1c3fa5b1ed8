from django.db import models
from django.db.models import Q

from people.models import Contact, User
from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineEntry


class Participant(models.Model):
    """
    Somebody besides the requester who receives our replies to a ticket by email.

    It grants no access: only the requester and staff can read a ticket. `is_approved` is false for an address
    introduced by an unproven sender; it receives nothing until staff approve it.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    is_approved = models.BooleanField(default=False)
    added_by_ref = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "address"], name="participant_once"),
            models.CheckConstraint(condition=~Q(address=""), name="participant_has_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address} on #{self.ticket_id}"


class Mention(models.Model):
    """A teammate mentioned in a note."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(TimelineEntry, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user", "ticket"], name="mention_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id} named in entry {self.entry_id}"

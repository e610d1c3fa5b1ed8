from django.db import models
from django.db.models import Q

from people.models import Contact
from tickets.models.ticket import Ticket


class Participant(models.Model):
    """
    Somebody besides the requester who gets our replies to a ticket by email.

    It opens nothing: only the requester and staff can read a ticket. `is_approved` is false for an address
    that an unproven sender brought in; it gets nothing before staff choose it.
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

"""Tickets follow a visitor who proved who they are."""

from datetime import datetime

from django.db import transaction

from people.models import Contact
from tickets.models import Ticket


@transaction.atomic
def tickets_move_contact(*, from_contact_id: int, into_contact_id: int, now: datetime) -> int:
    """Give one contact's tickets to another, with the company that goes with it; returns how many."""
    into = Contact.objects.filter(pk=into_contact_id).first()
    if into is None:
        return 0
    tickets = Ticket.objects.filter(requester_id=from_contact_id)
    return tickets.update(requester=into, company_id=into.company_id)

"""Whose names must not stand in what is kept of a ticket."""

from kb.reading.redaction import Names
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

MAX_ENTRIES = 60


def names_of(ticket: Ticket) -> Names:
    """The people who wrote or read in a ticket, and its company."""
    entries = all_tickets.messages_shown(ticket.pk).order_by("id")[:MAX_ENTRIES]
    people = [ticket.requester.name, *(entry.author_name for entry in entries)]
    people += [one.name for one in all_tickets.participants(ticket.pk)]
    companies = [ticket.company.name] if ticket.company is not None else []
    return Names([name for name in people if "@" not in name], companies)

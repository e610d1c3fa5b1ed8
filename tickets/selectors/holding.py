"""Which tickets a legal hold keeps: held themselves, or of a company or contact that is."""

from collections.abc import Iterable

from django.db.models import Q

from people.selectors.holding import Held, held_now, refuse
from tickets.models import AuthorKind, Ticket, TimelineEntry


def kept_by(held: Held) -> Q:
    """The condition of tickets that are kept; of nobody's without a hold."""
    found = Q(pk__in=held.tickets) | Q(company__in=held.companies) | Q(requester__in=held.contacts)
    if held.contacts:
        wrote = TimelineEntry.objects.filter(author_kind=AuthorKind.CONTACT, author_id__in=held.contacts)
        found |= Q(pk__in=wrote.values("ticket"))
    return found


def refuse_held(ticket_ids: Iterable[int]) -> None:
    """Raises OnHold if one of these tickets is kept. In a transaction it stays so until that ends."""
    if not (held := held_now()):
        return
    rows = Ticket.objects.filter(kept_by(held), pk__in=list(ticket_ids))
    for ticket_id, requester in rows.values_list("pk", "requester"):
        wrote = TimelineEntry.objects.filter(ticket=ticket_id, author_kind=AuthorKind.CONTACT)
        writers = set(wrote.order_by().values_list("author_id", flat=True).distinct()) & held.contacts
        refuse(
            held,
            contacts=frozenset({requester, *(one for one in writers if one is not None)}),
            tickets=frozenset({ticket_id}),
        )


def ticket_is_there(number: int) -> bool:
    """Whether there is such a ticket."""
    return Ticket.objects.filter(pk=number).exists()

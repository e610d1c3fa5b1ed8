"""Who follows a ticket without owning it."""

from django.db import transaction

from core.actors import Actor
from core.errors import Invalid
from people.policy import require
from people.selectors import internal as everybody
from tickets import selectors
from tickets.models import Follower, Ticket
from tickets.services.updating import ticket_at_work, ticket_standing


@transaction.atomic
def follower_add(*, actor: Actor, ticket_id: int, user_id: int) -> Ticket:
    """
    Have somebody follow a ticket: oneself, or with the right to change it a colleague who may see it.

    Following twice is harmless. Raises TicketMerged, TicketInTrash, NotFound, Forbidden, Invalid.
    """
    ticket = ticket_at_work(actor=actor, ticket_id=ticket_id)
    if user_id != actor.user_id:
        require(actor, "ticket.update")
    users = everybody.users_active([user_id])
    if not users or user_id not in selectors.staff_seeing(ticket=ticket, users=users):
        raise Invalid("This person may not see the ticket.", errors={"user_id": ["May not see it."]})
    Follower.objects.get_or_create(ticket=ticket, user_id=user_id)
    return ticket


@transaction.atomic
def follower_remove(*, actor: Actor, ticket_id: int, user_id: int) -> Ticket:
    """The opposite; whoever does not follow stays so. Raises TicketMerged, NotFound, Forbidden."""
    ticket = ticket_standing(actor=actor, ticket_id=ticket_id)
    if user_id != actor.user_id:
        require(actor, "ticket.update")
    Follower.objects.filter(ticket=ticket, user_id=user_id).delete()
    return ticket

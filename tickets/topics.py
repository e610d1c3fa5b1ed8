"""Who may follow a ticket live."""

from core.actors import Actor
from tickets import selectors


def may_follow_ticket(actor: Actor, record_id: int | None) -> bool:
    """Staff and programs who may see it; customers follow their own topic, which reveals less."""
    if record_id is None or not actor.is_staff or not actor.may_read("tickets"):
        return False
    return selectors.is_ticket_visible(actor=actor, ticket_id=record_id)

"""Who may follow the live topics of this app."""

from core.actors import Actor
from people.policy import may


def may_follow_queue(actor: Actor, record_id: int | None) -> bool:
    """Every staff user, and programs that may read tickets; each message is checked again by scope."""
    return actor.is_staff and actor.may_read("tickets") and may(actor, "ticket.read")


def may_follow_user(actor: Actor, record_id: int | None) -> bool:
    """Oneself."""
    return record_id is not None and actor.user_id == record_id


def may_follow_contact(actor: Actor, record_id: int | None) -> bool:
    """The contact itself."""
    return record_id is not None and actor.contact_id == record_id

"""Tickets that belong together."""

from tickets.models import TicketLink


def tickets_link(*, source_id: int, target_id: int, kind: str) -> None:
    """Link a ticket to another, as `TicketLink.Kind` says; an existing link stays."""
    TicketLink.objects.get_or_create(source_id=source_id, target_id=target_id, kind=kind)

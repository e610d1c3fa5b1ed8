"""What is required before a ticket can be resolved."""

from core.errors import Invalid
from tickets.custom_fields import missing
from tickets.models import Ticket
from tickets.selectors.custom_fields import definitions, subject_of


class FieldRequired(Invalid):
    """A custom field is required on resolve; `fields` names them."""

    code = "tickets.field_required"


def check_required_fields(ticket: Ticket) -> None:
    """Raise FieldRequired if a field that is required on this ticket is empty."""
    found = missing(definitions(), subject_of(ticket))
    if found:
        labels = ", ".join(one.label for one in found)
        raise FieldRequired(
            f"Still open: {labels} is required to resolve. Fill it in the ticket's fields.",
            fields=[one.key for one in found],
        )

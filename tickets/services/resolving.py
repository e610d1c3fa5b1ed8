"""What is required before a ticket can be resolved."""

from django.core.cache import cache

from core.errors import Invalid
from tickets.models import CustomField, Ticket

_KEY = "tickets:required_fields"


class FieldRequired(Invalid):
    """A custom field is required on resolve; `fields` names them."""

    code = "tickets.field_required"


def required_fields() -> list[tuple[str, str, int | None]]:
    """(key, label, brand id) of the fields that are required on resolve; cached for a minute."""
    found: list[tuple[str, str, int | None]] | None = cache.get(_KEY)
    if found is None:
        rows = CustomField.objects.filter(is_required_on_resolve=True).values_list("key", "label", "brand_id")
        found = list(rows)
        cache.set(_KEY, found, timeout=60)
    return found


def check_required_fields(ticket: Ticket) -> None:
    """Raise FieldRequired if a required field of the ticket's brand is empty."""
    missing = [
        (key, label)
        for key, label, brand_id in required_fields()
        if brand_id in (None, ticket.brand_id) and ticket.custom.get(key) in (None, "", [])
    ]
    if missing:
        labels = ", ".join(label for _, label in missing)
        raise FieldRequired(
            f"Still open: {labels} is required to resolve. Fill it in the ticket's fields.",
            fields=[key for key, _ in missing],
        )

"""What insights hold of two contacts that become one, or two again."""

from datetime import datetime
from typing import Any

from insights.models import PlaybookFiring, ProductEvent
from people.merge_rules import Side
from people.models import Contact

_TABLES = {"events": ProductEvent, "firings": PlaybookFiring}


def contact_move(*, source: Side, target: Side, now: datetime) -> dict[str, Any]:
    """
    Events and firings go along, so that what somebody writes later counts; fills `core.ports.contact_moves`.
    """
    moved: dict[str, Any] = {}
    for name, model in _TABLES.items():
        rows = model._default_manager.filter(contact=source.contact)
        moved[name] = list(rows.values_list("pk", flat=True))
        rows.update(contact=target.contact)
    return moved


def contact_return(
    *,
    source: Contact,
    target: Contact,
    steps: dict[str, list[int]],
    addresses: list[str],
    merged_at: datetime,
    now: datetime,
) -> None:
    """The same back; fills `core.ports.contact_returns`."""
    for name, model in _TABLES.items():
        model._default_manager.filter(pk__in=steps.get(name, []), contact=target).update(contact=source)

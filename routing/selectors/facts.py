"""What is known about a ticket, gathered from triage, the customer record and the conversation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assistant.models import Triage
from assistant.selectors import handoff_reason, newest_triage
from routing.signals import Customer, Facts, Signal, signals_from
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

READ_CHARACTERS = 6000
MAX_ENTITIES = 8
# Kinds of entities that identify one exact problem or record; a name or a date says nothing about the tier.
_EXACT = ("error", "code", "id", "version", "endpoint")


def facts_of(ticket: Ticket, *, now: datetime) -> Facts:
    """The facts about a ticket, whose company must be joined; three queries."""
    triage = newest_triage(ticket)
    _, message = all_tickets.texts_of_entry(ticket.last_customer_entry_id)
    company = ticket.company
    return Facts(
        signals=signals_of(ticket, triage),
        customer=Customer(
            name=company.name,
            segment=company.segment,
            arr=company.arr,
            renewal_on=company.renewal_on,
            health=company.health_score,
        )
        if company
        else Customer(),
        channel=ticket.channel,
        brand=ticket.brand.slug,
        status=ticket.status,
        priority=ticket.priority,
        tags=tuple(ticket.tags),
        subject=ticket.subject,
        text=message[:READ_CHARACTERS],
        entities=exact_entities(triage.entities if triage else []),
        waiting_seconds=(now - ticket.waiting_since).total_seconds() if ticket.waiting_since else 0.0,
        today=now.date(),
        failed_answers=all_tickets.answers_of_assistant(ticket.pk),
    )


def signals_of(ticket: Ticket, triage: Triage | None) -> dict[str, Signal]:
    """Triage's findings; what a person set on the ticket itself counts as certain."""
    found = signals_from(triage.fields) if triage else {}
    for name in ("type", "product_area"):
        value = getattr(ticket, name)
        if value and (name not in found or found[name].value != value):
            found[name] = Signal(value)
    return found


def exact_entities(entities: Any) -> tuple[str, ...]:
    """Error codes and other exact names that the customer quoted."""
    found: list[str] = []
    for item in entities if isinstance(entities, list) else []:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, Mapping):
            kind = str(item.get("kind") or item.get("type") or "").lower()
            value = str(item.get("value") or item.get("text") or "")
            if value and any(word in kind for word in _EXACT):
                found.append(value)
    return tuple(dict.fromkeys(text[:60] for text in found))[:MAX_ENTITIES]


def handoff_label(handoff_id: int) -> str:
    """Why the assistant handed the ticket over, as text; empty if the handoff is gone."""
    return handoff_reason(handoff_id)

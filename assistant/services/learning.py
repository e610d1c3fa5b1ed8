"""Corrections, and what the classifiers learn from them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from assistant import selectors
from assistant.engines.builtin import heads
from assistant.events import TriageCorrected
from assistant.models import Correction, Triage
from assistant.models.triage import FIELDS
from assistant.reading.mood import COMPLEXITIES, SENTIMENTS, URGENCIES
from core.actors import Actor
from core.errors import Invalid
from core.events import publish
from people.policy import require
from tickets.models import TicketType
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import kept_out_by
from tickets.services import ticket_standing, ticket_update

CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": tuple(TicketType.values),
    "sentiment": SENTIMENTS,
    "urgency": URGENCIES,
    "complexity": COMPLEXITIES,
}
MAX_VALUE = 80


@transaction.atomic
def triage_correct(*, actor: Actor, ticket_id: int, values: Mapping[str, Any], now: datetime) -> Triage:
    """
    Correct labels: the ticket's own fields change with them, and the classifiers learn from it.

    Raises TicketMerged, NotFound, Forbidden, Invalid.
    """
    require(actor, "ticket.update")
    ticket_standing(actor=actor, ticket_id=ticket_id)
    triage = selectors.triage_get(actor=actor, ticket_id=ticket_id)
    triage = Triage.objects.select_for_update().get(pk=triage.pk)
    problems = {name: [text] for name, value in values.items() if (text := _problem(name, value))}
    if problems or not values:
        raise Invalid("Name at least one field, with a value that it can have.", errors=problems)
    text = "" if kept_out_by(triage.ticket) is not None else _text_of(triage)
    for name, value in values.items():
        before = dict(triage.fields.get(name, {}))
        triage.fields[name] = {"value": value, "confidence": 1.0, "corrected_by": actor.name}
        Correction.objects.update_or_create(
            triage=triage,
            field=name,
            defaults={
                "ticket_id": triage.ticket_id,
                "predicted": str(before.get("value", ""))[:120],
                "confidence": float(before.get("confidence", 0.0)),
                "corrected": value,
                "text": text,
                "user_id": actor.user_id,
                "created_at": now,
            },
        )
        publish(
            TriageCorrected(ticket_id=triage.ticket_id, triage_id=triage.pk, field=name, by_ref=actor.ref)
        )
    triage.save(update_fields=["fields"])
    changes = {name: values[name] for name in ("type", "product_area") if name in values}
    if changes:
        ticket_update(actor=actor, ticket_id=ticket_id, changes=changes, reason="Triage corrected", now=now)
    return triage


def _problem(name: str, value: Any) -> str:
    if name not in FIELDS:
        return "There is no such field."
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_VALUE:
        return f"Must be a text of 1 to {MAX_VALUE} characters."
    if name in CHOICES and value not in CHOICES[name]:
        return f"Must be one of {', '.join(CHOICES[name])}."
    return ""


def _text_of(triage: Triage) -> str:
    title, body = all_tickets.texts_of_entry(triage.entry_id)
    return f"{title}\n{body}".strip()[:4000]


def heads_train(*, now: datetime) -> list[str]:
    """Train each classifier whose labels have changed; returns the names of the new ones. Slow."""
    trained = [field for field in heads.TRAINED_FIELDS if heads.train(field, now=now) is not None]
    if trained:
        heads.forget()
    return trained

"""Reading a message: labels, entities and the trend, stored with the ticket."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from assistant import selectors
from assistant.engines.choice import with_engine
from assistant.engines.protocol import Classification, ClassifyRequest, Label, Turn
from assistant.events import Triaged
from assistant.models import Triage
from assistant.models.triage import FIELDS, REVIEW_BELOW
from assistant.reading.matter import is_bare, matter_of
from assistant.reading.mood import sentiment_of, trend_of
from assistant.reading.sharing import shared_page, with_page
from core import ports, writes
from core.actors import ASSISTANT
from core.events import publish, step
from core.languages import language_of
from core.reads import Read
from tickets import selectors as ticket_selectors
from tickets.clearance import Cleared
from tickets.models import Handler, Ticket, TicketType, TimelineEntry
from tickets.services import TicketMerged, ticket_set_handler, ticket_update

PAGE_AREA_SURE = 0.8
_TRIAGES = Read(Triage.objects.all, ())
_NOTHING_TO_LABEL = {
    "type": Label(TicketType.QUESTION.value, REVIEW_BELOW),
    "urgency": Label("normal", REVIEW_BELOW),
    "complexity": Label("T1", REVIEW_BELOW),
}
"""The label of a message that only asks for a person: a plain question, until more is known."""


def classify(ticket: Ticket, entry: TimelineEntry, history: Sequence[Turn], leave: Cleared) -> Classification:
    """
    The labels of a message; from the built-in engine if the chosen one fails. Slow: no transaction.

    A message that only asks for a person, thanks or complains is labeled by what it is about: the
    conversation so far, and what the customer shares of their page. The language is judged here for every
    engine, because it depends on what is known around the message.
    """
    page = shared_page(ports.session_context(ticket.pk))
    own = f"{entry.title}\n{entry.body_text}".strip()
    about = "" if is_bare(entry.body_text) else own
    if not about:
        about = matter_of([turn.text for turn in history if turn.role == "customer"])
        about = with_page(about, page).strip() or page.title
    request = ClassifyRequest(
        text=entry.body_text if about == own else about,
        subject=entry.title or (ticket.subject if about == own else ""),
        history=tuple(history),
    )
    found = with_engine("classify", leave, lambda engine: engine.classify(request)).result
    fields = dict(found.fields)
    if not about:
        fields |= _NOTHING_TO_LABEL
        fields.pop("product_area", None)
    if about != own:
        # How somebody feels shows in their own words, whatever these are about.
        mood = sentiment_of(entry.body_text)
        fields["sentiment"] = Label(mood.value, mood.confidence)
    area = fields.get("product_area")
    if page.area and (about != own or area is None or area.confidence < REVIEW_BELOW):
        fields["product_area"] = Label(page.area, PAGE_AREA_SURE)
    code, sure = language_of(entry.body_text or entry.title, selectors.surroundings_of(ticket, history))
    fields["language"] = Label(code, sure)
    return replace(found, fields=fields)


@step()
def triage_save(
    *, ticket: Ticket, entry: TimelineEntry, found: Classification, takes_over: bool, now: datetime
) -> Triage:
    """
    Save the labels, once per message, and set the ticket's own fields that nobody has set.

    With `takes_over` the assistant becomes the owner of the conversation in the same step, so that whoever is
    told of the triage already knows who handles it. Raises TicketMerged.
    """
    held = ticket_selectors.ticket_for_update(actor=ASSISTANT, ticket_id=ticket.pk)
    if held.merged_into_id is not None:
        raise TicketMerged.into(held.pk, held.merged_into_id)
    if takes_over:
        ticket_set_handler(
            actor=ASSISTANT,
            ticket_id=held.pk,
            handler=Handler.ASSISTANT,
            expected_handlers=(Handler.NONE, Handler.ASSISTANT),
            expected_last_customer_entry_id=entry.pk,
            held=held,
            now=now,
        )
    earlier: Triage | None = _TRIAGES.first(
        Q(ticket_id=ticket.pk, entry_id__lt=entry.pk), order=("-entry_id",)
    )
    fields = {name: _field(found, name, earlier) for name in FIELDS}
    triage = Triage(
        entry_id=entry.pk,
        ticket=ticket,
        engine=found.engine[:120],
        fields=fields,
        entities=[dict(entity) for entity in found.entities],
        trend=trend_of(earlier.value("sentiment"), fields["sentiment"]["value"]) if earlier else "",
        created_at=now,
    )
    if not writes.insert_new(triage):
        return Triage.objects.get(entry_id=entry.pk)
    _tell_ticket(held, fields, now=now)
    publish(Triaged(ticket_id=ticket.pk, entry_id=entry.pk, triage_id=triage.pk))
    return triage


def _field(found: Classification, name: str, earlier: Triage | None) -> dict[str, Any]:
    label = found.fields.get(name)
    before = earlier.fields.get(name, {}) if earlier is not None else {}
    if before.get("corrected_by") and name in ("type", "product_area"):
        # A correction applies to the conversation; a later message does not change its kind.
        return dict(before)
    if label is None:
        return {"value": "", "confidence": 0.0}
    if name in ("type", "product_area") and before.get("confidence", 0.0) > label.confidence:
        return {"value": before["value"], "confidence": before["confidence"]}
    return {"value": label.value, "confidence": round(label.confidence, 4)}


def _tell_ticket(ticket: Ticket, fields: dict[str, dict[str, Any]], *, now: datetime) -> None:
    changes: dict[str, Any] = {}
    for name in ("type", "product_area"):
        value, confidence = fields[name]["value"], fields[name]["confidence"]
        if value and not getattr(ticket, name) and confidence >= REVIEW_BELOW:
            changes[name] = value
    if changes.get("type") not in (None, *TicketType.values):
        changes.pop("type")
    if changes:
        ticket_update(
            actor=ASSISTANT, ticket_id=ticket.pk, changes=changes, reason="Triage", held=ticket, now=now
        )

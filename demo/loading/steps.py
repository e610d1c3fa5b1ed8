"""
The small internal steps of a ticket's history, written without locking the ticket for each of them.

Loading plays thousands of them in one transaction that nobody else can see; `note_last_entries` brings the
tickets up to them at the end.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery

from core.actors import Actor
from core.html import text_to_html
from tickets.entries import Step
from tickets.models import Tag, Ticket, TimelineEntry, Visibility
from tickets.services.timeline import author_id, author_kind


def append(*, actor: Actor, ticket_id: int, step: Step, text: str, now: datetime) -> None:
    """One step of the assistant, of routing or of an integration, as `timeline_append` writes it."""
    TimelineEntry.objects.create(
        ticket_id=ticket_id,
        kind=step.kind,
        visibility=Visibility.INTERNAL,
        author_kind=author_kind(actor),
        author_id=author_id(actor),
        author_name=actor.name,
        body_html=text_to_html(text),
        body_text=text,
        payload=step.to_json(),
        created_at=now,
    )


def note_last_entries() -> None:
    """Point every ticket at the newest entry of its timeline."""
    entries = TimelineEntry.objects.filter(ticket=OuterRef("pk")).order_by().values("ticket")
    newest = entries.annotate(newest=Max("pk")).values("newest")
    Ticket.objects.update(last_entry_id=Subquery(newest))


def note_tags(tags: Iterable[str]) -> None:
    """Put the words that tickets carry into the catalog."""
    Tag.objects.bulk_create([Tag(name=tag) for tag in sorted(tags)], ignore_conflicts=True)

"""How tickets ended, as notes on their company in the CRM: each leaves once."""

import hashlib
import html
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from core import clock
from core.errors import DomainError
from integrations.connections.selectors import internal as connections
from integrations.connections.services import delivery_cleared, delivery_queue
from integrations.connections.systems import Delivered
from integrations.connections.transport import Call
from integrations.hubspot import client
from integrations.hubspot.fields import COMPANIES, CONTACTS, KEY
from integrations.hubspot.models import Outcome, Record, RecordState
from integrations.hubspot.services.mapping import chosen
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

TO_COMPANY, TO_CONTACT = 190, 202
"""HubSpot's own kinds of association of a note."""
LOOKED_UP_AFTER = timedelta(minutes=10)
"""HubSpot finds a new note by its words only after a while."""
LOOKED_UP_FOR = timedelta(days=2)


@transaction.atomic
def outcome_queue(*, ticket_id: int, key: str, at: datetime) -> int:
    """
    Queue the note about how a ticket ended, for each account that knows its company; returns how many.

    The same key queues nothing again.
    """
    ticket = all_tickets.ticket_find(ticket_id)
    if ticket is None or ticket.company_id is None or ticket.is_spam or ticket.is_deleted:
        return 0
    queued = 0
    for connection in connections.connections_of(KEY):
        company = _linked(connection.pk, COMPANIES, company_id=ticket.company_id)
        if company is None or not chosen(connection.pk).sends_outcomes:
            continue
        if Outcome.objects.filter(connection_id=connection.pk, key=key).exists():
            continue
        marker = _marker(key, ticket_id)
        contact = _linked(connection.pk, CONTACTS, contact_id=ticket.requester_id)
        body = _note(ticket, marker, at, company, contact)
        call = Call("POST", "/crm/v3/objects/notes", f"Outcome of ticket #{ticket_id}", body=body, key=key)
        row = delivery_queue(connection_id=connection.pk, call=call, now=at)
        Outcome.objects.create(
            connection_id=connection.pk,
            ticket_id=ticket_id,
            key=key,
            marker=marker,
            delivery_id=row.pk,
            queued_at=at,
        )
        queued += 1
    return queued


def _linked(connection_id: int, kind: str, **whose: int | None) -> Record | None:
    found = Record.objects.filter(connection_id=connection_id, kind=kind, state=RecordState.LINKED, **whose)
    return found.order_by("pk").first()


def _marker(key: str, ticket_id: int) -> str:
    told = f"{settings.PUBLIC_URL}|{ticket_id}|{key}"
    return f"candor{hashlib.sha256(told.encode()).hexdigest()[:20]}"


def _note(
    ticket: Ticket, marker: str, at: datetime, company: Record, contact: Record | None
) -> dict[str, Any]:
    lines = [
        f"<b>Ticket #{ticket.pk} resolved:</b> {html.escape(ticket.subject)}",
        f"Priority: {html.escape(ticket.priority)}, channel: {html.escape(ticket.channel)}",
        f"Opened {ticket.created_at:%Y-%m-%d %H:%M} UTC, resolved {at:%Y-%m-%d %H:%M} UTC",
        f'<a href="{settings.PUBLIC_URL}/app/tickets/{ticket.pk}">Open in Candor</a>',
        f"Reference: {marker}",
    ]
    associations = [_to(company.remote_id, TO_COMPANY)]
    if contact is not None:
        associations.append(_to(contact.remote_id, TO_CONTACT))
    return {
        "properties": {"hs_timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.000Z", "hs_note_body": "<br>".join(lines)},
        "associations": associations,
    }


def _to(remote_id: str, kind: int) -> dict[str, Any]:
    return {
        "to": {"id": remote_id},
        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind}],
    }


def outcome_done(done: Delivered) -> None:
    """Keep the id of the note that HubSpot has made."""
    note_id = str(done.data.get("id", ""))[:60] if isinstance(done.data, dict) else ""
    Outcome.objects.filter(delivery_id=done.delivery_id).update(note_id=note_id, done_at=clock.now())


def doubts_settle(*, now: datetime) -> int:
    """
    Look for the notes whose answer got lost: what is there is done, what is not is sent again.

    Must not run within a transaction. Returns how many were settled.
    """
    settled = 0
    waiting = Outcome.objects.filter(
        done_at__isnull=True, queued_at__lte=now - LOOKED_UP_AFTER, queued_at__gte=now - LOOKED_UP_FOR
    )
    for row in waiting.order_by("pk")[:50]:
        if not connections.is_in_doubt(row.delivery_id):
            continue
        try:
            note_id = client.note_with(row.connection_id, row.marker)
        except DomainError:
            # HubSpot is not there now; the next sweep asks again.
            continue
        with transaction.atomic():
            settled += delivery_cleared(delivery_id=row.delivery_id, was_done=bool(note_id), now=now)
            if note_id:
                Outcome.objects.filter(pk=row.pk).update(note_id=note_id, done_at=now)
    return settled

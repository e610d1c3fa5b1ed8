"""How tickets ended, as notes on their company in the CRM: each leaves once."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction

from core import clock
from core.errors import DomainError
from core.rounds import in_rounds
from integrations.connections.selectors import internal as connections
from integrations.connections.services import delivery_cleared, delivery_queue
from integrations.connections.systems import Delivered
from integrations.crm import crms
from integrations.crm.crms import COMPANIES, CONTACTS, Ending
from integrations.crm.models import Outcome, Record, RecordState
from integrations.crm.services.mapping import chosen
from tickets.models import Ticket
from tickets.selectors import internal as all_tickets

LOOKED_UP_AFTER = timedelta(minutes=10)
"""A CRM may find a new note only after a while."""
LOOKED_UP_FOR = timedelta(days=2)
LOOKED_UP_AT_ONCE = 50


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
    for connection in connections.connections_of(*crms.known()):
        crm = crms.get(connection.system)
        company = _linked(connection.pk, COMPANIES, company_id=ticket.company_id)
        if company is None or not chosen(crm, connection.pk).sends_outcomes:
            continue
        if Outcome.objects.filter(connection_id=connection.pk, key=key).exists():
            continue
        marker = _marker(key, ticket_id)
        contact = _linked(connection.pk, CONTACTS, contact_id=ticket.requester_id)
        ending = _ending(ticket, marker, at, company, contact)
        call = replace(crm.note(ending), purpose=f"Outcome of ticket #{ticket_id}", key=key)
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


def _ending(ticket: Ticket, marker: str, at: datetime, company: Record, contact: Record | None) -> Ending:
    return Ending(
        ticket_id=ticket.pk,
        subject=ticket.subject,
        priority=ticket.priority,
        channel=ticket.channel,
        opened_at=ticket.created_at,
        resolved_at=at,
        url=f"{settings.PUBLIC_URL}/app/tickets/{ticket.pk}",
        marker=marker,
        company_id=company.remote_id,
        contact_id="" if contact is None else contact.remote_id,
    )


def outcome_done(done: Delivered) -> None:
    """Keep the id of the note that the CRM has made."""
    rows = Outcome.objects.filter(delivery_id=done.delivery_id).select_related("connection")
    for row in rows:
        row.note_id, row.done_at = crms.get(row.connection.system).note_id(done.data)[:60], clock.now()
        row.save(update_fields=["note_id", "done_at"])


def doubts_settle(*, now: datetime) -> int:
    """
    Look for the notes whose answer got lost: what is there is done, what is not is sent again.

    Must not run within a transaction. Returns how many were settled.
    """
    settled = 0
    waiting = Outcome.objects.filter(
        done_at__isnull=True, queued_at__lte=now - LOOKED_UP_AFTER, queued_at__gte=now - LOOKED_UP_FOR
    )
    doubted = connections.in_doubt(waiting.values_list("delivery_id", flat=True))
    # One CRM that does not answer must not keep the notes of another from their turn.
    turn = list(islice(in_rounds("crm.doubts", waiting.filter(delivery_id__in=doubted)), LOOKED_UP_AT_ONCE))
    for row in waiting.filter(pk__in=turn).select_related("connection").order_by("pk"):
        try:
            note_id = crms.get(row.connection.system).note_sought(
                row.connection_id, ticket_id=row.ticket_id, marker=row.marker, since=row.queued_at
            )
        except DomainError:
            # The CRM is not there now, or cannot say; the next sweep asks again.
            continue
        with transaction.atomic():
            settled += delivery_cleared(delivery_id=row.delivery_id, was_done=bool(note_id), now=now)
            if note_id:
                Outcome.objects.filter(pk=row.pk).update(note_id=note_id, done_at=now)
    return settled

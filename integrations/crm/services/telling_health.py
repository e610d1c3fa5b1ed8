"""The health of companies, as a property of theirs in the CRM."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from integrations.connections.selectors import internal as connections
from integrations.connections.services import delivery_queue
from integrations.crm import crms
from integrations.crm.crms import COMPANIES
from integrations.crm.models import Record, RecordState
from integrations.crm.services.mapping import chosen


@transaction.atomic
def health_queue(*, company_id: int, score: int, at: datetime) -> int:
    """
    Queue a company's score for each account that knows it and has a property for it; returns how many.

    Setting a property twice is the same as once, so that nothing is in doubt.
    """
    queued = 0
    for connection in connections.connections_of(*crms.known()):
        crm = crms.get(connection.system)
        property = chosen(crm, connection.pk).health_property
        if not property:
            continue
        record = (
            Record.objects.filter(
                connection_id=connection.pk, kind=COMPANIES, state=RecordState.LINKED, company_id=company_id
            )
            .order_by("pk")
            .first()
        )
        if record is None:
            continue
        call = replace(
            crm.health(company_id=record.remote_id, property=property, score=score),
            purpose=f"Health of {record.name or 'a company'}"[:200],
            key=f"health:{company_id}:{at:%Y%m%dT%H%M%S%f}",
        )
        delivery_queue(connection_id=connection.pk, call=call, now=at)
        queued += 1
    return queued

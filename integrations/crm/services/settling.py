"""What people decide, and when our own values change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict as Clash
from core.errors import NotFound
from integrations.crm.models import Choice, Conflict, Record, RecordState
from integrations.crm.services.comparing import COLUMNS, as_compared, put_in
from integrations.crm.services.contacts import COMPANY, MERGE
from people.policy import require
from people.selectors import facts as known_facts
from people.services import company_upsert, contact_vouch, contacts_merge, facts_stamp


class AlreadySettled(Clash):
    """The difference was settled, or has settled itself."""

    code = "crm.already_settled"


@transaction.atomic
def conflict_settle(*, actor: Actor, conflict_id: int, choice: str, now: datetime) -> Conflict:
    """
    Let one of two values stay; it does so until one of them changes.

    Raises NotFound, AlreadySettled, Forbidden, and what writing the value raises.
    """
    require(actor, "connection.write")
    found = Conflict.objects.visible_to(actor).filter(pk=conflict_id)
    row = found.select_for_update(of=("self",)).select_related("record").first()
    if row is None:
        raise NotFound("There is no such conflict.")
    if row.settled_at is not None:
        raise AlreadySettled("This is settled already. Load the list again.")
    record = Record.objects.select_for_update(of=("self",)).select_related("connection").get(pk=row.record_id)
    if choice == Choice.CRM:
        _take(actor, record, row, now)
    stays = row.theirs if choice == Choice.CRM else row.ours
    record.base[row.field] = {"theirs": row.theirs, "ours": stays}
    record.save(update_fields=["base"])
    row.choice, row.settled_at, row.settled_by_id = choice, now, actor.user_id
    row.save(update_fields=["choice", "settled_at", "settled_by"])
    audit.record(
        actor=actor,
        action="crm.conflict_settled",
        target=f"company:{record.company_id}" if record.company_id else f"contact:{record.contact_id}",
        data={"field": row.field, "choice": choice, "theirs": row.theirs, "ours": row.ours},
        now=now,
    )
    return row


def _take(actor: Actor, record: Record, row: Conflict, now: datetime) -> None:
    if row.field == MERGE:
        contacts_merge(actor=actor, into_id=int(row.theirs or 0), from_id=int(row.ours or 0), now=now)
    elif row.field == COMPANY:
        contact = known_facts.contact_of(record.contact_id or 0)
        if contact is None or not contact.email:
            raise NotFound("This contact is gone.")
        contact_vouch(actor=actor, email=contact.email, company_id=row.theirs, now=now)
    elif record.company_id is not None:
        values: dict[str, Any] = {}
        put_in(values, row.field, row.theirs)
        company_upsert(actor=actor, company_id=record.company_id, values=values, now=now)
        facts_stamp(company_ids=[record.company_id], source=record.connection.system, now=now)


_FIELDS = {column: name for name, column in COLUMNS.items()}


@transaction.atomic
def ours_changed(*, company_id: int, changes: Mapping[str, list[Any]], at: datetime) -> None:
    """
    Remember when our values last changed; what we took from the CRM ourselves is no change of ours.

    May run twice, in any order.
    """
    rows = Record.objects.select_for_update(of=("self",)).filter(
        company_id=company_id, state=RecordState.LINKED
    )
    for row in rows.order_by("pk"):
        before = dict(row.ours_at)
        for column, (_, told) in changes.items():
            name = _FIELDS.get(column, column)
            value = as_compared(name, told)
            base = row.base.get(name)
            if base is not None and base["ours"] == value:
                continue
            row.ours_at[name] = max(row.ours_at.get(name, ""), at.isoformat())
        if row.ours_at != before:
            row.save(update_fields=["ours_at"])

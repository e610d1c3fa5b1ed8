"""Contacts of a CRM: who they are here, and whose company they belong to."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.actors import SYSTEM
from core.errors import DomainError
from integrations.crm.crms import COMPANIES, CONTACTS, Seen
from integrations.crm.models import Conflict, Record, RecordState
from integrations.crm.services import records
from integrations.crm.services.comparing import Comparison
from integrations.crm.services.mapping import Chosen
from people.models import Contact
from people.selectors import facts as known_facts
from people.services import Claim, contact_resolve, contact_vouch, valid_email

MERGE = "contact_merge"
COMPANY = "contact_company"
_NO_ADDRESS = "It has no email address."


def contacts_apply(*, connection_id: int, mapping: Chosen, seen: Sequence[Seen], now: datetime) -> None:
    """Take a page of contacts over, in the caller's transaction; a page that comes again changes nothing."""
    rows = records.locked(connection_id, CONTACTS, seen)
    companies = _companies(connection_id, seen)
    comparison = Comparison.of(rows.values(), now=now)
    for one in seen:
        row = rows[one.id]
        row.seen_at = now
        if records.is_old(row, one):
            row.save(update_fields=["seen_at"])
            continue
        gone = records.follow_merges(connection_id, CONTACTS, one, row)
        row.values, row.remote_updated_at = one.texts, one.changed_at
        row.name, row.parent_id = one.name, one.parent_id
        row.state, row.why, row.merged_into = RecordState.LINKED, "", ""
        try:
            with transaction.atomic():
                _one(row, mapping, comparison, companies, now)
        except DomainError as error:
            row.state, row.why = RecordState.LEFT_OUT, error.message[:300]
        row.save()
        ask_to_merge(row, gone, now)


def _companies(connection_id: int, seen: Sequence[Seen]) -> dict[str, int]:
    wanted = [one.parent_id for one in seen if one.parent_id]
    found = Record.objects.filter(
        connection_id=connection_id, kind=COMPANIES, remote_id__in=wanted, company__isnull=False
    )
    return {row.remote_id: row.company_id for row in found if row.company_id is not None}


def _one(
    row: Record, mapping: Chosen, comparison: Comparison, companies: dict[str, int], now: datetime
) -> None:
    told = (row.values.get("email") or "").strip()
    if not told:
        row.state, row.why = RecordState.LEFT_OUT, _NO_ADDRESS
        return
    address = valid_email(told)
    known = known_facts.contact_of(row.contact_id) if row.contact_id is not None else None
    if known is not None and known.email.lower() != address:
        # The address has changed there; without this one person would become two.
        claim = Claim(kind="email", value=address, is_verified=True)
        known = contact_resolve(claims=[claim], current_contact_id=known.pk, now=now)
    if known is None or not known.name:
        known = contact_vouch(actor=SYSTEM, email=address, name=row.name, now=now)
    row.contact_id = known.pk
    theirs = companies.get(row.parent_id)
    rule = mapping.fields[COMPANY].rule
    takes = comparison.takes(row, COMPANY, rule, theirs=theirs, ours=known.company_id)
    if takes and theirs is not None:
        _move(known, address, theirs, now)


def _move(contact: Contact, address: str, company_id: int, now: datetime) -> None:
    contact_vouch(actor=SYSTEM, email=address, name="", company_id=company_id, now=now)


def ask_to_merge(row: Record, gone: list[Record], now: datetime) -> None:
    """Two people whom the CRM made one stay two here until a person says so: their histories would mix."""
    for other in gone:
        if other.contact_id is None or row.contact_id in (None, other.contact_id):
            continue
        Conflict.objects.get_or_create(
            record=other,
            field=MERGE,
            settled_at=None,
            defaults={"theirs": row.contact_id, "ours": other.contact_id, "found_at": now},
        )

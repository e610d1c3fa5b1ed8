"""Finding whose Stripe's customers are, and keeping what a person chose."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from core import audit
from core.actors import Actor
from core.addresses import comparable, domain_of
from core.errors import Invalid, NotFound
from integrations.connections.selectors import internal as connections
from integrations.stripe.fields import KEY
from integrations.stripe.matching import Found, Known, match
from integrations.stripe.models import Customer, Match, MatchedBy
from integrations.stripe.services.filling import companies_fill
from people import selectors as customers
from people.policy import require
from people.selectors import facts as known_facts
from people.selectors import internal as everybody

BATCH = 500


def customers_match(*, rows: Sequence[Customer], now: datetime) -> set[int]:
    """
    Find whose these are, except where a person decided; in the caller's transaction.

    Returns the keys of the companies whose billing has changed by it.
    """
    open_rows = [row for row in rows if row.decided_at is None and not row.is_gone]
    if not open_rows:
        return set()
    known = _known(open_rows)
    moved: set[int] = set()
    for row in open_rows:
        before, was = row.company_id, _decision(row)
        _set(row, match(known[row.pk]))
        if _decision(row) != was:
            row.save()
        moved |= {one for one in (before, row.company_id) if one is not None and before != row.company_id}
    return moved


def _known(rows: Sequence[Customer]) -> dict[int, Known]:
    domains = {row.pk: domain_of(comparable(row.email)) if row.email else "" for row in rows}
    found = known_facts.companies_known(
        external_ids=[row.crm_id for row in rows if row.crm_id],
        domains=[one for one in domains.values() if one],
        names=[row.name for row in rows if row.name],
    )
    proven = known_facts.contacts_proven(comparable(row.email) for row in rows if row.email)
    known = {}
    for row in rows:
        contact = proven.get(comparable(row.email)) if row.email else None
        known[row.pk] = Known(
            crm_id=row.crm_id,
            by_crm_id=next((one.pk for one in found if row.crm_id and one.external_id == row.crm_id), None),
            contact_id=contact.pk if contact is not None else None,
            by_email=contact.company_id if contact is not None else None,
            by_domain=[one.pk for one in found if domains[row.pk] and one.domain.lower() == domains[row.pk]],
            by_name=[one.pk for one in found if row.name and one.name.lower() == row.name.lower()],
        )
    return known


def _decision(row: Customer) -> tuple[Any, ...]:
    return row.match, row.matched_by, row.why, row.company_id, row.contact_id, row.candidates


def _set(row: Customer, found: Found) -> None:
    row.match, row.matched_by = found.match, found.by or ""
    row.why = found.why
    row.company_id, row.contact_id = found.company_id, found.contact_id
    row.candidates = [{"company_id": company_id, "why": why} for company_id, why in found.candidates]


def match_again(*, now: datetime, batch: int = BATCH) -> int:
    """
    Look anew whose those customers are whom nobody was found for; returns how many companies gained one.

    A batch is a transaction of its own.
    """
    count, after = 0, 0
    while True:
        with transaction.atomic():
            rows = list(_open().filter(pk__gt=after).order_by("pk")[:batch])
            count += _match(rows, now=now)
        if len(rows) < batch:
            return count
        after = rows[-1].pk


@transaction.atomic(savepoint=False)
def match_company(*, company_id: int, now: datetime) -> int:
    """The same for those customers that what is known of a company may tell of."""
    company = everybody.company_find(company_id)
    if company is None:
        return 0
    # Also those that it may have been until now.
    told = Q(candidates__contains=[{"company_id": company_id}])
    if company.domain:
        told |= Q(email__iendswith=f"@{company.domain}")
    if company.external_id:
        told |= Q(crm_id=company.external_id)
    if company.name:
        told |= Q(name__iexact=company.name)
    return _match(list(_open().filter(told).order_by("pk")[:BATCH]), now=now)


def _open() -> QuerySet[Customer]:
    found = Customer.objects.select_for_update(of=("self",), skip_locked=True)
    return found.filter(match__in=(Match.UNMATCHED, Match.DOUBTFUL), is_gone=False, seen_at__isnull=False)


def _match(rows: Sequence[Customer], *, now: datetime) -> int:
    moved = customers_match(rows=rows, now=now)
    companies_fill(company_ids=moved, now=now)
    return len(moved)


@transaction.atomic
def customer_settle(
    *, actor: Actor, customer_id: int, company_id: int | None, is_ignored: bool, now: datetime
) -> Customer:
    """
    Say whose a customer of Stripe is, or set it aside; with neither the rules decide again.

    Raises Invalid, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = (
        Customer.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .filter(pk=customer_id, is_gone=False)
        .first()
    )
    account = connections.connection_find(row.connection_id) if row is not None else None
    if row is None or account is None or account.system != KEY:
        raise NotFound("There is no such customer of Stripe.")
    if company_id is not None and is_ignored:
        raise Invalid("Choose a company, or set it aside.", errors={"is_ignored": ["Not with a company."]})
    before = row.company_id
    if company_id is None and not is_ignored:
        row.decided_by_id = row.decided_at = None
        customers_match(rows=[row], now=now)
    else:
        company = None
        if company_id is not None:
            company = customers.company_get(actor=actor, company_id=company_id)
        row.match = Match.IGNORED if company is None else Match.MATCHED
        row.matched_by = "" if company is None else MatchedBy.HAND
        row.company_id, row.contact_id = (None if company is None else company.pk), None
        row.why, row.candidates = "", []
        row.decided_by_id, row.decided_at = actor.user_id, now
    row.save()
    audit.record(
        actor=actor,
        action="stripe.customer_matched",
        target=f"connection:{row.connection_id}",
        data={"customer": row.remote_id, "match": str(row.match), "company": row.company_id},
        now=now,
    )
    companies_fill(company_ids={one for one in (before, row.company_id) if one is not None}, now=now)
    return row

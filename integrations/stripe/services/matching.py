"""Finding whose Stripe's customers are, and keeping what a person chose."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

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
        before = row.company_id
        _set(row, match(known[row.pk]))
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


def _set(row: Customer, found: Found) -> None:
    row.match, row.matched_by = found.match, found.by or ""
    row.why = found.why
    row.company_id, row.contact_id = found.company_id, found.contact_id
    row.candidates = [{"company_id": company_id, "why": why} for company_id, why in found.candidates]


@transaction.atomic
def match_again(*, now: datetime, limit: int = BATCH) -> int:
    """Look anew whose those customers are whom nobody was found for; returns how many were found."""
    rows = Customer.objects.select_for_update(of=("self",), skip_locked=True).filter(
        match__in=(Match.UNMATCHED, Match.DOUBTFUL), is_gone=False, seen_at__isnull=False
    )
    moved = customers_match(rows=list(rows.order_by("pk")[:limit]), now=now)
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

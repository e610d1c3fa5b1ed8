"""Companies of a CRM, and what they say about ours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from core.actors import SYSTEM
from core.addresses import NotAnAddress, comparable, domain_form
from core.errors import DomainError
from integrations.crm.crms import COMPANIES, DEALS, OWNERS, Crm, Seen
from integrations.crm.fields import BY_NAME, FieldKind, Unreadable, company_kinds, read
from integrations.crm.models import Record, RecordState
from integrations.crm.services import records
from integrations.crm.services.comparing import Comparison, ours_of, put_in
from integrations.crm.services.mapping import Chosen
from people.models import Company
from people.selectors import facts as known_facts
from people.selectors import internal as everybody
from people.services import company_upsert, facts_stamp

_NAMELESS = "It has neither a name nor a domain."
_TWO_HERE = "Several companies here have this domain. Give one of them {}'s id as its external id."
_TAKEN = "Another company of {} is linked to the one with this domain."


@dataclass
class Pages:
    """What the companies of one page share."""

    connection_id: int
    crm: Crm
    mapping: Chosen
    now: datetime
    comparison: Comparison
    kinds: tuple[FieldKind, ...]
    people: dict[str, int] = field(default_factory=dict)
    by_id: dict[int, Company] = field(default_factory=dict)
    by_external: dict[str, Company] = field(default_factory=dict)
    by_domain: dict[str, list[Company]] = field(default_factory=dict)
    taken: dict[int, str] = field(default_factory=dict)
    deals: dict[str, list[Record]] = field(default_factory=dict)
    confirmed: list[int] = field(default_factory=list)


def companies_apply(
    *, connection_id: int, crm: Crm, mapping: Chosen, seen: Sequence[Seen], now: datetime
) -> None:
    """Take a page of companies over, in the caller's transaction; a page that comes again changes nothing."""
    rows = records.locked(connection_id, COMPANIES, seen)
    fresh = []
    for one in seen:
        row = rows[one.id]
        row.seen_at = now
        if records.is_old(row, one):
            row.save(update_fields=["seen_at"])
            continue
        records.follow_merges(connection_id, COMPANIES, one, row)
        row.values, row.remote_updated_at = one.texts, one.changed_at
        row.name = one.name
        row.state, row.merged_into = RecordState.LINKED, ""
        fresh.append(row)
    _fill(connection_id, crm, mapping, fresh, now)


def companies_again(
    *, connection_id: int, crm: Crm, mapping: Chosen, remote_ids: Sequence[str], now: datetime
) -> None:
    """Compare these companies anew with what is known of them: their deals have changed."""
    found = Record.objects.select_for_update(of=("self",)).filter(
        connection_id=connection_id, kind=COMPANIES, remote_id__in=remote_ids, state__in=records.LIVING
    )
    _fill(connection_id, crm, mapping, list(found.order_by("pk")), now)


def _fill(connection_id: int, crm: Crm, mapping: Chosen, rows: list[Record], now: datetime) -> None:
    if not rows:
        return
    shared = _shared(connection_id, crm, mapping, rows, now)
    for row in rows:
        try:
            with transaction.atomic():
                _one(row, shared)
        except DomainError as error:
            row.state, row.why = RecordState.LEFT_OUT, error.message[:300]
        row.save()
    facts_stamp(company_ids=shared.confirmed, source=crm.system, now=now)


def _shared(connection_id: int, crm: Crm, mapping: Chosen, rows: list[Record], now: datetime) -> Pages:
    shared = Pages(connection_id, crm, mapping, now, Comparison.of(rows, now=now), company_kinds())
    ids = [row.remote_id for row in rows]
    domains = [one for one in map(_domain, rows) if one]
    linked = [row.company_id for row in rows if row.company_id is not None]
    for company in known_facts.companies_known(ids=linked, external_ids=ids, domains=domains):
        shared.by_id[company.pk] = company
        if company.external_id:
            shared.by_external[company.external_id] = company
        if company.domain:
            shared.by_domain.setdefault(company.domain.lower(), []).append(company)
    taken = Record.objects.filter(
        connection_id=connection_id,
        kind=COMPANIES,
        company_id__in=list(shared.by_id),
        state__in=records.LIVING,
    )
    shared.taken = {one.company_id: one.remote_id for one in taken if one.company_id is not None}
    for deal in Record.objects.filter(
        connection_id=connection_id, kind=DEALS, parent_id__in=ids, state=RecordState.LINKED
    ):
        shared.deals.setdefault(deal.parent_id, []).append(deal)
    by_address = {comparable(user.email): user.pk for user in everybody.people_active()}
    owners = Record.objects.filter(connection_id=connection_id, kind=OWNERS, state=RecordState.LINKED)
    for remote_id, values in owners.values_list("remote_id", "values"):
        user_id = by_address.get(comparable(values.get("email") or ""))
        if user_id is not None:
            shared.people[remote_id] = user_id
    return shared


def _domain(row: Record) -> str:
    try:
        return domain_form((row.values.get("domain") or "").strip().lower())
    except NotAnAddress:
        return ""


def _match(row: Record, shared: Pages) -> tuple[Company | None, str]:
    """Our company, or why there can be none; neither means a new one."""
    if row.company_id is not None and row.company_id in shared.by_id:
        return shared.by_id[row.company_id], ""
    found = shared.by_external.get(row.remote_id)
    if found is not None:
        return found, ""
    same = shared.by_domain.get(_domain(row), [])
    if len(same) > 1:
        return None, _TWO_HERE.format(shared.crm.label)
    if same:
        other = shared.taken.get(same[0].pk)
        is_taken = other not in (None, row.remote_id)
        return (None, _TAKEN.format(shared.crm.label)) if is_taken else (same[0], "")
    return None, "" if row.name.strip() else _NAMELESS


def _one(row: Record, shared: Pages) -> None:
    company, why = _match(row, shared)
    if why:
        row.state, row.why, row.company_id = RecordState.LEFT_OUT, why, None
        return
    row.state, row.why, row.problems = RecordState.LINKED, "", {}
    theirs = _theirs(row, shared)
    values: dict[str, Any] = {}
    if company is None:
        values = {"name": row.name, "domain": _domain(row), "external_id": row.remote_id}
    elif not company.external_id and row.remote_id not in shared.by_external:
        values["external_id"] = row.remote_id
    ours = ours_of(company) if company is not None else {"name": row.name}
    for name, value in theirs.items():
        rule = shared.mapping.fields[name].rule
        if shared.comparison.takes(row, name, rule, theirs=value, ours=ours.get(name)):
            put_in(values, name, value)
    if values:
        made = company_upsert(
            actor=SYSTEM,
            values=values,
            company_id=company.pk if company is not None else None,
            now=shared.now,
        )
        row.company_id = made.pk
        shared.by_id[made.pk], shared.by_external[row.remote_id] = made, made
        if made.domain and company is None:
            shared.by_domain.setdefault(made.domain.lower(), []).append(made)
    elif company is not None:
        row.company_id = company.pk
    if row.company_id is not None:
        shared.taken[row.company_id] = row.remote_id
        shared.confirmed.append(row.company_id)


def _theirs(row: Record, shared: Pages) -> dict[str, Any]:
    """The CRM's values of the fields that are mapped and could be read."""
    found: dict[str, Any] = {}
    for kind in shared.kinds:
        # A field that was added since the mapping was read comes with the next page.
        filling = shared.mapping.fields.get(kind.name)
        if filling is None or not (filling.property or filling.deal_property):
            continue
        text = row.values.get(filling.property) if filling.property else None
        try:
            value = _owner(text, shared) if kind.name == "csm" else read(kind, text)
            if value is None and filling.deal_property:
                value = _of_deals(kind, filling.deal_property, shared.deals.get(row.remote_id, []), shared)
        except Unreadable as error:
            row.problems[kind.name] = f"{error}: {text}"[:200]
            continue
        found[kind.name] = value
    return found


def _owner(text: str | None, shared: Pages) -> int | None:
    if not (text or "").strip():
        return None
    user_id = shared.people.get((text or "").strip())
    if user_id is None:
        raise Unreadable("this owner is nobody here")
    return user_id


def _of_deals(kind: FieldKind, property: str, deals: list[Record], shared: Pages) -> str | None:
    """
    What the won deals of a company say: the sum of their revenue, or their next renewal.

    A deal whose renewal has passed adds no revenue: the one that followed it does.
    """
    renewals = shared.mapping.fields["renewal_on"].deal_property
    today = shared.now.date().isoformat()
    values: list[str] = []
    for deal in deals:
        ends = read(BY_NAME["renewal_on"], deal.values.get(renewals)) if renewals else None
        if deal.values.get(shared.crm.won) != "true" or (kind.name == "arr" and ends and ends < today):
            continue
        value = read(kind, deal.values.get(property))
        if value is not None:
            values.append(value)
    if not values:
        return None
    if kind.name == "arr":
        return f"{sum(map(Decimal, values), Decimal(0)):.2f}"
    coming = [one for one in values if date.fromisoformat(one) >= shared.now.date()]
    return min(coming) if coming else max(values)

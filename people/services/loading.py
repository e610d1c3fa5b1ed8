"""Companies and contacts that come from elsewhere in great numbers, and taking them away again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from core import writes
from core.actors import Actor
from core.addresses import NotAnAddress, canonical, domain_form
from core.html import one_line
from core.relations import referring
from people.models import Company, Contact, Identity
from people.services.blocking import block_noted
from people.services.customers import contact_at, contact_standing

AT_ONCE = 50


@dataclass(frozen=True)
class LoadedCompany:
    """A company as another system has it."""

    name: str
    domain: str = ""


@dataclass(frozen=True)
class LoadedContact:
    """
    A person as another system has them.

    Who loads it vouches for the address, as for one that staff write (`contact_vouch`).
    """

    name: str
    email: str = ""
    company_id: int | None = None
    phone: str = ""
    locale: str = ""
    timezone: str = ""
    is_blocked: bool = False


@dataclass(frozen=True)
class Placed:
    """Which record it is; `is_new`: it was not here before."""

    pk: int
    is_new: bool


def address_of(text: str) -> str:
    """An address in its one form; empty for what is none."""
    try:
        return canonical(text)
    except NotAnAddress:
        return ""


@transaction.atomic
def companies_load(*, rows: Sequence[LoadedCompany]) -> list[Placed]:
    """
    The companies of these rows, in their order.

    One that is here is known by its domain, or without one by its name, if exactly one has it.
    """
    placed: list[Placed | None] = []
    fresh: dict[int, Company] = {}
    for at, (row, here) in enumerate(zip(rows, _companies(rows), strict=True)):
        placed.append(None if here is None else Placed(here, is_new=False))
        if here is not None:
            continue
        company = Company(name=one_line(row.name)[:200], domain=_domain(row.domain))
        company.segment = company.derive_segment()
        fresh[at] = company
    _insert(list(fresh.values()))
    for at, company in fresh.items():
        placed[at] = Placed(company.pk, is_new=True)
    return [one for one in placed if one is not None]


def companies_here(*, rows: Sequence[LoadedCompany]) -> list[bool]:
    """Which of these rows `companies_load` would find here."""
    return [here is not None for here in _companies(rows)]


def contacts_here(*, addresses: Sequence[str]) -> list[bool]:
    """Whose address `contacts_load` would find: here, or earlier among them."""
    known = [address_of(address) for address in addresses]
    standing: set[str] = set(_standing({address for address in known if address}))
    found = []
    for address in known:
        found.append(address in standing)
        standing |= {address} if address else set()
    return found


@transaction.atomic
def contacts_load(*, rows: Sequence[LoadedContact], actor: Actor, now: datetime) -> list[Placed]:
    """
    The contacts of these rows, in their order; who is here is known by their address, and stays as they are.

    Two rows with one address are one contact. Who is blocked was blocked by `actor`; that they may be, the
    caller knows (`addresses_refusal`).
    """
    addresses = [address_of(row.email) for row in rows]
    standing = _standing({address for address in addresses if address})
    placed: list[Placed | None] = []
    fresh: dict[int, Contact] = {}
    first: dict[str, int] = {}
    for at, (row, address) in enumerate(zip(rows, addresses, strict=True)):
        placed.append(None)
        if address in standing:
            placed[at] = Placed(standing[address], is_new=False)
        elif address and address in first:
            continue
        else:
            if address:
                first[address] = at
            fresh[at] = _contact(row, address, actor, now)
    _insert(list(fresh.values()))
    for contact in fresh.values():
        if contact.is_blocked:
            block_noted(actor, contact, now)
    proofs = [
        Identity(contact=contact, kind=Identity.Kind.EMAIL, value=contact.email, verified_at=now)
        for contact in fresh.values()
        if contact.email
    ]
    Identity.objects.bulk_create(proofs, batch_size=500)
    for at, contact in fresh.items():
        placed[at] = Placed(contact.pk, is_new=True)
    for at, address in enumerate(addresses):
        if placed[at] is None:
            placed[at] = Placed(fresh[first[address]].pk, is_new=False)
    return [one for one in placed if one is not None]


def companies_left(ids: Iterable[int]) -> set[int]:
    """Which of these companies are here still."""
    return set(Company.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def contacts_left(ids: Iterable[int]) -> dict[int, int | None]:
    """Who these contacts are now, after merges: None for one whose person was erased."""
    rows = Contact.objects.select_related("company").filter(pk__in=list(ids))
    found: dict[int, int | None] = {}
    for row in rows:
        standing = contact_standing(row)
        found[row.pk] = None if standing.erased_at is not None else standing.pk
    return found


def contact_names(ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """The name and company of each of these contacts."""
    rows = Contact.objects.filter(pk__in=list(ids))
    return {row.pk: (row.display_name, row.company_id) for row in rows}


@transaction.atomic
def contacts_unload(*, before: Mapping[int, datetime]) -> dict[int, str]:
    """
    Delete contacts that nothing hangs on: their ids. Returns those that stay, with the code `used`.

    `before` says when each was loaded; an identity that is newer, or was proven since, is somebody's.
    """
    known = [Contact._meta.label, Identity._meta.label]
    used = _used(Contact, sorted(before), but=known)
    for proof in Identity.objects.filter(contact__in=before):
        if (
            proof.kind != Identity.Kind.EMAIL
            or (proof.verified_at or before[proof.contact_id]) > before[proof.contact_id]
        ):
            used.add(proof.contact_id)
    merged = Contact.objects.filter(Q(merged_into__in=before) | Q(pk__in=before, merged_into__isnull=False))
    for pk, into in merged.values_list("pk", "merged_into"):
        used.update(one for one in (pk, into) if one is not None and one in before)
    used.update(Contact.objects.filter(pk__in=before, erased_at__isnull=False).values_list("pk", flat=True))
    Contact.objects.filter(pk__in=set(before) - used).delete()
    return dict.fromkeys(used, "used")


@transaction.atomic
def companies_unload(*, ids: Sequence[int]) -> dict[int, str]:
    """Delete companies that nothing hangs on. Returns those that stay, with the code `used`."""
    used = _used(Company, ids, but=[])
    Company.objects.filter(pk__in=set(ids) - used).delete()
    return dict.fromkeys(used, "used")


def _used(model: type[models.Model], ids: Sequence[int], *, but: Sequence[str]) -> set[int]:
    """Those that a record of any app refers to."""
    return {pk for one in referring(model) if one.model._meta.label not in but for pk in one.among(ids)}


def _companies(rows: Sequence[LoadedCompany]) -> list[int | None]:
    """Which company here each row is."""
    domains = {_domain(row.domain) for row in rows} - {""}
    names = {row.name.lower() for row in rows if row.name}
    found = Company.objects.annotate(lowered=Lower("domain"), called=Lower("name"))
    by_domain: dict[str, set[int]] = defaultdict(set)
    by_name: dict[str, set[int]] = defaultdict(set)
    known = found.filter(Q(lowered__in=domains) | Q(called__in=names))
    for pk, domain, name in known.values_list("pk", "lowered", "called"):
        by_domain[domain].add(pk)
        by_name[name].add(pk)
    placed: list[int | None] = []
    for row in rows:
        domain = _domain(row.domain)
        here = by_domain.get(domain) if domain else by_name.get(row.name.lower())
        placed.append(next(iter(here)) if here is not None and len(here) == 1 else None)
    return placed


def _standing(addresses: set[str]) -> dict[str, int]:
    """Whose these addresses are already."""
    rows = Identity.objects.filter(kind=Identity.Kind.EMAIL, value__in=addresses)
    named = set(rows.values_list("value", flat=True))
    lowered = Contact.objects.annotate(lowered=Lower("email"))
    named |= set(
        lowered.filter(lowered__in={one.lower() for one in addresses}).values_list("email", flat=True)
    )
    found: dict[str, int] = {}
    for address in addresses & {address_of(one) for one in named}:
        contact = contact_at(address)
        if contact is not None:
            found[address] = contact_standing(contact).pk
    return found


def _contact(row: LoadedContact, address: str, actor: Actor, now: datetime) -> Contact:
    return Contact(
        name=one_line(row.name)[:200],
        email=address,
        company_id=row.company_id,
        phone=one_line(row.phone)[:60],
        locale=row.locale[:12],
        timezone=row.timezone[:60],
        is_blocked=row.is_blocked,
        blocked_at=now if row.is_blocked else None,
        blocked_by_id=actor.user_id if row.is_blocked else None,
    )


def _domain(text: str) -> str:
    try:
        return domain_form(text.strip().removeprefix("@"))[:200] if text.strip() else ""
    except NotAnAddress:
        return ""


def _insert(records: Sequence[Any]) -> None:
    for at in range(0, len(records), AT_ONCE):
        writes.insert(*records[at : at + AT_ONCE])

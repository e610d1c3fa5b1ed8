"""What is under a legal hold. Whoever takes something away asks here, in the transaction that takes it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from core.errors import Conflict
from people.models import Company, Contact, LegalHold

_LOCK = 7203149
"""Arbitrary: none of our other locks uses it."""


@dataclass(frozen=True)
class Held:
    """The ids under a hold; `contacts` with all that were merged with them and those of `companies`."""

    companies: frozenset[int]
    contacts: frozenset[int]
    tickets: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.companies or self.contacts or self.tickets)


class OnHold(Conflict):
    """Somebody ordered that it is kept; says who, since when and why."""

    code = "people.on_hold"

    def __init__(self, hold: LegalHold) -> None:
        super().__init__(
            f"Held: {hold.kind} {hold.target_id} is under a legal hold by {hold.by_name} since"
            f" {hold.created_at:%Y-%m-%d} ({hold.reason}). Nothing of it is taken away until an admin lifts"
            " the hold in Settings / Privacy.",
            kind=hold.kind,
            target_id=hold.target_id,
            by=hold.by_name,
            since=hold.created_at.isoformat(),
            reason=hold.reason,
        )


def held_names(holds: Iterable[LegalHold]) -> dict[int, str]:
    """What these holds are on, in words, by their ids; of tickets, a floor higher, the number says it."""
    rows = list(holds)
    wanted = {kind: {row.target_id for row in rows if row.kind == kind} for kind in LegalHold.Kind.values}
    people = Contact.objects.filter(pk__in=wanted[LegalHold.Kind.CONTACT])
    companies = Company.objects.filter(pk__in=wanted[LegalHold.Kind.COMPANY])
    names = {(LegalHold.Kind.CONTACT.value, one.pk): one.display_name for one in people}
    names |= {(LegalHold.Kind.COMPANY.value, one.pk): one.name for one in companies}
    return {row.pk: names.get((row.kind, row.target_id), "") for row in rows}


def held_now() -> Held:
    """
    All holds. In a transaction no hold is set until it ends, so that none comes in between.
    """
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
    by_kind: dict[str, set[int]] = {kind: set() for kind in LegalHold.Kind.values}
    for kind, target in LegalHold.objects.filter(lifted_at=None).values_list("kind", "target_id"):
        by_kind[kind].add(target)
    contacts, companies = by_kind[LegalHold.Kind.CONTACT], by_kind[LegalHold.Kind.COMPANY]
    if companies:
        contacts |= set(Contact.objects.filter(company__in=companies).values_list("pk", flat=True))
    return Held(frozenset(companies), _with_merged(contacts), frozenset(by_kind[LegalHold.Kind.TICKET]))


def hold_begins() -> None:
    """Wait for whoever takes something away now, and let nobody begin until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def refuse(
    held: Held, *, contacts: frozenset[int] = frozenset(), tickets: frozenset[int] = frozenset()
) -> None:
    """Raises OnHold if one of these contacts or tickets, known to be in `held`, is kept by a hold."""
    hit = contacts & held.contacts
    if not hit and not tickets & held.tickets:
        return
    about = Q(kind=LegalHold.Kind.TICKET, target_id__in=tickets)
    if hit:
        rows = Contact.objects.filter(pk__in=_with_merged(set(hit)))
        about |= Q(kind=LegalHold.Kind.CONTACT, target_id__in=[row.pk for row in rows])
        about |= Q(
            kind=LegalHold.Kind.COMPANY, target_id__in=[row.company_id for row in rows if row.company_id]
        )
    raise OnHold(LegalHold.objects.filter(about, lifted_at=None).earliest("pk"))


def _with_merged(contacts: set[int]) -> frozenset[int]:
    """These with whom they were merged into, and who was merged into them."""
    found: set[int] = set()
    fresh = set(contacts)
    while fresh:
        found |= fresh
        pairs = Contact.objects.filter(Q(pk__in=fresh) | Q(merged_into__in=fresh)).values_list(
            "pk", "merged_into"
        )
        fresh = {one for pair in pairs for one in pair if one is not None} - found
    return frozenset(found)

"""Facts of companies for those who fill them, and how complete they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.db.models.functions import Lower

from core.actors import Actor
from people.models import Company, Contact, Identity
from people.policy import require

ENOUGH = 70
"""Percent of the companies from which a fact is good enough to decide by (I2)."""


@dataclass(frozen=True)
class Completeness:
    """
    How many of `companies` have each fact; a segment counts where it was set or follows from revenue.

    `stopgaps` says for how many of them a fact only stands in, such as a revenue from billing.
    """

    companies: int
    arr: int
    segment: int
    csm: int
    renewal: int
    stopgaps: Mapping[str, int] = field(default_factory=dict)

    def percent(self, name: str) -> int | None:
        """The share of one fact, rounded down; None without companies."""
        return getattr(self, name) * 100 // self.companies if self.companies else None


def completeness(*, actor: Actor) -> Completeness:
    """How complete the facts of the companies are that the actor sees. Raises Forbidden."""
    require(actor, "customer.read")
    found = Company.objects.visible_to(actor).aggregate(
        all_of_them=Count("pk"),
        with_arr=Count("pk", filter=Q(arr__isnull=False)),
        with_segment=Count("pk", filter=Q(arr__isnull=False) | ~Q(segment_override="")),
        with_csm=Count("pk", filter=Q(csm__isnull=False, csm__is_active=True)),
        with_renewal=Count("pk", filter=Q(renewal_on__isnull=False)),
        stopgap_arr=Count("pk", filter=Q(stopgaps__has_key="arr")),
        stopgap_segment=Count("pk", filter=Q(stopgaps__has_key="arr", segment_override="")),
        stopgap_renewal=Count("pk", filter=Q(stopgaps__has_key="renewal_on")),
    )
    return Completeness(
        companies=found["all_of_them"],
        arr=found["with_arr"],
        segment=found["with_segment"],
        csm=found["with_csm"],
        renewal=found["with_renewal"],
        stopgaps={name: found[f"stopgap_{name}"] for name in ("arr", "segment", "renewal")},
    )


def companies_known(
    *,
    ids: Iterable[int] = (),
    external_ids: Iterable[str] = (),
    domains: Iterable[str] = (),
    names: Iterable[str] = (),
) -> list[Company]:
    """Companies with one of these ids, ids at another system, domains (in lower case) or exact names."""
    found = Company.objects.annotate(lowered=Lower("domain"))
    wanted = Q(pk__in=list(ids)) | Q(external_id__in=list(external_ids)) | Q(lowered__in=list(domains))
    wanted |= Q(name__in=list(names))
    return list(found.filter(wanted).order_by("pk"))


def contact_of(contact_id: int) -> Contact | None:
    """A contact, or the one it was merged into."""
    found = Contact.objects.filter(pk=contact_id).first()
    while found is not None and found.merged_into_id is not None:
        found = Contact.objects.filter(pk=found.merged_into_id).first()
    return found


def contacts_proven(addresses: Iterable[str]) -> dict[str, Contact]:
    """The contacts who have proven one of these addresses, as they stand now, by the address."""
    proven = Identity.objects.filter(
        kind=Identity.Kind.EMAIL, value__in=list(addresses), verified_at__isnull=False
    )
    found = {one.value: one.contact for one in proven.select_related("contact")}
    standing = {value: contact_of(contact.pk) for value, contact in found.items() if contact.merged_into_id}
    return {value: standing.get(value) or contact for value, contact in found.items()}


def contacts_external(values: Iterable[str]) -> dict[str, Contact]:
    """The contacts whom a brand's backend knows by one of these ids (`brand:id`), as they stand now."""
    proven = Identity.objects.filter(
        kind=Identity.Kind.EXTERNAL, value__in=list(values), verified_at__isnull=False
    )
    found = {one.value: one.contact for one in proven.select_related("contact")}
    standing = {value: contact_of(contact.pk) for value, contact in found.items() if contact.merged_into_id}
    return {value: standing.get(value) or contact for value, contact in found.items()}


def contacts_known(ids: Iterable[int]) -> dict[int, Contact]:
    """These contacts with their companies, by id."""
    rows = Contact.objects.select_related("company").filter(pk__in=list(ids), erased_at=None)
    return {row.pk: row for row in rows}

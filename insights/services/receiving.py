"""Taking product events from customers' backends: a batch is one insert, a repetition is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import Invalid
from core.writes import insert_new
from insights.models import PlaybookLimits, ProductEvent
from insights.selectors.playbooks import limits_now
from people.models import Company, Contact
from people.policy import require
from people.selectors import brands
from people.selectors import facts as known_facts

SEND = "event.send"
MOST_AHEAD = timedelta(minutes=10)
"""How far a backend's clock may be ahead of ours."""
FORGET_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Received:
    """How many events of a batch are new, were known, and name nobody whom we know."""

    accepted: int
    repeated: int
    unknown: int


@transaction.atomic
def events_receive(*, actor: Actor, events: Sequence[Mapping[str, Any]], now: datetime) -> Received:
    """
    Keep a batch of product events, all or none; playbooks look at them a moment later.

    An event has `id`, `name`, `at`, `properties` and, as far as given, `contact` (`external_id` with `brand`,
    or `email`) and `company` (`external_id` or `domain`). Raises Forbidden, Invalid.
    """
    require(actor, SEND)
    limits = limits_now()
    _refuse_times(events, limits, now)
    default = _default_brand()
    people, companies = _people(events, default), _companies(events)
    rows = []
    for one in events:
        contact, company = _person_of(one, people, default), companies.of(one)
        company_id = company.pk if company is not None else contact.company_id if contact else None
        rows.append(
            ProductEvent(
                event_id=one["id"], name=one["name"], contact_id=contact.pk if contact else None,
                company_id=company_id, at=min(one["at"], now), properties=one.get("properties", {}),
                received_at=now,
            )
        )  # fmt: skip
    accepted = insert_new(*rows)
    unknown = sum(row.contact_id is None and row.company_id is None for row in rows)
    return Received(accepted, len(rows) - accepted, unknown)


def _refuse_times(events: Sequence[Mapping[str, Any]], limits: PlaybookLimits, now: datetime) -> None:
    oldest = now - timedelta(days=limits.kept_days)
    wrong = [index for index, one in enumerate(events) if not oldest < one["at"] <= now + MOST_AHEAD]
    if wrong:
        raise Invalid(
            f"Events are kept for {limits.kept_days} days. Send what happened since then, with the clock of"
            " your backend set right.",
            errors={f"events.{index}.at": ["Too old, or in the future."] for index in wrong[:20]},
        )


def _external(contact: Mapping[str, Any], default: str) -> str:
    return f"{contact.get('brand') or default}:{contact['external_id']}"


def _default_brand() -> str:
    rows = brands()
    return next((row.slug for row in rows if row.is_default), rows[0].slug if rows else "")


def _people(events: Sequence[Mapping[str, Any]], default: str) -> dict[str, Contact]:
    """The contacts that events name, by what names them."""
    named = [one["contact"] for one in events if one.get("contact")]
    external = {_external(one, default) for one in named if one.get("external_id")}
    addresses = {one["email"].lower() for one in named if one.get("email")}
    found: dict[str, Contact] = {}
    if addresses:
        found |= known_facts.contacts_proven(addresses)
    if external:
        found |= known_facts.contacts_external(external)
    return found


def _person_of(one: Mapping[str, Any], people: Mapping[str, Contact], default: str) -> Contact | None:
    contact = one.get("contact") or {}
    found = None
    if contact.get("external_id"):
        found = people.get(_external(contact, default))
    if found is None and contact.get("email"):
        found = people.get(contact["email"].lower())
    return found


@dataclass(frozen=True, slots=True)
class _Companies:
    """The companies that events name, by id at another system and by domain; of several the oldest."""

    by_id: Mapping[str, Company]
    by_domain: Mapping[str, Company]

    def of(self, one: Mapping[str, Any]) -> Company | None:
        """The one that an event names."""
        company = one.get("company") or {}
        by_id = self.by_id.get(company.get("external_id") or "")
        return by_id or self.by_domain.get((company.get("domain") or "").lower())


def _companies(events: Sequence[Mapping[str, Any]]) -> _Companies:
    named = [one["company"] for one in events if one.get("company")]
    external = {one["external_id"] for one in named if one.get("external_id")}
    domains = {one["domain"].lower() for one in named if one.get("domain")}
    rows = known_facts.companies_known(external_ids=external, domains=domains) if external or domains else []
    newest_first = rows[::-1]
    return _Companies(
        {row.external_id: row for row in newest_first if row.external_id},
        {row.domain.lower(): row for row in newest_first if row.domain},
    )


def events_forget(*, now: datetime) -> int:
    """Delete events that have been kept long enough; returns how many."""
    before = now - timedelta(days=limits_now().kept_days)
    old = ProductEvent.objects.filter(received_at__lt=before).order_by("received_at")[:FORGET_AT_ONCE]
    return ProductEvent.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]

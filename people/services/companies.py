"""Writes to companies, and finding the company of an address."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from core import audit
from core.actors import Actor
from core.addresses import NotAnAddress, comparable, domain_form, domain_of
from core.errors import Forbidden, Invalid, NotFound
from core.events import publish
from core.html import one_line
from core.reads import Read
from people.events import CompanyChanged
from people.models import Company, User
from people.policy import require
from people.services.defining import custom_merged


@transaction.atomic
def company_upsert(
    *,
    actor: Actor,
    values: dict[str, Any],
    company_id: int | None = None,
    stopgap_of: str = "",
    now: datetime,
) -> Company:
    """
    Create or change a company, found by `company_id` or by `values["external_id"]`.

    The segment is derived from the revenue unless overridden. With `stopgap_of`, the system that gives them,
    values only stand in: they never replace what somebody else said. Raises Invalid, NotFound, Forbidden.
    """
    require(actor, "customer.write")
    require_sight(actor, is_new=company_id is None, names=sorted({"external_id", "domain"} & set(values)))
    csm_id = values.get("csm_id")
    if csm_id is not None and not User.objects.filter(pk=csm_id, is_active=True).exists():
        raise Invalid("There is no such person.", errors={"csm_id": ["Unknown."]})
    company = _company_for_update(actor, company_id, values.get("external_id"))
    is_new = company is None
    company = company or Company()
    if stopgap_of:
        values = {name: value for name, value in values.items() if may_stand_in(company, name, stopgap_of)}
    changes = _applied(company, values, stopgap_of)
    old_segment, company.segment = company.segment, company.derive_segment()
    if old_segment != company.segment:
        changes["segment"] = [old_segment, company.segment]
    if not company.name:
        raise Invalid("A company needs a name.", errors={"name": ["Required."]})
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        raise Invalid("Another company has this external id.", errors={"external_id": ["Taken."]}) from error
    if changes:
        audit.record(
            actor=actor,
            action="people.company_created" if is_new else "people.company_changed",
            target=f"company:{company.pk}",
            now=now,
            data={"fields": sorted(changes)} if is_new else {"changes": changes},
        )
    if changes and not is_new:
        publish(CompanyChanged(company_id=company.pk, changes=changes))
    return company


def _applied(company: Company, values: dict[str, Any], stopgap_of: str) -> dict[str, list[Any]]:
    """Set these values on a company; returns what changed, as [old, new] by name."""
    told, changes = dict(values), dict[str, list[Any]]()
    if "custom" in told:
        company.custom, changes = custom_merged("company", company.custom, told.pop("custom"))
    for field, given in told.items():
        company.stopgaps.pop(field, None)
        if stopgap_of and given not in (None, ""):
            company.stopgaps[field] = stopgap_of
        value = one_line(given) if isinstance(given, str) else given
        if field == "domain" and value:
            value = _company_domain(value)
        old = getattr(company, field)
        if old != value:
            changes[field] = [primitive(old), primitive(value)]
            setattr(company, field, value)
    return changes


def may_stand_in(company: Company, name: str, system: str) -> bool:
    """Whether a field of a company says nothing, or only what this system gave to stand in."""
    return getattr(company, name) in (None, "") or company.stopgaps.get(name) == system


def _company_domain(text: str) -> str:
    """A company's domain in the form that addresses use; anything that is not a domain stays as typed."""
    try:
        return domain_form(text.removeprefix("@"))
    except NotAnAddress:
        return text


def _company_for_update(actor: Actor, company_id: int | None, external_id: str | None) -> Company | None:
    query = Company.objects.select_for_update(of=("self",), no_key=True)
    if company_id is None:
        return query.filter(external_id=external_id).first() if external_id else None
    # Looked up first: locking a query that includes the visibility rule would lock the tickets too.
    is_seen = Company.objects.visible_to(actor).filter(pk=company_id).exists()
    company = query.filter(pk=company_id).first() if is_seen else None
    if company is None:
        raise NotFound("There is no such company, or you may not see it.")
    return company


def require_sight(actor: Actor, *, is_new: bool, names: Sequence[str] = ()) -> None:
    """
    Somebody who sees the customers of some tickets only must not learn from a conflict that others exist.

    Raises Forbidden for new ones, and for fields that are unique to a customer.
    """
    if actor.sees_all_tickets:
        return
    if is_new:
        raise Forbidden(
            "You see the customers of your own tickets, so you cannot add any. "
            "Ask somebody who sees all tickets."
        )
    if names:
        raise Forbidden(
            f"You see the customers of your own tickets, so you cannot change {' and '.join(names)}. "
            "Ask somebody who sees all tickets."
        )


def primitive(value: Any) -> Any:
    """A value as the audit log stores it."""
    return value if value is None or isinstance(value, str | int | bool) else str(getattr(value, "pk", value))


def company_by_domain(email: str) -> int | None:
    """The company whose domain a verified address has, if exactly one does."""
    domain = domain_of(comparable(email))
    if not domain:
        return None
    found = _BY_DOMAIN.rows(Q(lowered=domain), limit=2)
    return found[0][0] if len(found) == 1 else None


_BY_DOMAIN: Read[Company] = Read(lambda: Company.objects.annotate(lowered=Lower("domain")), ("pk",))

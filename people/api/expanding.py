"""Customers and staff that other records name, as expansions of the API (`core/api/choosing.py`)."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from core.actors import Actor
from core.api.choosing import Choice, Expansion, id_of
from people import selectors
from people.api.customer_shapes import CompanyShape, ContactDetailShape, ContactShape
from people.api.rendering import company_json, contact_json
from people.api.shapes import StaffUserShape


def _contacts(actor: Actor, ids: Collection[int]) -> dict[int, Any]:
    return {row.pk: contact_json(row) for row in selectors.contacts_by_id(actor=actor, ids=ids)}


def _companies(actor: Actor, ids: Collection[int]) -> dict[int, Any]:
    return {row.pk: company_json(row) for row in selectors.companies_by_id(actor=actor, ids=ids)}


def _staff(actor: Actor, ids: Collection[int]) -> dict[int, Any]:
    return {row["id"]: row for row in selectors.staff_rows(ids)}


Key = Callable[[Mapping[str, Any]], int | None]


def contact(key: Key) -> Expansion:
    """A contact, by the member that names it."""
    return Expansion(ContactShape, "people", _contacts, key)


def company(key: Key) -> Expansion:
    """A company."""
    return Expansion(CompanyShape, "people", _companies, key)


def staff(key: Key) -> Expansion:
    """An active staff user."""
    return Expansion(StaffUserShape, "people", _staff, key)


COMPANY = Choice(CompanyShape, CompanyShape, {"csm": staff(id_of("csm"))})
CONTACT = Choice(ContactShape, ContactDetailShape, {"company": company(id_of("company"))})

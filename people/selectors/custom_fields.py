"""The fields of companies and contacts that admins defined, and how many records have values of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from core.actors import Actor
from core.errors import NotFound
from core.ports import Use, word_uses
from people.models import Company, Contact, CustomerField
from people.policy import require

KEY = "people:fields"
MOST_COUNTED = 20_000
"""How many of the newest records stand for all."""
MOST_HELD = 10_000

Of = CustomerField.Of
_MODELS: dict[str, type[Company] | type[Contact]] = {Of.COMPANY: Company, Of.CONTACT: Contact}
_COUNTED = {
    Of.COMPANY: "SELECT custom FROM people_company ORDER BY id DESC LIMIT %s",
    Of.CONTACT: (
        "SELECT custom FROM people_contact"
        " WHERE merged_into_id IS NULL AND NOT is_visitor AND erased_at IS NULL ORDER BY id DESC LIMIT %s"
    ),
}


@dataclass(frozen=True)
class Definition:
    """One field without its database."""

    of: str
    key: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    is_archived: bool = False


@dataclass(frozen=True)
class Filled:
    """Of the newest records of a kind: how many have a value."""

    of: str
    key: str
    filled: int
    among: int


@dataclass(frozen=True)
class FieldUse:
    """How many records have a value, at most 10,001, and where the field is named."""

    held: int
    uses: list[Use]


def definitions(of: str) -> dict[str, Definition]:
    """The fields of companies or contacts by key, archived ones too; cached for a minute."""
    found: list[Definition] | None = cache.get(KEY)
    if found is None:
        rows = CustomerField.objects.all()
        found = [
            Definition(row.of, row.key, row.label, row.kind, tuple(row.choices), row.is_archived)
            for row in rows
        ]
        cache.set(KEY, found, timeout=60)
    return {one.key: one for one in found if one.of == of}


def customer_fields(*, actor: Actor, of: str = "") -> list[CustomerField]:
    """The fields of companies, of contacts or of both, in order; archived ones last. Raises Forbidden."""
    require(actor, "customer.read")
    rows: Iterable[CustomerField] = CustomerField.objects.select_related("changed_by")
    return sorted(
        (row for row in rows if of in ("", row.of)),
        key=lambda row: (row.of, row.is_archived, row.position, row.label, row.pk),
    )


def customer_field_get(*, actor: Actor, field_id: int) -> CustomerField:
    """One field. Raises Forbidden, NotFound."""
    require(actor, "customer.read")
    found = CustomerField.objects.select_related("changed_by").filter(pk=field_id).first()
    if found is None:
        raise NotFound("There is no such field.")
    return found


def customer_fields_filled(*, actor: Actor) -> list[Filled]:
    """How often each field is filled, among the newest 20,000 of its kind. Raises Forbidden."""
    require(actor, "field.write")
    found: list[Filled] = []
    for of in _MODELS:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({_COUNTED[Of(of)]}) AS t", [MOST_COUNTED])  # noqa: S608 (our text)
            among = cursor.fetchone()[0]
            cursor.execute(
                f"SELECT key, count(*) FROM ({_COUNTED[Of(of)]}) AS t, jsonb_object_keys(custom) AS key"  # noqa: S608 (our text)
                " GROUP BY 1",
                [MOST_COUNTED],
            )
            counts = dict(cursor.fetchall())
        found += [Filled(of, key, counts.get(key, 0), among) for key in definitions(of)]
    return found


def customer_field_use(*, actor: Actor, field_id: int) -> FieldUse:
    """What hangs on a field. Raises Forbidden, NotFound."""
    require(actor, "field.write")
    row = customer_field_get(actor=actor, field_id=field_id)
    word = f"{row.of}.{row.key}"
    uses = [use for answer in word_uses.answers() for use in answer("customer_field", [word])]
    return FieldUse(held_by(row), uses)


def held_by(row: CustomerField) -> int:
    """How many records have a value of the field, at most 10,001."""
    with_it = _MODELS[row.of].objects.filter(~Q(custom={}), custom__has_key=row.key).order_by()
    return with_it.values("pk")[: MOST_HELD + 1].count()

"""What follows from the table of fields."""

import pytest

from people.models import Brand, Contact
from tickets.api.serializers import TicketChange
from tickets.models import Ticket
from tickets.models.fields import (
    ASKED,
    BY_NAME,
    COLUMNS,
    EDITABLE,
    FIELDS,
    IN_ROW,
    SETTABLE,
    SORTS,
    Field,
    Kind,
)
from tickets.query import parse
from tickets.rendering import row_json

COLUMNS_OF = {field.name: field for field in Ticket._meta.concrete_fields}


def test_every_name_is_declared_once() -> None:
    assert len(BY_NAME) == len(FIELDS)
    assert len(ASKED) == len([field for field in FIELDS if field.asked_as])


@pytest.mark.parametrize("field", [f for f in FIELDS if not f.column], ids=lambda field: field.name)
def test_a_field_is_a_column_with_the_same_values(field: Field) -> None:
    column = COLUMNS_OF[field.name]
    assert tuple(value for value, _ in column.choices or ()) == field.choices or not field.choices
    if field.length:
        assert column.max_length == field.length
    if field.kind == Kind.CHOICE:
        assert column.blank == (not field.is_required) or not field.is_editable


def test_the_api_takes_what_can_be_changed() -> None:
    taken = set(TicketChange().fields) - {"expected", "reason"}
    assert taken == set(EDITABLE) - {"reason"}
    assert set(SETTABLE) <= set(EDITABLE)


def test_a_row_has_what_the_table_says() -> None:
    ticket = Ticket(subject="x", channel="email")
    ticket.brand, ticket.requester = Brand(pk=1), Contact(pk=1)
    assert {field.name for field in IN_ROW} <= set(row_json(ticket))


@pytest.mark.parametrize("name", sorted(ASKED))
def test_the_query_language_has_the_fields_name(name: str) -> None:
    [condition] = parse(f"{name}:x").conditions
    assert condition.field == name


def test_sorts_end_with_the_id() -> None:
    assert {order[-1].lstrip("-") for order in SORTS.values()} == {"id"}
    assert {field.name for field in FIELDS if field.is_column} <= set(COLUMNS)

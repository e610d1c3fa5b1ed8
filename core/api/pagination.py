"""Keyset pages: stable while rows come and go, and as fast on the last page as on the first."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson
from django.db.models import F, Model, Q, QuerySet

from core.errors import Invalid
from core.reads import Read

M = TypeVar("M", bound=Model)
R = TypeVar("R")


class BadCursor(Invalid):
    """The cursor does not come from this list."""

    code = "bad_cursor"
    status = 400


@dataclass(frozen=True)
class Page(Generic[R]):
    """Rows of one page and the opaque cursor of the next, None on the last."""

    rows: list[R]
    next: str | None


def encode_cursor(values: Sequence[Any]) -> str:
    """An opaque, URL-safe cursor."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[Any]:
    """The values of a cursor; raises BadCursor for anything that `encode_cursor` did not make."""
    try:
        padded = text + "=" * (-len(text) % 4)
        values = orjson.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeEncodeError) as error:
        raise BadCursor("This cursor is not valid. Start again without one.") from error
    if not isinstance(values, list) or len(values) != length or not all(map(_is_plain, values)):
        raise BadCursor("This cursor is not valid. Start again without one.")
    return values


def decode_ids(text: str, length: int) -> list[int]:
    """The ids of a cursor that holds nothing else; raises BadCursor."""
    values = decode_cursor(text, length)
    if not all(isinstance(value, int) for value in values):
        raise BadCursor("This cursor is not valid. Start again without one.")
    return values


def read_id(text: str) -> int:
    """A cursor that is nothing but an id; raises BadCursor."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadCursor("This cursor is not valid. Start again without one.")
    return int(text)


def _is_plain(value: object) -> bool:
    is_text = isinstance(value, str) and "\x00" not in value
    return is_text or (isinstance(value, int | float) and not isinstance(value, bool))


def paginate(queryset: QuerySet[M], *, order: Sequence[str], cursor: str | None, limit: int) -> Page[M]:
    """
    One page of `queryset` in `order`: field names, `-` for descending, the last one unique.

    Columns must not be null, so that the comparison of rows is total. Raises BadCursor.
    """
    fields = [name.removeprefix("-") for name in order]
    if cursor:
        values = [
            _typed(queryset, name, value)
            for name, value in zip(fields, decode_cursor(cursor, len(fields)), strict=True)
        ]
        queryset = queryset.filter(_after(order, values))
    ordering = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in order]
    rows = list(queryset.order_by(*ordering)[: limit + 1])
    if len(rows) <= limit:
        return Page(rows, None)
    rows = rows[:limit]
    last = rows[-1]
    return Page(rows, encode_cursor([_plain(getattr(last, name)) for name in fields]))


def read_page(
    read: Read[M],
    condition: Q,
    *,
    order: Sequence[str],
    cursor: str | None,
    limit: int,
    room: int | None = None,
) -> Page[tuple[Any, ...]]:
    """
    As `paginate`, for rows of `core.reads`; its columns contain those of `order`.

    With `room` only so many of the `limit` rows are on the page: each limit has a statement of its own.
    """
    fields = [name.removeprefix("-") for name in order]
    if cursor:
        decoded = decode_cursor(cursor, len(fields))
        source = read.source()
        values = [_typed(source, name, value) for name, value in zip(fields, decoded, strict=True)]
        condition = condition & _after(order, values)
    rows = read.rows(condition, order=order, limit=limit + 1)
    most = limit if room is None else min(room, limit)
    if len(rows) <= most:
        return Page(rows, None)
    last = rows[most - 1]
    return Page(rows[:most], encode_cursor([_plain(last[read.columns.index(name)]) for name in fields]))


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after these values. The leading column's bound is repeated so that its index is used."""
    total = Q()
    equal = Q()
    for name, value in zip(order, values, strict=True):
        field = name.removeprefix("-")
        operator = "lt" if name.startswith("-") else "gt"
        total |= equal & Q(**{f"{field}__{operator}": value})
        equal &= Q(**{field: value})
    first = order[0].removeprefix("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & total


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _typed(queryset: QuerySet[Any], name: str, value: Any) -> Any:
    if name in queryset.query.annotations:
        return value
    field = queryset.model._meta.get_field("id" if name == "pk" else name)
    try:
        return field.to_python(value)
    except Exception as error:
        raise BadCursor("This cursor is not valid. Start again without one.") from error

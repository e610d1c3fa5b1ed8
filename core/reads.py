"""
Hot reads: statements compiled once for each shape of a filter and kept prepared by PostgreSQL.

A shape is everything about a condition but its values: which columns, comparisons, order and page size. Its
SQL is that of the ordinary queryset, taken from Django once and checked against it, so that permissions and
filters have one source. What has no shape (subqueries, expressions) runs through the queryset as always.
Either way the rows are the same plain tuples, without model instances.
"""

import re
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

import psycopg
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist, FullResultSet
from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.query import get_related_populators

from core.statements import fetch

M = TypeVar("M", bound=Model)

MAX_SHAPES = 1000
"""How many shapes a process keeps; beyond it, it begins anew."""
MAX_LISTED = 100
# Values of these comparisons are sent as they are: nothing in them becomes part of the SQL.
_PLAIN = frozenset({"exact", "lt", "lte", "gt", "gte"})
_PLACEHOLDER = re.compile(r"%s|%%")
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)


class _Unusual(Exception):
    """This condition has no shape."""


@dataclass(frozen=True)
class Among(Generic[M]):
    """The value of an `…__in`: a column of the rows of `source()` that match a condition."""

    source: Callable[[], QuerySet[M]]
    condition: Q
    column: str = "pk"

    def queryset(self, condition: Q) -> QuerySet[M, Any]:
        """The subquery, with a condition of the same shape."""
        return self.source().filter(condition).order_by().values(self.column)


@dataclass(frozen=True)
class _Statement:
    """
    SQL, and where its parameters come from: the index of the condition's value, and the driver's type for it.

    `converters` are Django's for the columns, as of JSON.
    """

    sql: str
    sources: tuple[tuple[int, Callable[[Any], Any] | None], ...]
    convert: Callable[[list[Any]], Any] | None

    def params(self, values: Sequence[Any]) -> list[Any]:
        return [values[index] if cast is None else cast(values[index]) for index, cast in self.sources]

    def run(self, values: Sequence[Any], *, is_kept: bool) -> list[Any]:
        rows = fetch(self.sql, self.params(values), is_kept=is_kept)
        return rows if self.convert is None else list(self.convert(rows))


class Read(Generic[M]):
    """
    One kind of row: `columns` of `source()`, as named for `values_list`; instances of the model without any.

    `is_kept=False` has PostgreSQL plan each call for its own values: for statements whose best plan depends
    on them, as on how common a searched word is.
    """

    def __init__(
        self, source: Callable[[], QuerySet[M]], columns: Sequence[str], *, is_kept: bool = True
    ) -> None:
        self.source, self.columns, self.is_kept = source, tuple(columns), is_kept
        self._statements: dict[Hashable, _Statement | None] = {}
        self._lock = Lock()

    def rows(self, condition: Q, *, order: Sequence[str] = (), limit: int | None = None) -> list[Any]:
        """The rows that match, as tuples of `columns` or as instances; `order` as for `order_by`."""
        values: list[Any] = []
        statement = self._statement(condition, values, order, limit)
        if statement is None:
            return self.ordinary(condition, order=order, limit=limit)
        return statement.run(values, is_kept=self.is_kept)

    def part(self, condition: Q, *, limit: int | None = None) -> tuple[str, list[Any]] | None:
        """SQL and parameters of `rows`, to stand in another statement; None when nothing can match."""
        values: list[Any] = []
        statement = self._statement(condition, values, (), limit)
        if statement is not None:
            return statement.sql, statement.params(values)
        try:
            sql, params = self._queryset(_filled(condition, self.source), (), limit).query.sql_with_params()
        except EmptyResultSet:
            return None
        return sql, list(params)

    def _statement(
        self, condition: Q, values: list[Any], order: Sequence[str], limit: int | None
    ) -> _Statement | None:
        """The statement of a condition, whose values go to `values`; None where it has none."""
        try:
            key = (tuple(order), limit, _shape(condition, values, self.source))
        except _Unusual:
            return None
        try:
            return self._statements[key]
        except KeyError:
            statement = self._compiled(condition, values, order, limit)
            with self._lock:
                if len(self._statements) >= MAX_SHAPES:
                    self._statements.clear()
                self._statements[key] = statement
            return statement

    def first(self, condition: Q, *, order: Sequence[str] = ()) -> Any:
        """The first row that matches, or None."""
        found = self.rows(condition, order=order, limit=1)
        return found[0] if found else None

    def ordinary(
        self, condition: Q, *, order: Sequence[str] = (), limit: int | None = None
    ) -> list[tuple[Any, ...]]:
        """The same rows by the queryset itself."""
        return list(self._queryset(_filled(condition, self.source), order, limit))

    def _queryset(self, condition: Q, order: Sequence[str], limit: int | None) -> QuerySet[M, Any]:
        found = self.source().filter(condition).order_by(*map(_ordering, order))
        return (found.values_list(*self.columns) if self.columns else found)[:limit]

    def _compiled(
        self, condition: Q, values: list[Any], order: Sequence[str], limit: int | None
    ) -> _Statement | None:
        """
        The statement of a shape, or None if it has none.

        Compiled twice: with stand-ins, which tell where each value goes, and with the values themselves,
        which must give the same SQL with the same parameters.
        """
        stand_ins = [_stand_in(value, index) for index, value in enumerate(values)]
        replaced = _filled(condition, self.source, iter(stand_ins))
        compiler = self._queryset(_filled(condition, self.source), order, limit).query.get_compiler(
            connection=connection
        )
        try:
            sql, params = compiler.as_sql()
            same, places = self._queryset(replaced, order, limit).query.sql_with_params()
        except (EmptyResultSet, FullResultSet):
            return None
        if sql != same or len(params) != len(places):
            return None
        sources: list[tuple[int, Callable[[Any], Any] | None]] = []
        fixed: list[str | None] = []
        for param, place in zip(params, places, strict=True):
            index = next(
                (i for i, one in enumerate(stand_ins) if type(one) is not bool and one == place), None
            )
            if index is None:
                text = _literal(param)
                # JSON is wrapped anew each time: only its text tells.
                if param != place and text != _literal(place):
                    return None
                fixed.append(text)
                continue
            cast = None if type(param) is type(values[index]) else type(param)
            if param != values[index] or (cast is not None and not issubclass(cast, type(values[index]))):
                return None
            sources.append((index, cast))
            fixed.append(None)
        if {index for index, _ in sources} != set(range(len(values))):
            return None
        parts = iter(fixed)
        written = _PLACEHOLDER.sub(lambda m: m[0] if m[0] == "%%" else next(parts) or "%s", sql)
        columns = [each[0] for each in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        converted = (lambda rows: compiler.apply_converters(rows, converters)) if converters else None
        convert = converted if self.columns else _instances(compiler, converted)
        return _Statement(written, tuple(sources), convert)


def padded(ids: Iterable[int], size: int) -> list[int]:
    """Ids for an `…__in`, filled up with some that no record has: up to `size` of them have one shape."""
    found = sorted(ids)
    return found + [-number for number in range(1, size - len(found) + 1)]


def _instances(compiler: Any, converted: Callable[[Any], Any] | None) -> Callable[[list[Any]], Any]:
    """
    What makes instances of rows, with the records that were joined and what was annotated, as Django's own
    iterator does.
    """
    select, found = compiler.select, compiler.klass_info
    model, fields = found["model"], found["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    added = list(compiler.annotation_col_map.items())
    beside = get_related_populators(found, select, compiler.connection.alias)  # type: ignore[call-arg]  # the stubs are of a later Django

    def build(rows: list[Any]) -> list[Any]:
        built = []
        for row in rows if converted is None else converted(rows):
            instance = model.from_db(compiler.connection.alias, names, row[start:end])
            for one in beside:
                one.populate(row, instance)
            for name, place in added:
                setattr(instance, name, row[place])
            built.append(instance)
        return built

    return build


def _shape(node: Q, values: list[Any], source: Callable[[], QuerySet[Any]]) -> Hashable:
    """
    The shape of a condition on rows of `source()`; its values go to `values`, in the order of the condition.

    Raises _Unusual.
    """
    parts: list[Hashable] = []
    for child in node.children:
        if isinstance(child, Q):
            parts.append(_shape(child, values, source))
        elif isinstance(child, tuple):
            parts.append(_leaf(child[0], child[1], values, source))
        else:
            raise _Unusual
    return (node.connector, node.negated, tuple(parts))


def _leaf(name: str, value: Any, values: list[Any], source: Callable[[], QuerySet[Any]]) -> Hashable:
    if value is None or isinstance(value, bool):
        return (name, value)
    if isinstance(value, Among):
        return (name, value.source, value.column, _shape(value.condition, values, value.source))
    if hasattr(value, "parameter"):
        values.append(value.parameter)
        return (name, type(value), value.template)
    lookup = _lookup(name)
    if lookup in _PLAIN:
        # A closed list of values stays in the SQL: partial indexes are found by it.
        if isinstance(value, str) and _has_choices(source, name):
            return (name, str(value))
        values.append(value)
        return (name, _kind(value))
    if not isinstance(value, list | tuple):
        raise _Unusual
    if lookup not in ("in", "contains") or not len(set(value)) == len(value) <= MAX_LISTED:
        raise _Unusual
    if all(isinstance(each, str) for each in value) and _has_choices(source, name):
        return (name, tuple(map(str, value)))
    values.extend(value)
    return (name, tuple(map(_kind, value)))


def _filled(node: Q, source: Callable[[], QuerySet[Any]], waiting: Iterator[Any] | None = None) -> Q:
    """
    The condition as Django takes it.

    With `waiting`, the next of these stands in place of each value that `_shape` found.
    """
    filled = Q(_connector=node.connector, _negated=node.negated)
    filled.children = [
        _filled(child, source, waiting) if isinstance(child, Q) else _filled_leaf(child, source, waiting)
        for child in node.children
    ]
    return filled


def _filled_leaf(leaf: Any, source: Callable[[], QuerySet[Any]], waiting: Iterator[Any] | None) -> Any:
    if not isinstance(leaf, tuple):
        return leaf
    name, value = leaf
    if isinstance(value, Among):
        return (name, value.queryset(_filled(value.condition, value.source, waiting)))
    if waiting is None:
        return leaf
    found: list[Any] = []
    _leaf(name, value, found, source)
    if not found:
        return leaf
    if hasattr(value, "parameter"):
        return (name, value.with_parameter(next(waiting)))
    if isinstance(value, list | tuple):
        return (name, [next(waiting) for _ in found])
    return (name, next(waiting))


def _ordering(name: str) -> Any:
    return F(name[1:]).desc() if name.startswith("-") else F(name).asc()


def _lookup(name: str) -> str:
    last = name.rpartition("__")[2] if "__" in name else ""
    return last if last in _PLAIN or last in ("in", "contains", "iexact", "isnull") else "exact"


@lru_cache(maxsize=1000)
def _has_choices(source: Callable[[], QuerySet[Any]], name: str) -> bool:
    try:
        field = source().model._meta.get_field(name.partition("__")[0])
    except FieldDoesNotExist:
        return False
    return bool(getattr(field, "choices", None))


def _kind(value: Any) -> Hashable:
    """What of a value decides about its SQL. Raises _Unusual for one of another type."""
    if type(value) is int:
        size = value.bit_length()
        if size > 63:
            raise _Unusual
        return 32 if size < 31 else 64
    if isinstance(value, datetime) and value.tzinfo is not None:
        return "moment"
    if type(value) in (str, uuid.UUID):
        return type(value).__name__
    raise _Unusual


def _stand_in(value: Any, index: int) -> Any:
    """A value of the same kind that stands nowhere else."""
    if isinstance(value, str):
        return f"\x02{index}"
    if isinstance(value, datetime):
        return _EPOCH + timedelta(microseconds=index)
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=index + 1)
    return (2**30 if _kind(value) == 32 else 2**62) + index


def _literal(value: Any) -> str:
    with connection.cursor() as cursor:
        return psycopg.sql.Literal(value).as_string(cursor.connection).replace("%", "%%")

"""
Hot writes: records of a transaction in one statement, written out once and kept prepared by PostgreSQL.

The values are those that `Model.save` would send, field by field. No signals are sent: nobody here listens
to any. What has an expression for a value (`F`, a function) goes through Django as always.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

from core.statements import run_numbered

M = TypeVar("M", bound=Model)


def take_ids(*models: type[Model]) -> list[int]:
    """The next id of each of these models, one after the other: what is written together can name itself."""
    return list(run_numbered(_ids_statement(models), [])[0])


def take_many(model: type[Model], count: int) -> list[int]:
    """The next `count` ids of a model."""
    if not count:
        return []
    statement = f"{_ids_statement((model,))} FROM generate_series(1, %s)"
    return [number for (number,) in run_numbered(statement, [count])]


@lru_cache(maxsize=100)
def _ids_statement(models: tuple[type[Model], ...]) -> str:
    # The name of the sequence is a part of the statement, so that it is looked up once.
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        names = []
        for model in models:
            table, column = model._meta.db_table, _id_of(model).column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
            names.append(cursor.fetchone()[0])
    return "SELECT " + ", ".join(f"nextval('{name}')" for name in names)


def _id_of(model: type[Model]) -> Any:
    field = model._meta.pk
    if not getattr(field, "db_returning", False):
        raise TypeError(f"{model.__name__} does not number its rows.")
    return field


class Batch:
    """
    Writes that leave together: inserts, updates and deletions of different rows.

    None of them sees what another one writes, and all are one statement, which fails or succeeds as a whole.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._values: list[Any] = []
        self._inserted: list[Model] = []

    def insert(self, *records: Model) -> None:
        """New records of one model whose ids are set (`take_ids`)."""
        if any(record.pk is None for record in records):
            raise TypeError("Take the ids first.")
        sql, values = _insertion(records)
        self._parts.append(sql)
        self._values += values
        self._inserted += records

    def update(self, record: Model, names: Iterable[str] | None = None) -> None:
        """These fields of a record, or all of them, as for `save(update_fields=…)`."""
        model = type(record)
        named = _fields(model, None if names is None else frozenset(names))
        fields = tuple(field for field in named if not field.primary_key)
        self._parts.append(_update_sql(model, fields))
        database = connections[DEFAULT_DB_ALIAS]
        self._values += [_value(field, record, is_new=False, database=database) for field in fields]
        self._values.append(record.pk)

    def delete(self, model: type[Model], **equal: Any) -> None:
        """The records whose columns have these values."""
        self._parts.append(_delete_sql(model, tuple(equal)))
        self._values += equal.values()

    def run(self) -> None:
        """Send everything."""
        if not self._parts:
            return
        run_numbered(_together(tuple(self._parts)), self._values)
        for record in self._inserted:
            _note_stored(record)
        self._parts, self._values, self._inserted = [], [], []


def update(record: Model, names: Iterable[str] | None = None) -> None:
    """`Batch.update` of one record, at once."""
    batch = Batch()
    batch.update(record, names)
    batch.run()


def update_many(records: Sequence[Model], names: Iterable[str]) -> None:
    """
    These fields of different records of one model, each with its own values, by the same statement for any
    number of them. Not for lists and search terms.
    """
    if not records:
        return
    model, database = type(records[0]), connections[DEFAULT_DB_ALIAS]
    fields = tuple(field for field in _fields(model, frozenset(names)) if not field.primary_key)
    columns = [
        [_value(field, record, is_new=False, database=database) for record in records] for field in fields
    ]
    run_numbered(_update_many_sql(model, fields), [[record.pk for record in records], *columns])


def insert(*records: Model) -> None:
    """Insert records of one model; those without an id get theirs from the database, in this order."""
    if all(record.pk is not None for record in records):
        batch = Batch()
        batch.insert(*records)
        batch.run()
        return
    model = type(records[0])
    sql, values = _insertion(records)
    rows = run_numbered(f"{sql} RETURNING {_quoted(_id_of(model).column)}", values)
    for record, (number,) in zip(records, rows, strict=True):
        record.pk = number
        _note_stored(record)


def insert_new(*records: Model) -> int:
    """
    Insert those of these records of one model that break no rule of uniqueness; returns how many.

    They get their keys if all are new: of several, it is not told which one was left out.
    """
    if not records:
        return 0
    sql, values = _insertion(records)
    key = _quoted(str(type(records[0])._meta.pk.column))
    rows = run_numbered(f"{sql} ON CONFLICT DO NOTHING RETURNING {key}", values)
    for record, (number,) in zip(records, rows if len(rows) == len(records) else (), strict=False):
        record.pk = number
        _note_stored(record)
    return len(rows)


def insert_or_change(record: Model, *, on: str, names: tuple[str, ...]) -> None:
    """Insert a record; where there is one with its value of `on` already, give that one these fields."""
    model = type(record)
    sql, values = _insertion([record])
    run_numbered(f"{sql} {_conflict_sql(model, on, names)} RETURNING 1", values)


def _insertion(records: Sequence[Model]) -> tuple[str, list[Any]]:
    """The statement and the values that insert these records of one model."""
    rows = [_row(record) for record in records]
    fields = rows[0][0]
    if any(other != fields for other, _ in rows):
        raise TypeError("Records that are inserted together give values to the same columns.")
    values = [value for _, row in rows for value in row]
    return _insert_sql(type(records[0]), tuple(fields), len(records)), values


def _note_stored(record: Model) -> None:
    record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def _row(record: Model) -> tuple[list[Any], list[Any]]:
    """The columns that get a value from us, and the values."""
    fields, values, database = [], [], connections[DEFAULT_DB_ALIAS]
    for field in _fields(type(record), None):
        value = _value(field, record, is_new=True, database=database)
        if isinstance(value, DatabaseDefault) or (field.primary_key and value is None):
            continue
        fields.append(field)
        values.append(value)
    return fields, values


def _value(field: Any, record: Model, *, is_new: bool, database: Any) -> Any:
    value = field.pre_save(record, add=is_new)
    if isinstance(value, DatabaseDefault):
        return value
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"{field.name} has an expression for a value; save it through Django.")
    return field.get_db_prep_save(value, database)


@lru_cache(maxsize=1000)
def _fields(model: type[Model], names: frozenset[str] | None) -> tuple[Any, ...]:
    """The fields of a table, or those of these names with the search terms that are made of them."""
    every = [field for field in model._meta.concrete_fields if not field.generated]
    if names is None:
        return tuple(every)
    found = [field for field in every if field.name in names or field.attname in names]
    if len(found) != len(names):
        raise TypeError(f"{model.__name__} has not all of these fields: {', '.join(sorted(names))}.")
    more = [field for field in every if names.intersection(getattr(field, "sources", ()))]
    return tuple(dict.fromkeys([*found, *more]))


@lru_cache(maxsize=1000)
def _insert_sql(model: type[Model], fields: tuple[Any, ...], count: int) -> str:
    columns = ", ".join(_quoted(str(field.column)) for field in fields)
    row = "(" + ", ".join(_place(field) for field in fields) + ")"
    return f"INSERT INTO {_table(model)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608 (names of our own)


@lru_cache(maxsize=100)
def _conflict_sql(model: type[Model], on: str, names: tuple[str, ...]) -> str:
    columns = [_quoted(str(field.column)) for field in _fields(model, frozenset(names))]
    (unique,) = _fields(model, frozenset({on}))
    changed = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
    return f"ON CONFLICT ({_quoted(str(unique.column))}) DO UPDATE SET {changed}"


@lru_cache(maxsize=1000)
def _update_sql(model: type[Model], fields: tuple[Any, ...]) -> str:
    changed = ", ".join(f"{_quoted(str(field.column))} = {_place(field)}" for field in fields)
    return f"UPDATE {_table(model)} SET {changed} WHERE {_quoted(str(model._meta.pk.column))} = %s"  # noqa: S608 (names of our own)


@lru_cache(maxsize=100)
def _update_many_sql(model: type[Model], fields: tuple[Any, ...]) -> str:
    if special := [field.name for field in fields if _place(field) != "%s"]:
        raise TypeError(f"These fields cannot be sent as a list: {', '.join(special)}.")
    every = (model._meta.pk, *fields)
    database = connections[DEFAULT_DB_ALIAS]
    lists = ", ".join(f"%s::{field.db_type(database)}[]" for field in every)
    names = [_quoted(str(field.column)) for field in every]
    changed = ", ".join(f"{name} = v.{name}" for name in names[1:])
    update = (
        f"UPDATE {_table(model)} SET {changed} FROM unnest({lists}) AS v({', '.join(names)})"  # noqa: S608 (names of our own)
        f" WHERE {_table(model)}.{names[0]} = v.{names[0]}"
    )
    return _together((update,))


@lru_cache(maxsize=100)
def _delete_sql(model: type[Model], names: tuple[str, ...]) -> str:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    tests = " AND ".join(f"{_quoted(str(by_name[name].column))} = %s" for name in names)
    return f"DELETE FROM {_table(model)} WHERE {tests}"  # noqa: S608 (names of our own)


@lru_cache(maxsize=1000)
def _together(parts: tuple[str, ...]) -> str:
    named = [f"w{number} AS ({part})" for number, part in enumerate(parts)]
    return f"WITH {', '.join(named)} SELECT 1"


def _place(field: Any) -> str:
    placeholder = getattr(field, "get_placeholder", None)
    return "%s" if placeholder is None else str(placeholder(None, None, connections[DEFAULT_DB_ALIAS]))


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)

"""The part of Salesforce's query language that is used here: read, refused where it is wrong, answered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.standins.salesforce.contract import ID, Field, Refused, Table

Row = Mapping[str, Any]
Fits = Callable[[Row], bool]
LONGEST = 100_000
_TOKEN = re.compile(
    r"\s*(?:(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))|(?P<day>\d{4}-\d\d-\d\d)"
    r"|(?P<number>-?\d+(?:\.\d+)?)|'(?P<text>(?:[^'\\]|\\.)*)'|(?P<word>[A-Za-z][A-Za-z0-9_.]*)"
    r"|(?P<mark><=|>=|!=|<|>|=|\(|\)|,))"
)
_ORDERED = {"<": -1, ">": 1}


@dataclass
class Question:
    """A question that has been understood."""

    table: Table
    fields: list[Field]
    counts: bool
    fits: Fits
    order: list[Field]
    limit: int | None


def _malformed(told: str) -> Refused:
    return Refused("MALFORMED_QUERY", told)


class Parser:
    """Reads one question. Raises Refused."""

    def __init__(self, text: str, tables: Mapping[str, Table]) -> None:
        if len(text) > LONGEST:
            raise _malformed("SOQL statements cannot be longer than 100000 characters.")
        self.tables, self.tokens, at = tables, [], 0
        text = text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise _malformed(f"unexpected token: {text[at : at + 20]!r}")
            kind = str(found.lastgroup)
            value = found.group(kind)
            if kind == "text":
                value = re.sub(r"\\(.)", r"\1", value)
            self.tokens.append((kind, value))
            at = found.end()
        self.at = 0

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _next(self) -> tuple[str, str]:
        found = self._peek()
        self.at += 1
        return found

    def _is(self, *words: str) -> bool:
        """Whether these words come next; they are taken then."""
        told = [
            value.upper() if kind in ("word", "mark") else "\0"
            for kind, value in self.tokens[self.at : self.at + len(words)]
        ]
        if told != list(words):
            return False
        self.at += len(words)
        return True

    def _must(self, *words: str) -> None:
        if not self._is(*words):
            raise _malformed(f"expecting {' '.join(words)}, found {self._peek()[1]!r}")

    def _name(self) -> str:
        kind, value = self._next()
        if kind != "word":
            raise _malformed(f"expecting a name, found {value!r}")
        return value

    def question(self) -> Question:
        self._must("SELECT")
        counts = self._is("COUNT", "(", ")")
        names = [] if counts else [self._name()]
        while not counts and self._is(","):
            names.append(self._name())
        self._must("FROM")
        name = self._name()
        table = self.tables.get(name.lower())
        if table is None:
            raise Refused("INVALID_TYPE", f"sObject type '{name}' is not supported.")
        self.table = table
        fields = [table.get(one) for one in names]
        if twice := [one.name for one in fields if fields.count(one) > 1]:
            raise _malformed(f"duplicate field selected: {twice[0]}")
        fits = self._any() if self._is("WHERE") else (lambda row: True)
        order = self._order() if self._is("ORDER", "BY") else []
        limit = self._limit() if self._is("LIMIT") else None
        if self._peek()[0] != "end":
            raise _malformed(f"unexpected token: {self._peek()[1]!r}")
        return Question(table, fields, counts, fits, order, limit)

    def _order(self) -> list[Field]:
        found = [self.table.get(self._name())]
        while self._is(","):
            found.append(self.table.get(self._name()))
        return found

    def _limit(self) -> int:
        kind, value = self._next()
        if kind != "number" or not value.isdigit():
            raise _malformed("LIMIT needs a number")
        return int(value)

    def _any(self) -> Fits:
        parts = [self._one()]
        words: set[str] = set()
        while word := next((one for one in ("AND", "OR") if self._is(one)), ""):
            words.add(word)
            parts.append(self._one())
        if len(words) > 1:
            raise _malformed("AND and OR side by side need parentheses")
        if words == {"OR"}:
            return lambda row: any(part(row) for part in parts)
        return lambda row: all(part(row) for part in parts)

    def _one(self) -> Fits:
        if self._is("("):
            found = self._any()
            self._must(")")
            return found
        one = self.table.get(self._name())
        if not one.filterable:
            raise Refused("INVALID_FIELD", f"field '{one.name}' can not be filtered in a query call")
        if self._is("IN"):
            return self._among(one)
        operator = "LIKE" if self._is("LIKE") else self._next()[1]
        wanted = self._value(one)
        if operator == "LIKE":
            return self._like(one, wanted)
        return self._compared(one, operator, wanted)

    def _among(self, one: Field) -> Fits:
        self._must("(")
        wanted = [self._value(one)]
        while self._is(","):
            wanted.append(self._value(one))
        self._must(")")
        return lambda row: row.get(one.name) in wanted

    def _like(self, one: Field, wanted: Any) -> Fits:
        if one.type not in ("string", "combobox", "email", "url", "picklist"):
            raise Refused("INVALID_FIELD", f"invalid operator on {one.type} field")
        parts = re.split(r"([%_])", str(wanted))
        made = "".join({"%": ".*", "_": "."}.get(part, re.escape(part)) for part in parts)
        like = re.compile(made, re.DOTALL | re.IGNORECASE)
        return lambda row: like.fullmatch(str(row.get(one.name) or "")) is not None

    def _compared(self, one: Field, operator: str, wanted: Any) -> Fits:
        if operator in ("=", "!="):
            is_same = operator == "="
            return lambda row: (row.get(one.name) == wanted) is is_same
        if operator not in ("<", ">", "<=", ">=") or one.type == "boolean" or wanted is None:
            raise _malformed(f"unexpected token: {operator!r}")

        def fits(row: Row) -> bool:
            has = row.get(one.name)
            if has is None:
                return False
            if has == wanted:
                return operator.endswith("=")
            return (1 if has > wanted else -1) == _ORDERED[operator[0]]

        return fits

    def _value(self, one: Field) -> Any:
        kind, value = self._next()
        if kind == "word" and value.lower() == "null":
            return None
        wanted = {"datetime": "moment", "date": "day", "boolean": "word"}.get(one.type, "text")
        wanted = "number" if one.type in ("double", "int", "currency", "percent") else wanted
        if kind != wanted:
            quotes = "" if wanted == "text" else " and should not be enclosed in quotes"
            told = f"value of filter criterion for field '{one.name}' must be of type {one.type}{quotes}"
            raise Refused("INVALID_FIELD", told)
        if one.type in ("id", "reference") and not ID.fullmatch(value):
            raise Refused("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {value}")
        if one.type == "boolean":
            if value.lower() not in ("true", "false"):
                raise _malformed(f"unexpected token: {value!r}")
            return value.lower() == "true"
        if kind == "moment":
            return datetime.fromisoformat(value)
        return float(value) if kind == "number" else value

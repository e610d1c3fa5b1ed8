"""The JSON and CSV forms of Ask."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.actors import Actor
from core.sheets import csv_of
from insights.api.definitions import definition_json
from insights.ask.grammar import EXAMPLES, GRAMMAR
from insights.ask.language import filter_text, write
from insights.ask.names import FIXED
from insights.ask.tree import (
    DEFINED,
    FIELDS,
    GROUPS,
    Between,
    Bound,
    LastDays,
    Named,
    Query,
    dates_of,
)
from insights.models import AskedQuestion
from insights.selectors.asking import Row, Told, main_of
from insights.selectors.figures import Figure
from insights.services.asking import Answer
from tickets.rendering import stamp

_FIGURE = ("value", "business", "part", "whole", "tickets")
_COLUMNS = (
    "query", "measure", "unit", "by", "group", "since", "until", "figure", "part", "whole", "tickets",
    "formula",
)  # fmt: skip


def query_json(query: Query, today: date) -> dict[str, Any]:
    """A query with its parts; dates are those that it has today."""
    since, until = dates_of(query.when, today)
    when = query.when
    return {
        "text": write(query),
        "measure": query.measure,
        "filters": [
            {
                "field": one.field,
                "values": list(one.values),
                "is_not": one.is_not,
                "bound": _bound(one.bound),
                "text": filter_text(one),
            }
            for one in query.filters
        ],
        "by": query.by,
        "value": _bound(query.value),
        "within": query.within,
        "period": when.name if isinstance(when, Named) else "dates" if isinstance(when, Between) else "days",
        "days": when.days if isinstance(when, LastDays) else None,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "sort": query.sort,
        "limit": query.limit,
    }


def _bound(bound: Bound | None) -> dict[str, Any] | None:
    return None if bound is None else {"sign": bound.sign, "number": float(bound.number)}


def asked_json(found: Answer, *, actor: Actor, question: str, today: date, language: str) -> dict[str, Any]:
    """What came of a question; the definition is in the language of the reader."""
    is_answered = found.told is not None
    return {
        "question": question,
        "by": found.understood.by,
        "query": None if found.told is None else query_json(found.told.query, today),
        "answer": None if found.told is None else _told(found.told, actor, language),
        "readings": [] if is_answered else [query_json(one, today) for one in found.understood.readings],
        "left": list(found.understood.left),
        "id": found.number,
        "is_kept": found.is_kept,
    }


def _told(told: Told, actor: Actor, language: str) -> dict[str, Any]:
    return {
        "timezone": str(told.period.zone),
        "definition": definition_json(told.query.measure, language),
        "whole": _figure(told.whole),
        "rows": [_row(row) for row in told.rows],
        "groups": told.groups,
        "is_partial": told.is_partial,
        "sees_all": actor.sees_all_tickets,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in _FIGURE}


def _row(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "figure": _figure(row.figure),
        "since": row.since and row.since.isoformat(),
        "until": row.until and row.until.isoformat(),
    }


def told_csv(told: Told) -> str:
    """A line for each group, or one for all, with query and definition, so that it explains itself."""
    rows = told.rows or (Row("", "", told.whole),)
    return csv_of(_COLUMNS, (_line(told, row, write(told.query)) for row in rows))


def _line(told: Told, row: Row, text: str) -> list[Any]:
    defined, figure = DEFINED[told.query.measure], row.figure
    since, until = row.since or told.period.since, row.until or told.period.until
    return [
        text, defined.name, defined.unit, told.query.by, row.name or row.key, since.isoformat(),
        until.isoformat(), main_of(figure), figure.part, figure.whole, figure.tickets, defined.formula,
    ]  # fmt: skip


def questions_json(rows: Iterable[AskedQuestion]) -> dict[str, Any]:
    """One's own questions."""
    return {"results": [question_json(row) for row in rows]}


def question_json(row: AskedQuestion) -> dict[str, Any]:
    """One question as it is remembered."""
    return {
        "id": row.pk,
        "question": row.question,
        "query": row.query,
        "is_kept": row.is_kept,
        "asked_at": stamp(row.asked_at),
    }


def language_json(language: str) -> dict[str, Any]:
    """The query language."""
    return {
        "grammar": GRAMMAR,
        "examples": list(EXAMPLES),
        "definitions": [definition_json(name, language) for name in DEFINED],
        "names": [{"field": name, "values": list(FIXED.get(name, ()))} for name in FIELDS],
        "groups": list(GROUPS),
    }

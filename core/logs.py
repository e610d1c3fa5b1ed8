"""Structured logs: one JSON object per line, without the row values that database errors quote."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import DataError, Error

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}
# PostgreSQL's second line: `DETAIL:  Key (email)=(…) already exists.`, also as `repr` writes it.
_DETAIL = re.compile(r"(?:\\n|\n)?(?:DETAIL|CONTEXT):  .*", re.DOTALL)


class JSONFormatter(logging.Formatter):
    """Time, level, logger, constant message, request id, and whatever was passed as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        quoted = _quoted_by(record)
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _without_rows(record.getMessage(), quoted),
        }
        extra = {
            key: _without_rows(value, quoted)
            for key, value in vars(record).items()
            if key not in _STANDARD and value != ""
        }
        if record.exc_info:
            # A traceback continues after an error's message: only the message is cut, not what follows.
            extra["exception"] = _replaced(self.formatException(record.exc_info), quoted)
        return json.dumps(line | extra, default=_as_text, ensure_ascii=False)


def without_rows(error: BaseException) -> str:
    """The message of an error; that of a database error without the values it quotes."""
    text = str(error)
    if not isinstance(error, Error | psycopg.Error):
        return text
    primary = _DETAIL.sub("", text).partition("\n")[0]
    is_about_a_value = isinstance(error, DataError | psycopg.DataError)
    return primary.partition(":")[0] if is_about_a_value else primary


def _as_text(value: Any) -> str:
    text = without_rows(value) if isinstance(value, BaseException) else str(value)
    return _DETAIL.sub("", text)


def _quoted_by(record: logging.LogRecord) -> dict[str, str]:
    """The messages of a record's errors as they may appear in a text, each with its replacement."""
    found: dict[str, str] = {}
    first = record.exc_info[1] if record.exc_info else None
    for error in _chain(first):
        text, safe = str(error), without_rows(error)
        if text and text != safe:
            found |= {text: safe, text.rstrip(): safe, repr(text)[1:-1]: safe}
    return found


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _replaced(text: str, quoted: dict[str, str]) -> str:
    for words in sorted(quoted, key=len, reverse=True):
        text = text.replace(words, quoted[words])
    return text


def _without_rows(value: Any, quoted: dict[str, str]) -> Any:
    if isinstance(value, BaseException):
        return without_rows(value)
    if isinstance(value, str):
        return _DETAIL.sub("", _replaced(value, quoted))
    if isinstance(value, dict):
        return {key: _without_rows(one, quoted) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_rows(one, quoted) for one in value]
    return value

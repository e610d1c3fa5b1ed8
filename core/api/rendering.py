"""JSON in and out with orjson; one strict parser for all endpoints."""

from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

MAX_DEPTH = 40
LARGEST_NUMBER = 2.0**63


def _default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def check(data: Any) -> None:
    """
    Refuse JSON that could be read but not stored: PostgreSQL stores no U+0000 and turns huge floats into
    whole numbers that our JSON parsers reject, and anything nested too deeply cannot be written out again.

    Raises ParseError.
    """
    waiting: list[tuple[Any, int]] = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            if "\x00" in value:
                raise ParseError("Text may not contain the character U+0000.")
        elif isinstance(value, float):
            if abs(value) >= LARGEST_NUMBER:
                raise ParseError("Numbers must fit into 64 bits.")
        elif isinstance(value, dict | list):
            if depth > MAX_DEPTH:
                raise ParseError(f"The body is nested deeper than {MAX_DEPTH} levels.")
            parts = [*value, *value.values()] if isinstance(value, dict) else value
            waiting.extend((part, depth + 1) for part in parts)


class JSONRenderer(BaseRenderer):
    """UTF-8 JSON; datetimes in ISO 8601 with `Z`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        if data is None:
            return b""
        return orjson.dumps(data, default=_default, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


class JSONParser(BaseParser):
    """Strict JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes] | None, media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        request = (parser_context or {}).get("request")
        # Django counts the bytes of `body` against DATA_UPLOAD_MAX_MEMORY_SIZE; the bare stream has no limit.
        raw = request._request.body if request is not None else (stream.read() if stream else b"")
        if not raw.strip():
            return {}
        try:
            data = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not valid JSON: {error}.") from error
        check(data)
        return data

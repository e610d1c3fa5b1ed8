"""
The base of what a timeline entry stores besides its text.

`to_json` gives the stored form, `of` reads it. Reading is lenient, because a history is read for years:
missing values and values of the wrong type get their defaults, and unknown ones are ignored.
"""

from dataclasses import fields
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Self, get_args, get_origin, get_type_hints

KEY = "key"


class Payload:
    """The base of all payloads; `is_sparse` omits values equal to their defaults."""

    is_sparse: ClassVar[bool] = False

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        found: dict[str, Any] = {}
        for one in fields(self):  # type: ignore[arg-type]  # every payload is a dataclass
            value = getattr(self, one.name)
            if value is None and one.default is None:
                continue
            if self.is_sparse and (value == one.default or (one.default is not None and not value)):
                continue
            found[one.metadata.get(KEY, one.name)] = _stored(value)
        return found

    @classmethod
    def of(cls, stored: object) -> Self:
        """What was stored, with defaults for anything missing."""
        given = stored if isinstance(stored, dict) else {}
        values: dict[str, Any] = {}
        hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable, also where it is Self
        for one in fields(cls):  # type: ignore[arg-type]  # every payload is a dataclass
            value = given.get(one.metadata.get(KEY, one.name))
            is_read, read = _read(hints[one.name], value)
            if is_read:
                values[one.name] = read
        return cls(**values)


def _stored(value: Any) -> Any:
    if isinstance(value, Payload):
        return value.to_json()
    if isinstance(value, list | tuple):
        return [_stored(item) for item in value]
    return value


@cache
def _hints(cls: type[Payload]) -> dict[str, Any]:
    return get_type_hints(cls)


def _read(hint: Any, value: Any) -> tuple[bool, Any]:
    """Whether a value is acceptable for a field of this type, and in which form."""
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    base = get_origin(hint) or hint
    if value is None:
        return False, None
    if base is bool:
        return True, bool(value)
    if issubclass(base, Payload):
        return isinstance(value, dict), base.of(value)
    if base is float:
        return isinstance(value, int | float) and not isinstance(value, bool), value
    if base is int:
        return isinstance(value, int) and not isinstance(value, bool), value
    if base is list:
        parts = get_args(hint)
        part = get_origin(parts[0]) or parts[0]
        if not isinstance(value, list):
            return False, None
        if isinstance(part, type) and issubclass(part, Payload):
            return True, [part.of(item) for item in value if isinstance(item, dict)]
        return True, [item for item in value if part is Any or isinstance(item, part)]
    return isinstance(value, base), value

"""What every operation in the OpenAPI document shares: problems, headers, token scopes."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import load_enum_name_overrides

from core.api import told_headers
from core.api.shapes import name_of

PROBLEM = {
    "type": "object",
    "description": "What went wrong, and what to do. Some kinds of problems have members of their own.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "additionalProperties": {},
}
_METHODS = {"get", "post", "put", "patch", "delete"}
_ENUM_ID = "x-spec-enum-id"


class Schema(AutoSchema):
    """Describes the headers that each operation accepts and sends, and the scopes that a token needs."""

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return name_of(type(serializer))

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        told_headers.tell_headers(operation, self.view, self.method)
        scopes = scopes_of(self.view, self.method)
        if scopes:
            told = operation.get("description", "")
            operation["description"] = f"{told}\n\nToken scopes: {', '.join(scopes)}.".strip()
        return operation


def scopes_of(view: Any, method: str) -> list[str]:
    """The scopes that a token needs to call a view by a method; none where tokens are not accepted."""
    area = getattr(view, "scope", "")
    if not area:
        return []
    is_read = method in ("GET", "HEAD") or getattr(view, "asks", False)
    is_blind = not is_read and getattr(view, "writes_blind", False)
    others = [] if is_blind else [f"{name}:read" for name in getattr(view, "also_reads", ())]
    return [f"{area}:{'read' if is_read else 'write'}", *others]


def document_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """drf-spectacular hook: any operation may answer with `application/problem+json`."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    result["components"]["headers"] = told_headers.components()
    answer = {
        "description": "A problem document (RFC 9457).",
        "headers": {name: told_headers.reference(name) for name in [*told_headers.RATE, "Retry-After"]},
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if method in _METHODS:
                operation.setdefault("responses", {}).setdefault("default", answer)
    return result


def name_enums(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """
    drf-spectacular hook: choices listed in ENUM_NAME_OVERRIDES become components; the others stay inline.

    The library's own hook names all of them after their fields, so that a new field can rename an existing
    type.
    """
    known = load_enum_name_overrides()  # type: ignore[no-untyped-call]  # the library has no types here
    components = result.setdefault("components", {}).setdefault("schemas", {})
    taken = set(known.values()) & set(components)
    if taken:
        raise ValueError(f"Shapes and choices need names of their own: {', '.join(sorted(taken))}.")
    for schema in list(_enums(result)):
        name = known.get(schema.pop(_ENUM_ID))
        if name is None:
            continue
        values: list[Any] = []
        extra: list[Any] = []
        for value in schema.pop("enum"):
            (extra if value in ("", None) else values).append(value)
        kind = schema.pop("type", "string")
        base = next(one for one in kind if one != "null") if isinstance(kind, list) else kind
        components[name] = {"type": base, "enum": values}
        reference = {"$ref": f"#/components/schemas/{name}"}
        if extra:
            schema["anyOf"] = [reference, {"enum": extra}]
        else:
            schema.update(reference)
    result["components"]["schemas"] = dict(sorted(components.items()))
    return result


def _enums(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if _ENUM_ID in part:
            yield part
        for value in part.values():
            yield from _enums(value)
    elif isinstance(part, list):
        for value in part:
            yield from _enums(value)

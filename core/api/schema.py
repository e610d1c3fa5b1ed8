"""What every operation of the OpenAPI document shares: the problem document, and the scopes of tokens."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

PROBLEM = {
    "type": "object",
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
}
_METHODS = {"get", "post", "put", "patch", "delete"}


class Schema(AutoSchema):
    """Tells for each operation which scopes a token needs."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        scopes = scopes_of(self.view, self.method)
        if operation is not None and scopes:
            told = operation.get("description", "")
            operation["description"] = f"{told}\n\nToken scopes: {', '.join(scopes)}.".strip()
        return operation


def scopes_of(view: Any, method: str) -> list[str]:
    """The scopes that a token needs to call a view by a method; none where tokens are not taken."""
    area = getattr(view, "scope", "")
    if not area:
        return []
    is_read = method in ("GET", "HEAD") or getattr(view, "asks", False)
    others = [f"{name}:read" for name in getattr(view, "also_reads", ())]
    return [f"{area}:{'read' if is_read else 'write'}", *others]


def document_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """drf-spectacular hook: any operation may answer with `application/problem+json`."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "A problem document (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if method in _METHODS:
                operation.setdefault("responses", {}).setdefault("default", answer)
    return result

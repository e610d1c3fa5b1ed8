"""The headers of requests and answers, as described in the API's schema."""

from http import HTTPStatus
from typing import Any

from core.api.idempotency import HEADER, REPLAYED

RATE = {
    "RateLimit-Limit": "Calls that the caller may make in a minute.",
    "RateLimit-Remaining": "Those that are left.",
    "RateLimit-Reset": "Seconds to the next minute of counting.",
}
_COMPONENTS: dict[str, Any] = {
    **{name: {"description": told, "schema": {"type": "integer"}} for name, told in RATE.items()},
    "Retry-After": {"description": "Seconds to wait; with 429.", "schema": {"type": "integer"}},
    "ETag": {
        "description": "The version of what was answered, for `If-Match` and `If-None-Match`.",
        "required": True,
        "schema": {"type": "string"},
        "example": '"v7"',
    },
    "Location": {
        "description": "Where the new record is.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    },
    REPLAYED: {
        "description": "`true` on the repetition of an earlier answer.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
_KEY = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A repetition with the same key gets the first answer and creates nothing.",
}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "The ETag of an earlier answer; 412 when somebody changed it in between.",
}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag of an earlier answer; 304 without a body when that is still the newest.",
}


def components() -> dict[str, Any]:
    """The header components that operations refer to."""
    return dict(_COMPONENTS)


def tell_headers(operation: dict[str, Any], view: Any, method: str) -> None:
    """Add to an operation the headers that its view accepts and sends."""
    is_tagged = method in getattr(view, "tagged", ())
    takes_key = method == "POST" and getattr(view, "takes_key", False)
    wanted = [_KEY] if takes_key else []
    if is_tagged and method != "POST":
        wanted.append(_IF_NONE_MATCH if method == "GET" else _IF_MATCH)
    if wanted:
        operation["parameters"] = [*operation.get("parameters", []), *wanted]
    for status, answer in operation["responses"].items():
        names = list(RATE)
        has_body = "content" in answer
        if is_tagged and has_body:
            names.append("ETag")
        # What was made already is answered with 200 and stands at the same address.
        makes = method == "POST" and "201" in operation["responses"] and status in ("200", "201")
        if is_tagged and makes:
            names.append("Location")
        if takes_key:
            names.append(REPLAYED)
        answer["headers"] = answer.get("headers", {}) | {name: reference(name) for name in names}
        if not answer.get("description"):
            answer["description"] = HTTPStatus(int(status)).phrase
    if is_tagged and method == "GET":
        operation["responses"]["304"] = {
            "description": "What the caller has is still the newest.",
            "headers": {name: reference(name) for name in [*RATE, "ETag"]},
        }


def reference(name: str) -> dict[str, str]:
    """A reference to one of `components`."""
    return {"$ref": f"#/components/headers/{name}"}

"""
An example of what each operation takes and answers.

Most were recorded by the tests (`api_examples.json`, see `tests/examples.py`). One that has become old, or is
not there yet, is made from the schema, so that no operation is without.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_FILE = Path(__file__).with_name("api_examples.json")
_DOCUMENT = "urn:candor:examples"
_JSON = "application/json"
_MAX_DEPTH = 8
_FORMATS = {
    "date-time": "2026-03-02T09:00:00Z",
    "date": "2026-03-02",
    "time": "09:00:00",
    "uuid": "7b0c1f0e-3f6b-4f0e-9a55-3f7f3c1f2a10",
    "email": "jo@customer.example",
    "uri": "https://customer.example/",
}


@lru_cache(maxsize=1)
def _recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text())
    return found


def exemplify(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """drf-spectacular hook: a JSON body and a good JSON answer without an example get one."""
    plain = json.loads(json.dumps(result, default=str))
    registry: Registry[Any] = Registry().with_resource(
        _DOCUMENT, Resource.from_contents(plain, default_specification=DRAFT202012)
    )
    schemas = plain.get("components", {}).get("schemas", {})
    for path in result.get("paths", {}).values():
        for operation in path.values():
            if not isinstance(operation, dict) or "operationId" not in operation:
                continue
            known = _recorded().get(operation["operationId"], {})
            _add(operation.get("requestBody", {}), known.get("request"), schemas, registry)
            for status, answer in operation.get("responses", {}).items():
                if status.startswith("2"):
                    value = known.get("response") if known.get("status") == status else None
                    _add(answer, value, schemas, registry)
    return result


def _add(part: dict[str, Any], value: Any, schemas: dict[str, Any], registry: "Registry[Any]") -> None:
    content = part.get("content", {}).get(_JSON)
    if content is None or content.get("examples"):
        return
    schema = _absolute(json.loads(json.dumps(content.get("schema", {}), default=str)))
    held = Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
    if value is None or not held.is_valid(value):
        value = _made(schema, schemas, 0)
    content["examples"] = {"Example": {"value": value}}


def _absolute(part: Any) -> Any:
    """The same schema with references into the document."""
    if isinstance(part, dict):
        return {
            name: _DOCUMENT + below if name == "$ref" and isinstance(below, str) else _absolute(below)
            for name, below in part.items()
        }
    return [_absolute(below) for below in part] if isinstance(part, list) else part


def _made(schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> Any:
    """A plain value of a schema."""
    if "$ref" in schema:
        return _made(schemas.get(schema["$ref"].rpartition("/")[2], {}), schemas, depth)
    for name in ("const", "example", "default"):
        if name in schema:
            return schema[name]
    if schema.get("enum"):
        return schema["enum"][0]
    for name in ("allOf", "oneOf", "anyOf"):
        if schema.get(name):
            return _made(schema[name][0], schemas, depth)
    kind = schema.get("type", "object" if "properties" in schema else None)
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind == "object":
        return _object(schema, schemas, depth)
    if kind == "array":
        is_deep = depth >= _MAX_DEPTH
        least = schema.get("minItems", 1)
        return [] if is_deep else [_made(schema.get("items", {}), schemas, depth + 1)] * max(least, 1)
    if kind == "string":
        return _string(schema)
    low = schema.get("minimum", 1)
    return {"integer": int(low), "number": float(low), "boolean": False}.get(str(kind))


def _object(schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> dict[str, Any]:
    required = schema.get("required", [])
    return {
        name: _made(below, schemas, depth + 1)
        for name, below in schema.get("properties", {}).items()
        if name in required or depth < _MAX_DEPTH
    }


def _string(schema: dict[str, Any]) -> str:
    if "pattern" in schema:
        return "0"
    text = _FORMATS.get(schema.get("format", ""), "Example")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 1000)]

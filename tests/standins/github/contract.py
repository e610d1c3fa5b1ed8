"""GitHub's published description of its interface, cut down by `trim` (packages `@octokit/openapi`, MIT)."""

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from jsonschema import Draft4Validator
from jsonschema.exceptions import best_match

from tests.standins.github.trim import CUT

WANTED = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


@cache
def document() -> dict[str, Any]:
    """The cut description, with `nullable` as JSON Schema says it."""
    found: dict[str, Any] = _nullable(json.loads(gzip.decompress(CUT.read_bytes())))
    return found


@cache
def _paths() -> list[tuple[re.Pattern[str], str, dict[str, Any]]]:
    return [
        (re.compile(re.sub(r"\{(\w+)\}", lambda m: r"\d+" if "_" in m[1] else r"[\w.-]+", path)), path, told)
        for path, told in document()["paths"].items()
    ]


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What is published of an operation."""
    for pattern, _, told in _paths():
        if pattern.fullmatch(path) and method.lower() in told:
            found: dict[str, Any] = told[method.lower()]
            return found
    return None


def faults(method: str, path: str, query: str, body: bytes, headers: Mapping[str, str]) -> list[str]:
    """What a request has that the published interface does not."""
    found = [
        f"the header {name} is {headers.get(name)}"
        for name, wanted in (
            ("Accept", "application/vnd.github+json"),
            ("X-GitHub-Api-Version", "2022-11-28"),
        )
        if headers.get(name) != wanted
    ]
    told = operation(method, path)
    if told is None:
        return [*found, f"no such endpoint: {method} {path}"]
    known = {one["name"]: one["schema"] for one in map(_resolved, told["parameters"]) if one["in"] == "query"}
    for name, values in parse_qs(query, keep_blank_values=True).items():
        if name not in known:
            found.append(f"unknown parameter {name}")
            continue
        value: Any = values[-1]
        if known[name].get("type") == "integer" and value.isdigit():
            value = int(value)
        found += _unlike(known[name], value, name)
    if "requestBody" in told:
        schema = told["requestBody"]["content"]["application/json"]["schema"]
        found += _unlike(schema, json.loads(body or b"null"), "body")
        # The description leaves other members open: what it does not name is a mistake of ours.
        found += [
            f"unknown member {name}" for name in json.loads(body or b"{}") if name not in _members(schema)
        ]
    return found


def unlike(method: str, path: str, answer: Any) -> list[str]:
    """Where an answer that the stand-in gives is not as described."""
    told = operation(method, path)
    if told is None:
        return [f"no such endpoint: {method} {path}"]
    (good,) = [one for status, one in told["responses"].items() if status in ("200", "201")]
    return _unlike(good["content"]["application/json"]["schema"], answer, "answer")


def unlike_posted(name: str, body: Any) -> list[str]:
    """Where a webhook that the stand-in posts is not as described."""
    return _unlike(document()["webhooks"][name], body, name)


def _unlike(schema: Any, value: Any, what: str) -> list[str]:
    error = best_match(Draft4Validator({**schema, "components": document()["components"]}).iter_errors(value))
    return (
        [] if error is None else [f"{what} {'/'.join(map(str, error.absolute_path))}: {error.message}"[:400]]
    )


def _members(schema: Mapping[str, Any]) -> set[str]:
    inner = [one for one in schema.get("anyOf", ()) if "properties" in one]
    return set(schema.get("properties", ())) | {name for one in inner for name in one["properties"]}


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: dict[str, Any] = document()["components"][kind][name]
    return found


def _nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {name: _nullable(one) for name, one in schema.items()}
    if mended.pop("nullable", None) is True:
        return {"anyOf": [{"type": "null"}, mended]}
    return mended


def filled(schema: Mapping[str, Any], given: Any = None) -> Any:
    """The smallest value that fits a schema, with what is given in its place."""
    target = dict(_resolved(dict(schema)))
    for group in ("anyOf", "oneOf", "allOf"):
        if group in target and "properties" not in target:
            options = target[group]
            if given is None and {"type": "null"} in options:
                return None
            return filled(next(one for one in options if one != {"type": "null"}), given)
    if "properties" in target or target.get("type") == "object":
        told = dict(given or {})
        parts = target.get("properties", {})
        for name in {*target.get("required", ()), *told} & set(parts):
            told[name] = filled(parts[name], told.get(name))
        return told
    if given is not None:
        one = target.get("items")
        return [filled(one, row) for row in given] if isinstance(given, list) and one else given
    if "enum" in target:
        return target["enum"][0]
    kind = target.get("type")
    return {"array": [], "boolean": False, "integer": 0, "number": 0, "null": None}.get(str(kind), "")


def answer_schema(method: str, path: str) -> dict[str, Any]:
    """The schema of a good answer."""
    told = operation(method, path)
    if told is None:
        raise LookupError(f"no such endpoint: {method} {path}")
    (good,) = [one for status, one in told["responses"].items() if status in ("200", "201")]
    found: dict[str, Any] = good["content"]["application/json"]["schema"]
    return found

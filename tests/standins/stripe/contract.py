"""
Stripe's published description of its interface, from `../shared/contracts/stripe` (version 2020-08-27).

Expandable members are there only as ids, which is how we ask for them.
"""

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator
from jsonschema.exceptions import best_match

PATH = (
    Path(__file__).resolve().parents[4]
    / "shared" / "contracts" / "stripe" / "stripe_2020-08-27.trimmed.openapi.json.gz"
)  # fmt: skip


def is_here() -> bool:
    """Whether the description lies beside this repository."""
    return PATH.is_file()


@cache
def document() -> dict[str, Any]:
    """The description."""
    found: dict[str, Any] = json.loads(gzip.decompress(PATH.read_bytes()))
    return found


@cache
def _reads() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    found = []
    for path, operations in document()["paths"].items():
        if "get" in operations:
            found.append((re.compile(re.sub(r"\{\w+\}", r"[\\w-]+", path)), operations["get"]))
    return found


def faults(method: str, path: str, query: Mapping[str, str]) -> list[str]:
    """What a request has that the published interface does not; nothing where that is not here."""
    if not is_here():
        return []
    if method != "GET":
        return [f"nothing is changed there: {method} {path}"]
    operation = next((one for pattern, one in _reads() if pattern.fullmatch(path)), None)
    if operation is None:
        return [f"no such endpoint: {method} {path}"]
    known = {one["name"]: one["schema"] for one in operation["parameters"]}
    found: list[str] = []
    sent: dict[str, Any] = {}
    for name, value in query.items():
        base, _, inner = name.partition("[")
        if base not in known:
            found.append(f"unknown parameter {name}")
        elif not inner:
            sent[base] = int(value) if known[base].get("type") == "integer" and value.isdigit() else value
        elif known[base].get("type") == "array":
            sent.setdefault(base, []).append(value)
        else:
            sent.setdefault(base, {})[inner.rstrip("]")] = int(value) if value.isdigit() else value
    for name, value in sent.items():
        error = best_match(_validator(known[name]).iter_errors(value))
        if error is not None:
            found.append(f"{name}: {error.message}")
    if len(sent.get("types", ())) > 20 or not 1 <= sent.get("limit", 10) <= 100:
        found.append("more than Stripe takes")
    return found


def unlike(kind: str, told: Any) -> str:
    """Where an object that the stand-in makes is not as described; empty where it is."""
    if not is_here():
        return ""
    error = best_match(_validator({"$ref": f"#/components/schemas/{kind}"}).iter_errors(told))
    return "" if error is None else f"{kind} {'/'.join(map(str, error.absolute_path))}: {error.message}"[:400]


def _validator(schema: dict[str, Any]) -> Draft4Validator:
    return Draft4Validator({**_nullable(schema), "components": _components()})


@cache
def _components() -> dict[str, Any]:
    found: dict[str, Any] = _nullable(document()["components"])
    return found


def _nullable(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema says it."""
    if isinstance(schema, list):
        return [_nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {name: _nullable(one) for name, one in schema.items()}
    if mended.pop("nullable", None) is True:
        return {"anyOf": [{"type": "null"}, mended]}
    return mended

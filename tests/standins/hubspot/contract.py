"""
What HubSpot publishes of its interface, as far as it is kept in `../shared/contracts/hubspot`.

Its own description of the API is not free to keep: the file holds facts written down by hand. What it does
not hold stands in `BEYOND` and `BATCH`, from HubSpot's public pages.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "hubspot" / "contract.json"
BEYOND = (("GET", "/account-info/v3/details", ()), ("POST", "/oauth/v1/token", ()))
BATCH = {"inputs": [], "properties": ["string"]}
"""What a batch that reads also takes: the properties to tell."""
_MORE_QUERY = {"GET /crm/v3/owners": ("limit", "after", "archived", "email")}


def is_here() -> bool:
    """Whether the contract lies beside this repository."""
    return PATH.is_file()


@cache
def contract() -> dict[str, Any]:
    """The facts."""
    found: dict[str, Any] = json.loads(PATH.read_text())
    return found


@cache
def _endpoints() -> list[tuple[str, re.Pattern[str], tuple[str, ...], Any]]:
    facts = contract()
    told = [*facts["objects"]["endpoints"], *facts["owners"]["endpoints"]]
    found = []
    for one in told:
        path, method = one["path"], one.get("method", "GET")
        query = tuple(one.get("query", ())) or _MORE_QUERY.get(f"{method} {path}", ())
        path = path.replace("{objectType}", f"(?:{'|'.join(facts['objects']['types'])})")
        path = path.replace("{read|create|update|upsert|archive}", "(?:read|create|update|upsert|archive)")
        path = re.sub(r"\{\w+\}", r"\\w+", path)
        found.append((method, re.compile(path), query, one.get("body")))
    found += [(method, re.compile(path), query, None) for method, path, query in BEYOND]
    return found


def faults(method: str, path: str, query: Mapping[str, str], body: Any) -> list[str]:
    """What a request has that the published interface does not; nothing where the contract is not here."""
    if not is_here():
        return []
    for known, pattern, allowed, shape in _endpoints():
        if known != method or pattern.fullmatch(path) is None:
            continue
        found = [f"unknown parameter {name}" for name in query if name not in allowed]
        if path.endswith("/batch/read"):
            shape = BATCH
        if shape is not None:
            found += _unlike(body, shape, "body")
        return found + _limits(path, query, body)
    return [f"no such endpoint: {method} {path}"]


def _unlike(told: Any, shape: Any, where: str) -> list[str]:
    """Where something has another form; an empty shape takes any object."""
    if isinstance(shape, dict):
        if not isinstance(told, dict):
            return [f"{where} is no object"]
        if not shape:
            return []
        found = [f"{where}.{name} is unknown" for name in told if name not in shape]
        return found + [
            fault
            for name in told
            if name in shape
            for fault in _unlike(told[name], shape[name], f"{where}.{name}")
        ]
    if isinstance(shape, list):
        if not isinstance(told, list):
            return [f"{where} is no list"]
        return [fault for one in told for fault in (_unlike(one, shape[0], where) if shape else [])]
    if shape == "int":
        return [] if isinstance(told, int) and not isinstance(told, bool) else [f"{where} is no number"]
    if not isinstance(told, str):
        return [f"{where} is no text"]
    choices = str(shape).split("|")
    return [f"{where} is none of {shape}"] if len(choices) > 1 and told not in choices else []


def _limits(path: str, query: Mapping[str, str], body: Any) -> list[str]:
    facts = contract()
    found = []
    if int(query.get("limit", "1")) > 100:
        found.append("a page is too long")
    if path.endswith("/search"):
        limits = facts["search_limits_seen"]
        groups = body.get("filterGroups", [])
        if len(groups) > limits["filter_groups_max"]:
            found.append("too many groups")
        if any(len(group["filters"]) > limits["filters_per_group_max"] for group in groups):
            found.append("too many filters")
        if body.get("limit", 10) > 100:
            found.append("a page is too long")
    if path.endswith("/batch/read") and len(body.get("inputs", [])) > 100:
        found.append("too many inputs")
    if path == facts["notes"]["path"] and "hs_timestamp" not in body.get("properties", {}):
        found.append("a note needs hs_timestamp")
    return found

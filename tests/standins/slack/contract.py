"""
Slack's published description of its Web API, from `../shared/contracts/slack`.

It is of 2021 and describes JSON bodies as forms: their members are checked by name and type. How files are
given today (`files.getUploadURLExternal`, `files.completeUploadExternal`) is newer, and stands here by hand.
"""

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "slack"
_OWN: dict[str, dict[str, tuple[str, bool]]] = {
    "files.getUploadURLExternal": {"filename": ("string", True), "length": ("integer", True)},
    "files.completeUploadExternal": {
        "files": ("array", True),
        "channel_id": ("string", False),
        "thread_ts": ("string", False),
        "initial_comment": ("string", False),
    },
}


def is_here() -> bool:
    """Whether the contracts lie beside this repository."""
    return FOLDER.is_dir()


@lru_cache(maxsize=1)
def _paths() -> dict[str, Any]:
    packed = (FOLDER / "web_api.trimmed.swagger2.json.gz").read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(packed))["paths"]
    return found


@lru_cache(maxsize=1)
def envelope() -> dict[str, Any]:
    """The published schema of what an event comes in."""
    found: dict[str, Any] = json.loads((FOLDER / "event_wrapper.schema.json").read_text())
    return found


def problem(method: str, verb: str, given: dict[str, Any], *, is_json: bool) -> str:
    """What is wrong with a request by the contract; empty when nothing is, or without the contract."""
    if method in _OWN:
        return _faults(_OWN[method], given, is_json=is_json)
    if not is_here():
        return ""
    described = _paths().get(f"/{method}")
    if described is None:
        return f"There is no method {method}."
    operation = described.get(verb.lower())
    if operation is None:
        return f"{method} is not asked by {verb}."
    if is_json and "application/json" not in operation["consumes"]:
        return f"{method} takes no JSON."
    known = {
        one["name"]: (one.get("type", "string"), bool(one.get("required")))
        for one in operation["parameters"]
        if one["name"] != "token"
    }
    return _faults(known, given, is_json=is_json)


def _faults(known: dict[str, tuple[str, bool]], given: dict[str, Any], *, is_json: bool) -> str:
    if strange := given.keys() - known.keys():
        return f"Unknown: {', '.join(sorted(strange))}."
    if missing := {name for name, (_, needed) in known.items() if needed} - given.keys():
        return f"Missing: {', '.join(sorted(missing))}."
    for name, value in given.items():
        if not _fits(known[name][0], value, is_json=is_json):
            return f"{name} must be {known[name][0]}."
    return ""


def _fits(kind: str, value: Any, *, is_json: bool) -> bool:
    if kind == "array":
        return isinstance(value, list)
    if not is_json:
        match kind:
            case "integer":
                return str(value).isdigit()
            case "number":
                return str(value).replace(".", "", 1).isdigit()
            case "boolean":
                return value in ("true", "false", "1", "0")
        return True
    types = {"string": str, "integer": int, "boolean": bool, "number": int | float}
    return isinstance(value, types[kind])

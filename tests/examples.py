"""
Records examples for the API description: what the tests ask and are answered, one for each operation.

`pytest tests/api --record-examples` adds those that are missing; delete a line of the file to have it
recorded anew. Only ordinary calls are kept: no attack, no odd value, and no secret, not even one of a test.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError

from tests.answers import BASE, Client, description, escaped, template_of, validator

FILE = Path(__file__).resolve().parents[1] / "helpdesk" / "api_examples.json"
MAX_ROWS = 2
MAX_TEXT = 400
MAX_BYTES = 6000
_ODD = re.compile(
    r"zebra|[\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e]|<script|onerror|javascript:|\.\./|/tmp/|:\d{4,5}\b"
)
_SECRET = re.compile(r"cdr_[\w-]{20,}|\b[\w-]{40,}\b")
_SECRET_NAMES = re.compile(r"password|secret|token")

recorded: dict[str, dict[str, Any]] = {}


def listen(patch: pytest.MonkeyPatch) -> None:
    """Have every call of the tests' client offered, from now on."""
    ask = Client.generic

    def generic(self: Any, method: str, path: str, data: Any = "", *rest: Any, **more: Any) -> Any:
        response = ask(self, method, path, data, *rest, **more)
        if getattr(response, "exc_info", None) is None and path.startswith(BASE):
            offer(method, data if isinstance(data, bytes) else str(data).encode(), response)
        return response

    patch.setattr(Client, "generic", generic)


def offer(method: str, sent: bytes, response: Any) -> None:
    """Keep a call as the example of its operation if it is better than the one before."""
    match = getattr(response, "resolver_match", None)
    kind = str(response.headers.get("Content-Type", ""))
    if match is None or not 200 <= response.status_code < 300 or response.streaming:
        return
    template = template_of(match.route)
    operation = description()["paths"].get(template, {}).get(method.lower())
    if operation is None:
        return
    found: dict[str, Any] = {}
    place = f"/paths/{escaped(template)}/{method.lower()}"
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        body = _body(sent)
        if body is None or not _holds(f"{place}/requestBody/content/application~1json/schema", body):
            return
        found["request"] = _tidy(body)
    status = str(response.status_code)
    if kind.startswith("application/json") and response.content:
        answer = _tidy(json.loads(response.content))
        if not _holds(f"{place}/responses/{status}/content/application~1json/schema", answer):
            return
        found |= {"status": status, "response": answer}
    if not found:
        return
    name = operation["operationId"]
    if _score(found) > _score(recorded.get(name)):
        recorded[name] = found


def _body(sent: bytes) -> Any:
    try:
        return json.loads(sent or b"{}")
    except ValueError:
        return None


def _holds(pointer: str, value: Any) -> bool:
    try:
        validator(pointer).validate(value)
    except ValidationError:
        return False
    return True


def _tidy(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _tidy(below, key) for key, below in value.items()}
    if isinstance(value, list):
        return [_tidy(below, name) for below in value[:MAX_ROWS]]
    if isinstance(value, str) and value and name == "token":
        return "cdr_EXAMPLE" if value.startswith("cdr_") else "EXAMPLE"
    if isinstance(value, str) and value and _SECRET_NAMES.search(name):
        return "EXAMPLE-not-a-secret"
    return _SECRET.sub("EXAMPLE", value) if isinstance(value, str) else value


def _score(found: dict[str, Any] | None) -> float:
    """How much an example shows: members with values; none for what is odd or too long."""
    if found is None:
        return 0.0
    text = json.dumps(found, ensure_ascii=False)
    if _ODD.search(text) or len(text) > MAX_BYTES or _longest(found) > MAX_TEXT:
        return 0.01
    return 1 + _values(found) - len(text) / 2000


def _longest(value: Any) -> int:
    if isinstance(value, dict | list):
        return max(
            (_longest(one) for one in (value.values() if isinstance(value, dict) else value)), default=0
        )
    return len(value) if isinstance(value, str) else 0


def _values(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_values(one) for one in value.values())
    if isinstance(value, list):
        return sum(_values(one) for one in value)
    return int(value not in (None, "", False))


def write() -> None:
    """Add what was recorded to the file; what stands there stays."""
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    good = {name: one for name, one in recorded.items() if _score(one) > 1}
    FILE.write_text(_lines(good | known))


def _lines(examples: dict[str, Any]) -> str:
    rows = [
        f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=False, sort_keys=False)}"
        for name, one in sorted(examples.items())
    ]
    return "{\n" + ",\n".join(rows) + "\n}\n"

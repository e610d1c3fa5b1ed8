"""The description of the API is whole, and the tests' check of every answer against it can fail."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from tests.answers import Undescribed, check, closed, component, description

ROOT = Path(__file__).resolve().parents[2]
UNTYPED = ROOT / "tests" / "contract" / "untyped.txt"
METHODS = {"get", "post", "put", "patch", "delete"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield path, method, operation


def is_free_form(schema: dict[str, Any]) -> bool:
    """Whether a schema takes whatever is sent: nothing at all, or an object without declared members."""
    told = {name: value for name, value in schema.items() if name not in ("description", "title", "default")}
    if not told:
        return True
    is_object = "object" in str(told.get("type", "")) and "properties" not in told
    return is_object and told.get("additionalProperties", {}) in ({}, True)


def test_every_answer_has_a_shape() -> None:
    untyped = {
        operation["operationId"]
        for _, _, operation in operations()
        for status, answer in operation["responses"].items()
        for content in answer.get("content", {}).values()
        if status != "default" and is_free_form(content.get("schema", {}))
    }
    waiting = set(UNTYPED.read_text().split())
    assert untyped - waiting == set(), "Give these answers a shape (`api/shapes.py`)."
    assert waiting - untyped == set(), f"Take these out of {UNTYPED.relative_to(ROOT)}: they have shapes."


def answer(body: Any, status: int = 200, kind: str = "application/json") -> Any:
    response: Any = HttpResponse(json.dumps(body).encode(), status=status, content_type=kind)
    response.resolver_match = type("Match", (), {"route": "api/v1/skills"})
    return response


SKILL = {"id": 1, "name": "Exports", "slug": "exports"}
PROBLEM = {"type": "about:blank", "title": "No", "status": 404, "detail": "No.", "code": "not_found"}


def test_an_answer_as_described_passes() -> None:
    check("GET", "/api/v1/skills", answer({"results": [SKILL], "next": None}))
    check("GET", "/api/v1/skills", answer(PROBLEM, 404, "application/problem+json"))
    check("GET", "/healthz", answer("whatever"))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (answer({"results": [SKILL | {"extra": 1}], "next": None}), "extra"),
        (answer({"results": [{"id": 1, "name": "Exports"}], "next": None}), "slug"),
        (answer({"results": [SKILL | {"id": "1"}], "next": None}), "id"),
        (answer({"results": [SKILL], "next": 1}), "next"),
        (answer({"results": [SKILL]}), "next"),
        (answer({"results": [], "next": None}, status=201), "201"),
        (answer({"results": [], "next": None}, kind="text/html"), "text/html"),
        (answer(PROBLEM, 404), "application/json"),
        (answer({"detail": "No."}, 404, "application/problem+json"), "title"),
    ],
)
def test_an_answer_beyond_the_description_is_refused(wrong: Any, told: str) -> None:
    with pytest.raises(Undescribed, match=told):
        check("GET", "/api/v1/skills", wrong)


def test_an_operation_that_is_not_described_may_only_refuse() -> None:
    with pytest.raises(Undescribed, match="neither"):
        check("PUT", "/api/v1/skills", answer({"ready": True}))
    check("PUT", "/api/v1/skills", answer(PROBLEM | {"status": 405}, 405, "application/problem+json"))


def test_objects_are_closed_and_open_ones_stay_open() -> None:
    document = closed({"a": {"properties": {"b": {}}}, "c": {"properties": {}, "additionalProperties": {}}})
    assert document["a"]["additionalProperties"] is False
    assert document["c"]["additionalProperties"] == {}
    assert component("Problem").is_valid(PROBLEM | {"newest_entry_id": 7})


def test_tests_call_the_api_through_the_client_that_checks() -> None:
    unchecked = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path.name != "answers.py"
        and re.search(r"from django\.test import [^\n]*\bClient\b", path.read_text())
    ]
    assert unchecked == []

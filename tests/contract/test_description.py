"""The API description is complete, and the tests' check of every answer against it is able to fail."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from helpdesk.api_examples import exemplify
from helpdesk.api_summaries import SUMMARIES
from tests.answers import Undescribed, check, closed, component, description, escaped, validator

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


def test_every_operation_has_a_summary_of_its_own() -> None:
    told = {operation["operationId"]: operation.get("summary", "") for _, _, operation in operations()}
    assert [name for name, summary in told.items() if not summary] == []
    assert len(set(told.values())) == len(told)
    assert set(SUMMARIES) <= set(told), "There is no such operation any more."


def test_every_example_is_as_described() -> None:
    found = 0
    for path, method, operation in operations():
        place = f"/paths/{escaped(path)}/{method}"
        parts = [(f"{place}/requestBody", operation.get("requestBody", {}))]
        parts += [(f"{place}/responses/{code}", one) for code, one in operation["responses"].items()]
        for pointer, part in parts:
            for kind, content in part.get("content", {}).items():
                for example in content.get("examples", {}).values():
                    validator(f"{pointer}/content/{escaped(kind)}/schema").validate(example["value"])
                    found += 1
    assert found >= 200


def test_every_json_body_and_answer_has_an_example() -> None:
    without = [
        f"{operation['operationId']}: {name}"
        for _, _, operation in operations()
        for name, part in [("body", operation.get("requestBody", {})), *operation["responses"].items()]
        if (name == "body" or name.startswith("2"))
        and "application/json" in part.get("content", {})
        and not part["content"]["application/json"].get("examples")
    ]
    assert without == []


def test_an_example_that_has_become_old_is_made_anew() -> None:
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    content = {"application/json": {"schema": schema}}
    operation = {"operationId": "skills_list", "responses": {"200": {"content": content}}}
    exemplify({"paths": {"/x": {"get": operation}}})
    assert content["application/json"]["examples"] == {"Example": {"value": {"n": 1}}}


def test_headers_are_told_where_they_count() -> None:
    told = {operation["operationId"]: operation for _, _, operation in operations()}
    for name in ("tickets_create", "tickets_reply", "articles_create", "contacts_create", "views_create"):
        assert "Idempotency-Key" in headers_of(told[name])
    for name in ("tickets_update", "articles_update", "sla_policies_replace", "routing_rules_publish"):
        assert "If-Match" in headers_of(told[name])
        assert "ETag" in told[name]["responses"]["200"]["headers"]
    assert "If-None-Match" in headers_of(told["tickets_get"])
    assert "304" in told["tickets_get"]["responses"]
    assert all("RateLimit-Remaining" in one["responses"]["default"]["headers"] for one in told.values())
    assert description()["servers"]


def headers_of(operation: dict[str, Any]) -> set[str]:
    return {one["name"] for one in operation.get("parameters", []) if one["in"] == "header"}


def test_a_create_that_takes_a_key_says_so() -> None:
    """The service itself refuses to serve a view that does not; this finds a flag without a use."""
    claims = {
        path.relative_to(ROOT): path.read_text().count("takes_key = True")
        for path in ROOT.glob("*/**/api/*.py")
        if "takes_key = True" in path.read_text()
    }
    uses = {path: len(re.findall(r"return idempotent\(", (ROOT / path).read_text())) for path in claims}
    assert uses == claims


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

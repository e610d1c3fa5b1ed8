"""The API's description is made once, not for everybody who asks."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2

from helpdesk import api_root
from tests.answers import Client


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often it is made; a small one, since the real one takes seconds."""
    monkeypatch.setattr(api_root, "_made", {})
    times: list[str] = []

    def get_schema(self: Any, **_: Any) -> dict[str, Any]:
        times.append("once")
        return {"openapi": "3.1.0", "paths": {}}

    monkeypatch.setattr(SchemaGenerator, "get_schema", get_schema)
    return times


def ask(**headers: str) -> Any:
    return Client().get("/api/v1/schema", headers=headers)


def test_it_is_made_once_for_each_form(db: None, made: list[str]) -> None:
    bodies = {ask(accept="application/json").content for _ in range(3)}
    assert len(bodies) == 1
    assert len(made) == 1
    assert ask(accept="application/yaml").content.startswith(b"openapi: 3.1.0")
    assert ask(accept="application/yaml").status_code == 200
    assert len(made) == 2


def test_many_at_once_wait_for_one(made: list[str]) -> None:
    renderer = OpenApiJsonRenderer2()
    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(lambda _: api_root._written(renderer), range(12)))
    assert len(found) == 1
    assert len(made) == 1


@pytest.mark.parametrize("accept", ["application/json", "application/yaml", "*/*"])
def test_who_has_it_is_not_sent_it_again(db: None, made: list[str], accept: str) -> None:
    first = ask(accept=accept)
    assert first["Cache-Control"] == "no-cache"
    assert "Accept" in first["Vary"]
    again = ask(accept=accept, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert ask(accept=accept, if_none_match='"another"').content == first.content


def test_a_caller_does_not_choose_its_content_type(db: None, made: list[str]) -> None:
    answer = ask(accept="application/json; charset=utf-7")
    assert answer["Content-Type"] == "application/json; charset=utf-8"

"""When `make run` loads the demo, and by which name."""

import pytest

from helpdesk.supervisor.__main__ import _wants_demo
from helpdesk.supervisor.programs import with_demo


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, True),
        ({"DEMO": "1"}, True),
        ({"DEMO": "0"}, False),
        ({"CANDOR_PRODUCTION": "1"}, False),
        ({"CANDOR_PRODUCTION": "1", "DEMO": "1"}, False),
        ({"CANDOR_PRODUCTION": "0"}, True),
    ],
)
def test_it_is_wanted(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: bool) -> None:
    for name in ("DEMO", "CANDOR_PRODUCTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert _wants_demo() is expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [("", "demo"), ("demo", "demo"), ("other", "other,demo"), (" other , demo,", "other,demo")],
)
def test_it_joins_what_is_named_already(named: str, expected: str) -> None:
    assert with_demo({"EXTRA_APPS": named}) == expected


def test_it_needs_no_name_before() -> None:
    assert with_demo({}) == "demo"

"""What a form shows and keeps: a field that is not shown is neither required nor kept."""

from typing import Any

import pytest

from portal.forms import Asked, Kind, asked_of, faults_of, shown, taken

KINDS = [
    Kind("type", "choice", choices=(("bug", "Bug"), ("billing", "Billing"))),
    Kind("product_area", "text"),
    Kind("custom.plan", "choice", "Plan", (("Free", "Free"), ("Scale", "Scale"))),
    Kind("custom.seats", "number", "Seats"),
    Kind("custom.since", "date", "Since"),
    Kind("custom.is_down", "checkbox", "Work has stopped"),
    Kind("custom.note", "text", "Note"),
]


def row(key: str, *, when: tuple[str, str] | None = None, **more: Any) -> dict[str, Any]:
    condition = {"field": when[0], "value": when[1]} if when else None
    return {"key": key, "label": "", "help": "", "is_required": False, "when": condition, **more}


CHAIN = asked_of(
    [
        row("type", is_required=True),
        row("custom.plan", when=("type", "billing"), is_required=True),
        row("custom.seats", when=("custom.plan", "scale"), is_required=True),
        row("custom.is_down", when=("type", "bug")),
        row("custom.note", when=("custom.is_down", "")),
    ],
    KINDS,
)


@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        ({}, "type"),
        ({"type": "bug"}, "type custom.is_down"),
        ({"type": "bug", "custom.is_down": "yes"}, "type custom.is_down custom.note"),
        ({"type": "bug", "custom.is_down": " "}, "type custom.is_down"),
        ({"type": "billing"}, "type custom.plan"),
        ({"type": "billing", "custom.plan": " SCALE "}, "type custom.plan custom.seats"),
        # What hangs on a hidden field is hidden, whatever was sent.
        ({"type": "bug", "custom.plan": "Scale"}, "type custom.is_down"),
    ],
)
def test_what_is_shown(answers: dict[str, str], keys: str) -> None:
    assert [field.key for field in shown(CHAIN, answers)] == keys.split()


@pytest.mark.parametrize(
    ("answers", "values", "faults"),
    [
        ({}, {}, {"type": "required"}),
        ({"type": "bug"}, {"type": "bug"}, {}),
        ({"type": "chaos"}, {}, {"type": "unfit"}),
        ({"type": "bug", "custom.seats": "5", "custom.plan": "Scale"}, {"type": "bug"}, {}),
        ({"type": "billing"}, {"type": "billing"}, {"custom.plan": "required"}),
        (
            {"type": "billing", "custom.plan": "Scale", "custom.seats": "12"},
            {"type": "billing", "custom": {"plan": "Scale", "seats": 12}},
            {},
        ),
        (
            {"type": "billing", "custom.plan": "Scale", "custom.seats": "many"},
            {"type": "billing", "custom": {"plan": "Scale"}},
            {"custom.seats": "unfit"},
        ),
    ],
)
def test_what_becomes_of_the_answers(
    answers: dict[str, str], values: dict[str, Any], faults: dict[str, str]
) -> None:
    found = taken(CHAIN, answers)
    assert (found.values, found.faults) == (values, faults)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("custom.seats", "2,5", 2.5), ("custom.seats", "1e400", None), ("custom.seats", "nan", None),
        ("custom.seats", "9007199254740993000", None), ("custom.seats", "-3", -3),
        ("custom.since", "2026-02-29", None), ("custom.since", "2028-02-29", "2028-02-29"),
        ("custom.is_down", "yes", True), ("custom.is_down", "on", None),
        ("custom.note", "a\x00b\r\nc", "ab\nc"), ("custom.note", "x" * 2001, None),
        ("product_area", " Exports \n Snowflake ", "Exports Snowflake"), ("custom.plan", "scale", None),
    ],
)  # fmt: skip
def test_each_kind_takes_its_values(key: str, text: str, value: Any) -> None:
    found = taken(asked_of([row(key)], KINDS), {key: text})
    kept = found.values.get("custom", {}).get(key.removeprefix("custom."), found.values.get(key))
    assert kept == value
    assert (found.faults == {}) is (value is not None)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("type"), row("custom.plan", when=("type", "bug"))], ""),
        ([row("custom.plan"), row("type", when=("custom.plan", ""))], ""),
        ([row("custom.gone")], "no such field"),
        ([row("priority")], "no such field"),
        ([row("type"), row("type")], "stands twice"),
        ([row("type", when=("type", "bug"))], "must stand before"),
        ([row("custom.plan", when=("type", "bug")), row("type")], "must stand before"),
        ([row("type"), row("custom.plan", when=("type", "chaos"))], "can never be"),
        ([row("custom.is_down"), row("custom.note", when=("custom.is_down", "no"))], "can never be"),
    ],
)
def test_a_sound_form(rows: list[dict[str, Any]], words: str) -> None:
    faults = faults_of(rows, KINDS)
    assert (words in " ".join(faults)) if words else faults == []


def test_a_field_that_is_gone_takes_along_what_hangs_on_it() -> None:
    stored = [
        row("type"),
        row("custom.plan", when=("type", "")),
        row("custom.seats", when=("custom.plan", "")),
    ]
    left = [kind for kind in KINDS if kind.key != "custom.plan"]
    assert [field.key for field in asked_of(stored, left)] == ["type"]


def test_a_forms_own_label_stands_over_the_fields() -> None:
    [own, theirs] = asked_of([row("custom.plan", label="Which plan"), row("custom.seats")], KINDS)
    assert (own.label, theirs.label) == ("Which plan", "Seats")
    assert isinstance(own, Asked)

"""Steps of a runbook: what is stored, what is refused, and what a mark of one needs."""

from decimal import Decimal
from typing import Any

import pytest

from kb.runbook import MAX_STEPS, checked_runbook, is_over, wanting

CREDIT: dict[str, Any] = {"key": "a1", "kind": "decide", "text": "Credit", "limit": 250.0, "unit": "USD"}
LOOK: dict[str, Any] = {"key": "b2", "kind": "check", "text": "Look", "limit": None, "unit": ""}


def test_keys_stay_and_new_steps_get_one() -> None:
    steps, errors = checked_runbook([CREDIT, {"kind": "ask", "text": " Which  range? "}])
    assert errors == []
    assert steps[0] == CREDIT
    assert steps[1]["text"] == "Which range?"
    assert steps[1]["key"] not in ("", "a1")
    assert checked_runbook(steps)[0] == steps


def test_the_same_key_twice_is_two_steps() -> None:
    steps, _ = checked_runbook([LOOK, LOOK])
    assert len({step["key"] for step in steps}) == 2


def test_a_unit_without_a_limit_says_nothing() -> None:
    steps, _ = checked_runbook([CREDIT | {"limit": None}])
    assert (steps[0]["limit"], steps[0]["unit"]) == (None, "")


@pytest.mark.parametrize(
    "value",
    [
        "steps",
        [LOOK] * (MAX_STEPS + 1),
        [1],
        [LOOK | {"colour": "red"}],
        [LOOK | {"kind": "guess"}],
        [LOOK | {"text": "  "}],
        [LOOK | {"text": "x" * 501}],
        [LOOK | {"limit": 3}],
        [CREDIT | {"limit": -1}],
        [CREDIT | {"limit": "much"}],
        [CREDIT | {"limit": float("nan")}],
        [CREDIT | {"limit": True}],
        [CREDIT | {"limit": 1e15}],
        [CREDIT | {"unit": "u" * 21}],
    ],
)
def test_what_is_no_runbook_is_refused(value: Any) -> None:
    assert checked_runbook(value)[1]


@pytest.mark.parametrize(
    ("step", "state", "amount", "reason", "fields"),
    [
        (LOOK, "done", None, "", set()),
        (LOOK, "done", 3, "", {"amount"}),
        (LOOK, "skipped", None, "", {"reason"}),
        (LOOK, "skipped", None, "Done before", set()),
        (LOOK, "open", None, "", set()),
        (CREDIT, "done", None, "", {"amount"}),
        (CREDIT, "done", 250, "", set()),
        (CREDIT, "done", "250.01", "", {"reason"}),
        (CREDIT, "done", 300, "Agreed with the lead", set()),
        (CREDIT, "skipped", 300, "No", {"amount"}),
    ],
)
def test_a_mark_needs_its_amount_and_a_deviation_its_reason(
    step: dict[str, Any], state: str, amount: Any, reason: str, fields: set[str]
) -> None:
    number = None if amount is None else Decimal(str(amount))
    assert set(wanting(step, state=state, amount=number, reason=reason)) == fields


def test_the_limit_itself_is_within_it() -> None:
    assert not is_over(CREDIT, Decimal(250))
    assert is_over(CREDIT, Decimal("250.01"))
    assert not is_over(LOOK, Decimal(9))

"""Feedback of an attempt: facts beside the runbook and beside what was answered then."""

from typing import Any

import pytest

from practice.feedback import compared, escalation, sentences_of, steps_found, words_of


def step(key: str, kind: str = "do", limit: float | None = None) -> dict[str, Any]:
    return {"key": key, "kind": kind, "text": key, "limit": limit, "unit": ""}


def mark(key: str, state: str = "done", amount: float | None = None, reason: str = "") -> dict[str, Any]:
    return {"step": key, "state": state, "amount": amount, "reason": reason, "at": ""}


STEPS = [step("ask", "ask"), step("look"), step("credit", "decide", 250), step("up", "escalate")]


def test_what_was_not_marked_is_missed_but_an_escalation_is_open() -> None:
    found = steps_found(STEPS, [mark("ask"), mark("look", "skipped", reason="Known")])
    assert [(one.key, one.state) for one in found] == [
        ("ask", "done"), ("look", "skipped"), ("credit", "missed"), ("up", "open"),
    ]  # fmt: skip
    assert found[1].reason == "Known"


def test_a_step_before_its_turn_names_the_one_that_came_after_it() -> None:
    found = steps_found(STEPS, [mark("credit", amount=10), mark("ask"), mark("look")])
    assert [(one.key, one.place, one.done_before) for one in found[:3]] == [
        ("ask", 2, None), ("look", 3, None), ("credit", 1, "ask"),
    ]  # fmt: skip


def test_in_order_nothing_is_said_of_the_order_also_where_a_step_was_missed() -> None:
    found = steps_found(STEPS, [mark("look"), mark("credit", amount=250)])
    assert [one.done_before for one in found] == [None] * 4
    assert not found[2].is_over


def test_a_limit_is_exceeded_above_it() -> None:
    assert steps_found(STEPS, [mark("credit", amount=250.01)])[2].is_over


@pytest.mark.parametrize(
    ("must", "done", "verdict"),
    [(True, True, "right"), (False, False, "right"), (True, False, "missing"), (False, True, "needless")],
)
def test_handing_on_is_right_missing_or_needless(must: bool, done: bool, verdict: str) -> None:
    assert escalation(must=must, done=done) == verdict


def test_sentences_of_then_are_said_by_other_forms_of_their_words_or_not_at_all() -> None:
    then = [
        {"who": "customer", "text": "My exports fail."},
        {
            "who": "us",
            "text": "The key was rotated last night. Please upload the new public key to Snowflake.",
        },
        {"who": "assistant", "text": "Look at the status page of Snowflake exports."},
    ]
    (answer,) = compared(then, ["Somebody rotated the keys last night, I think."])
    assert answer.number == 2
    assert [(one.text, one.is_said) for one in answer.sentences] == [
        ("The key was rotated last night", True),
        ("Please upload the new public key to Snowflake", False),
    ]


def test_greetings_are_not_missed() -> None:
    assert compared([{"who": "us", "text": "Hello there! Many thanks."}], []) == []


def test_long_texts_are_read_in_time_that_grows_with_them() -> None:
    assert len(sentences_of("a" * 200_000)) == 100
    assert words_of("x " * 100_000) == set()

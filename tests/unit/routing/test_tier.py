"""Tiers follow the signals together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.signals import Facts, Signal
from routing.tier import choose_tier


def facts(entities: tuple[str, ...] = (), failed: int = 0, **signals: tuple[str, float]) -> Facts:
    return Facts(
        signals={name: Signal(value, sure) for name, (value, sure) in signals.items()},
        entities=entities,
        failed_answers=failed,
    )


def test_nothing_known_is_tier_one() -> None:
    assert choose_tier(Facts()).tier == "T1"


@pytest.mark.parametrize("kind", ["question", "billing", "access", "onboarding", "feature_request"])
def test_everyday_requests_are_tier_one(kind: str) -> None:
    assert choose_tier(facts(type=(kind, 0.9))).tier == "T1"


def test_integration_work_is_tier_two() -> None:
    assert choose_tier(facts(type=("integration", 0.9), complexity=("medium", 0.8))).tier == "T2"


def test_a_complex_bug_with_an_error_code_is_tier_three() -> None:
    found = choose_tier(facts(("HLY-4012",), type=("bug", 0.9), complexity=("high", 0.8)))
    assert found.tier == "T3"
    assert [item.label for item in found.evidence] == ["Kind of request", "Complexity", "Quotes"]


def test_an_unsure_bug_without_more_is_not_tier_three() -> None:
    assert choose_tier(facts(type=("bug", 0.4))).tier != "T3"


@given(
    st.sampled_from(["type", "complexity", "entities"]),
    st.sampled_from(["bug", "integration", "high", "question"]),
    st.floats(0, 1),
)
def test_no_single_signal_reaches_tier_three(name: str, word: str, sure: float) -> None:
    signals = {} if name == "entities" else {name: Signal(word, sure)}
    one = Facts(signals=signals, entities=(word,) if name == "entities" else ())
    assert choose_tier(one).tier != "T3"


@given(st.floats(0, 1), st.floats(0, 1))
def test_an_unsure_signal_weighs_less(a: float, b: float) -> None:
    less, more = sorted((a, b))
    low = choose_tier(facts(type=("bug", less))).weights["T3"]
    assert low <= choose_tier(facts(type=("bug", more))).weights["T3"]


def test_failed_answers_of_the_assistant_push_upwards() -> None:
    assert choose_tier(facts(type=("access", 0.5), complexity=("medium", 0.5))).tier == "T1"
    assert choose_tier(facts(failed=2, type=("access", 0.5), complexity=("medium", 0.5))).tier == "T2"

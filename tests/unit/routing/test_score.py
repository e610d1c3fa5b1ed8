"""The priority score: a sum whose parts behave."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.score import score, span
from routing.signals import IMPACT, SENTIMENT, URGENCY, Customer, Facts, Signal

TODAY = date(2026, 3, 12)


def facts(**values: object) -> Facts:
    words = {k: Signal(str(v)) for k, v in values.items() if k in {"type", "impact", "urgency", "sentiment"}}
    customer = Customer(
        segment=str(values.get("segment", "")),
        arr=Decimal(str(values["arr"])) if "arr" in values else None,
        renewal_on=TODAY + timedelta(days=int(str(values["renews"]))) if "renews" in values else None,
        health=int(str(values["health"])) if "health" in values else None,
    )
    return Facts(
        signals=words,
        customer=customer,
        today=TODAY,
        waiting_seconds=float(str(values.get("waiting", 0))),
        entities=tuple(values.get("entities", ())),  # type: ignore[arg-type]  # each test names what it needs
    )


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["question", "bug", "billing", "access", "integration", "other"]),
        "impact": st.sampled_from(sorted(IMPACT)),
        "urgency": st.sampled_from(sorted(URGENCY)),
        "sentiment": st.sampled_from([*sorted(SENTIMENT), "-0.4"]),
        "arr": st.integers(0, 10**7),
        "renews": st.integers(-400, 400),
        "health": st.integers(0, 100),
        "waiting": st.integers(0, 10**6),
        "segment": st.sampled_from(["enterprise", "mid_market", "smb", "self_serve", ""]),
    },
)


@given(FACTS)
def test_parts_add_up_and_stay_in_their_limits(values: dict[str, object]) -> None:
    found = score(facts(**values))
    assert found.total == sum(part.points for part in found.parts)
    limits = [30, 25, 25, 10, 10]
    assert all(0 <= part.points <= limit for part, limit in zip(found.parts, limits, strict=True))
    assert all(part.label and part.detail for part in found.parts)


@given(FACTS)
def test_money_feelings_and_waiting_alone_never_make_a_p1(values: dict[str, object]) -> None:
    values = {k: v for k, v in values.items() if k not in {"impact", "urgency", "type"}}
    assert score(facts(**values, urgency="low", impact="0")).priority() != "P1"


@given(FACTS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_waiting_longer_never_lowers_the_score(values: dict[str, object], a: int, b: int) -> None:
    less, more = sorted((a, b))
    assert (
        score(facts(**values | {"waiting": less})).total <= score(facts(**values | {"waiting": more})).total
    )


@given(FACTS, st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_larger_account_never_lowers_the_score(values: dict[str, object], a: int, b: int) -> None:
    less, more = sorted((a, b))
    assert score(facts(**values | {"arr": less})).total <= score(facts(**values | {"arr": more})).total


@pytest.mark.parametrize(("name", "grades"), [("impact", IMPACT), ("urgency", URGENCY)])
@given(values=FACTS)
def test_stronger_words_never_lower_the_score(
    name: str, grades: dict[str, float], values: dict[str, object]
) -> None:
    totals = [score(facts(**values | {name: word})).total for word in sorted(grades, key=lambda w: grades[w])]
    assert totals == sorted(totals)


def test_enterprise_outage_is_p1_and_reads_as_a_sum() -> None:
    found = score(
        facts(
            type="bug",
            impact="all",
            urgency="critical",
            sentiment="angry",
            arr=184_000,
            renews=41,
            health=58,
            waiting=3600,
        )
    )
    assert [(part.label, part.points) for part in found.parts] == [
        ("Impact", 30),
        ("Urgency", 25),
        ("Customer value", 21),
        ("Sentiment", 10),
        ("Waiting", 1),
    ]
    assert found.parts[2].detail == "$184,000 a year, renews in 41 days, health 58"
    assert found.priority() == "P1"


def test_a_calm_how_to_question_is_p4() -> None:
    assert score(facts(type="question", urgency="low")).priority() == "P4"


def test_a_quoted_error_code_adds_to_the_impact_of_a_bug() -> None:
    with_code = score(facts(type="bug", entities=["HLY-4012"])).parts[0]
    assert with_code.points > score(facts(type="bug")).parts[0].points
    assert "HLY-4012" in with_code.detail


def test_a_lapsed_or_far_renewal_adds_nothing() -> None:
    assert score(facts(arr=0, renews=-3)).parts[2].points == 0
    assert score(facts(arr=0, renews=91)).parts[2].points == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 min"),
        (2700, "45 min"),
        (12_000, "3 h 20 min"),
        (7200, "2 h"),
        (187_200, "2 d 4 h"),
        (172_800, "2 d"),
    ],
)
def test_spans_read_as_people_say_them(seconds: int, text: str) -> None:
    assert span(seconds) == text

"""What a browser sends about its page is checked, scrubbed and bounded."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from widget.scrubbing import HIDDEN
from widget.trail import MAX_ATTRIBUTES, MAX_STEPS, StepKind, clean_attributes, clean_page, clean_steps

NOW = datetime(2026, 3, 12, 13, 41, tzinfo=UTC)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def step(**changes: Any) -> dict[str, Any]:
    return {"id": "s1", "at": NOW.timestamp() * 1000, "kind": "click", "label": "Rotate key"} | changes


def test_a_request_tells_method_path_and_status_only() -> None:
    [clean] = clean_steps(
        [step(kind="request", label="post https://a.example/api/exports/9?key=abc", detail="502")], now=NOW
    )
    assert (clean.kind, clean.label, clean.detail) == (StepKind.REQUEST, "POST /api/exports/9", "502")


def test_only_the_newest_steps_are_kept() -> None:
    steps = clean_steps([step(id=f"s{i}") for i in range(100)], now=NOW)
    assert [s.client_id for s in steps] == [f"s{i}" for i in range(100 - MAX_STEPS, 100)]


def test_a_wrong_clock_is_not_believed() -> None:
    tomorrow = (NOW + timedelta(days=1)).timestamp() * 1000
    assert [s.at for s in clean_steps([step(at=tomorrow), step(at="soon"), step(at=True)], now=NOW)] == [
        NOW
    ] * 3


def test_steps_of_an_unknown_kind_are_dropped() -> None:
    assert clean_steps([step(kind="keystroke"), step(label=""), step(id=""), "x", None], now=NOW) == []


def test_attributes_are_flat_short_and_without_secrets() -> None:
    clean = clean_attributes(
        {
            "plan": "Growth",
            "seats": 12,
            "is_admin": True,
            "apiKey": "abc",
            "user": {"role": "admin", "password": "hunter2", "deep": {"x": 1}},
            "tags": ["a"],
            "email": "helen@kestrel.example",
        }
    )
    assert clean == {"plan": "Growth", "seats": 12, "is_admin": True, "user.role": "admin", "email": HIDDEN}


def test_the_number_of_attributes_is_bounded() -> None:
    assert len(clean_attributes({f"name {i}": i for i in range(500)})) == MAX_ATTRIBUTES


@given(st.dictionaries(st.text(max_size=12), junk, max_size=6))
def test_any_input_is_read_without_an_error(raw: dict[str, Any]) -> None:
    clean_page(raw)
    clean_attributes(raw)
    clean_steps([raw, step(**{k: v for k, v in raw.items() if k in ("at", "label", "detail")})], now=NOW)

"""The built-in engine speaks for a customer with their own words alone."""

from assistant.engines.builtin.playing import said_by
from assistant.engines.protocol import PlayRequest, Turn

SAID = (
    "Our nightly export to Snowflake is empty.",
    "It began on Tuesday evening.",
    "The error code in the run history is HLY-4012.",
)


def play(*turns: tuple[str, str]) -> str:
    return said_by(PlayRequest("Export", SAID, [Turn(role, text) for role, text in turns]))


def test_it_answers_what_it_is_asked_with_what_fits() -> None:
    assert play(("customer", SAID[0]), ("agent", "Which error code does the run history show?")) == SAID[2]


def test_it_goes_on_in_order_where_nothing_fits() -> None:
    assert play(("customer", SAID[0]), ("agent", "Hm.")) == SAID[1]


def test_it_never_says_a_thing_twice_nor_anything_new() -> None:
    turns = [("customer", text) for text in SAID]
    assert play(*turns, ("agent", "Which error code?")) == ""
    assert play(("customer", SAID[0].upper()), ("agent", "?")) in SAID[1:]

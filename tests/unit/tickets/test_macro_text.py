"""The text of macros: variables, fallbacks, and what is refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from tickets.macro_starters import STARTERS
from tickets.macros import VARIABLES, UnknownVariable, check_text, fill, first_name
from tickets.services.macros import clean_actions


def test_a_value_stands_for_its_variable_and_a_fallback_for_no_value() -> None:
    text = "Hi {{customer.first_name|there}}, about {{ ticket.subject }} of {{company.name|}}."
    check_text(text)
    full = fill(
        text, {"customer.first_name": "Helen", "ticket.subject": "Exports", "company.name": "Kestrel"}
    )
    assert full.text == "Hi Helen, about Exports of Kestrel."
    assert full.missing == ()
    bare = fill(text, {"ticket.subject": "Exports"})
    assert bare.text == "Hi there, about Exports of ."


def test_a_variable_without_value_and_fallback_is_named_and_stays_to_be_seen() -> None:
    filled = fill(
        "{{team.name}} and {{team.name}} and {{company.name}}", {"team.name": " ", "company.name": ""}
    )
    assert filled.missing == ("team.name", "company.name")
    assert filled.text == "{{team.name}} and {{team.name}} and {{company.name}}"


def test_an_unknown_variable_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownVariable) as refused:
        check_text("Hi {{customer.nickname}}")
    assert refused.value.data["known"] == list(VARIABLES)
    assert "customer.nickname" in refused.value.message
    assert "customer.first_name" in refused.value.message


@pytest.mark.parametrize("text", ["Hi {{customer.name", "customer.name}}", "{{}}", "{{a|b|c}}", "{{\nx}}"])
def test_a_variable_that_is_not_complete_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        check_text(text)


def test_a_value_is_no_template() -> None:
    filled = fill("{{ticket.subject}}", {"ticket.subject": "{{agent.name}}\nBcc: x"})
    assert filled.text == "{{agent.name}} Bcc: x"
    assert filled.missing == ()


@given(st.text(alphabet="{}| a.\n", max_size=400))
def test_any_text_is_either_refused_or_filled_without_a_trace(text: str) -> None:
    try:
        check_text(text)
    except Invalid:
        return
    assert fill(text, {}).text == text


def test_long_texts_of_braces_take_no_time() -> None:
    began = time.perf_counter()
    for text in ("{" * 20_000, "{{" + " " * 19_000, "{{a|" * 5_000, "{{a " * 5_000):
        fill(text, {})
    assert time.perf_counter() - began < 5


def test_an_address_is_no_first_name() -> None:
    assert first_name("Helen Marsh") == "Helen"
    assert first_name("helen@kestrel.test") == ""


def test_every_starter_is_a_macro() -> None:
    assert len(STARTERS) == 15
    assert len({starter.key for starter in STARTERS}) == len({starter.name for starter in STARTERS}) == 15
    for starter in STARTERS:
        check_text(starter.text)
        assert clean_actions(starter.actions) == starter.actions
        assert fill(starter.text, {}).missing == (), starter.key

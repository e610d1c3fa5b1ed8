"""What counts as personal data, and that it comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.masking import Mask


def hidden(text: str, *names: str) -> str:
    return str(Mask(is_on=True, names=names).hidden(text))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("helen.marsh+test@mail.kestrel.co.uk", "[EMAIL_1]"),
        ("+49 (0)30 901820", "[PHONE_1]"),
        ("0664/123 45 67", "[PHONE_1]"),
        ("212-555-0147", "[PHONE_1]"),
        ("5500 0000 0000 0004", "[CARD_1]"),
        ("GB29NWBK60161331926819", "[ACCOUNT_1]"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[KEY_1]"),
        ("AKIAIOSFODNN7EXAMPLE", "[KEY_1]"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "[KEY_1]"),
        ("9f8e7d6c5b4a39281706f5e4d3c2b1a0", "[KEY_1]"),
        ("Hauptstraße 12a", "[ADDRESS_1]"),
        ("12 rue de la Paix", "[ADDRESS_1]"),
    ],
)
def test_personal_data_is_recognized(text: str, mark: str) -> None:
    assert hidden(f"It is {text}, thanks") == f"It is {mark}, thanks"


@pytest.mark.parametrize("text", ["Passwort: geheim99", "api key = geheim99", "my password is geheim99"])
def test_a_stated_password_is_masked_and_its_name_is_not(text: str) -> None:
    assert hidden(text) == text.replace("geheim99", "[KEY_1]")


@pytest.mark.parametrize(
    "text",
    [
        "HLY-4012 since 2026-03-02 09:14:55", "version 4.12.1 on 10.0.200.17", "31 days and 12,500 rows",
        "2026-03-01/2026-03-31", "4111 1111 1111 1112", "https://app.halyard.test/exports/runs?page=2",
        "the quick-start-guide-for-data-teams", "How do I reset my password?",
    ],
)  # fmt: skip
def test_what_an_answer_needs_stays(text: str) -> None:
    assert hidden(text) == text


def test_names_of_the_contact_are_masked_in_whole_words() -> None:
    text = "HELEN MARSH here. Helen's team, Marsh Ltd, marshmallows, helena"
    assert hidden(text, "Helen Marsh") == (
        "[NAME_1] here. [NAME_2]'s team, [NAME_3] Ltd, marshmallows, helena"
    )
    assert hidden("Jo is in", "Jo") == "Jo is in"


def test_the_same_value_has_the_same_mark_and_a_written_mark_stays_what_it_is() -> None:
    mask = Mask(is_on=True, names=())
    assert mask.hidden({"a": "[EMAIL_1] is not a@b.test", "b": ["a@b.test", 7]}) == {
        "a": "[EMAIL_1] is not [EMAIL_2]",
        "b": ["[EMAIL_2]", 7],
    }
    assert mask.restored({"x": ["[EMAIL_1] and [EMAIL_2]"]}) == {"x": ["[EMAIL_1] and a@b.test"]}


def test_one_that_is_off_changes_nothing() -> None:
    assert Mask(is_on=False, names=("Helen",)).hidden("Helen a@b.test") == "Helen a@b.test"


@given(st.text(alphabet=st.sampled_from("a1@.-+ ()[]EMAIL_:/pPhone"), max_size=80))
def test_what_is_hidden_comes_back(text: str) -> None:
    mask = Mask(is_on=True, names=("Pia Hope",))
    assert mask.restored(mask.hidden(text)) == text

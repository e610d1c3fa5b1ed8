"""Words that an admin wrote, found in messages of any language."""

from datetime import date

import pytest

from assistant.accounts import states_of
from assistant.boundaries import Rule, held, held_in_answer
from assistant.configuration import Configuration, Limit, Policy
from assistant.reading.phrases import Words


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("lawyer", "Our LAWYERS will call"), ("cancel", "we are cancelling today"),
        ("Anwalt", "Das klären unsere Anwälte"), ("kündigen", "Ich habe gekündigt, wir kündigten"),
        ("resiliation", "Des résiliations en masse"), ("abogado", "Mis abogados"),
        ("data loss", "two Data losses"),
        ("Müller-Vertrag", "den MÜLLER-VERTRAG"), ("C++", "in C++ only"),
        ("解約", "解約したいです"), ("PHI", "store phi here"),
    ],
)  # fmt: skip
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert Words(text).has(phrase)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("sue", "This issue"), ("PHI", "philosophy"), ("cancel", "a scandal"),
        ("data loss", "data and its loss"),
        ("C++", "in C only"), ("credit", "the editor"), ("", "anything"), ("contract", "to contrast"),
    ],
)  # fmt: skip
def test_another_word_is_not(phrase: str, text: str) -> None:
    assert not Words(text).has(phrase)


def test_a_boundary_for_account_states_holds_for_them_alone() -> None:
    near = states_of(is_known=True, renewal_on=date(2026, 4, 1), health_score=30, today=date(2026, 3, 2))
    assert near == ("renewal_near", "low_health")
    assert states_of(is_known=False, renewal_on=None, health_score=None, today=date(2026, 3, 2)) == (
        "unknown",
    )
    rule = Rule("renewal", "Renewals", keywords=("price",), account_states=("renewal_near",))
    assert held([rule], text="What is the price?", account_states=near)[0].evidence == "price"
    assert held([rule], text="What is the price?") == []
    everything = Rule("all", "At risk", account_states=("low_health",))
    assert held([everything], text="Anything", account_states=near)[0].evidence == "low_health"


def test_an_answer_is_held_by_an_admins_words_only() -> None:
    rules = [Rule("billing_dispute", "Refunds"), Rule("tone", "Prices", keywords=("discount",))]
    assert held_in_answer(rules, text="Ask for a refund of the charge, please refund me") == []
    assert held_in_answer(rules, text="You get discounts")[0].key == "tone"


def test_the_limit_that_names_most_decides() -> None:
    found = Configuration(
        policy=Policy(threshold=0.5),
        brands={3: Policy(threshold=0.4)},
        limits=(Limit(0.6, channel="email"), Limit(0.7, category="Billing"), Limit(0.3, "email", "billing")),
    )
    assert found.threshold_for(None, channel="widget") == 0.5
    assert found.threshold_for(3, channel="widget") == 0.4
    assert found.threshold_for(3, channel="email") == 0.6
    assert found.threshold_for(None, channel="widget", categories=("billing",)) == 0.7
    assert found.threshold_for(None, channel="email", categories=("", "billing")) == 0.3

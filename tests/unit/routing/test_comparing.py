"""The differences between two versions, and facts that come back as they were."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from routing.comparing import compare
from routing.rules import Outcome, Rule, read_rules
from routing.signals import Customer, Facts, Signal
from routing.stored_facts import from_json, to_json

RULES = [Rule(name, key=name) for name in "abcdef"]


@given(st.permutations(RULES))
def test_moving_back_what_counts_as_moved_restores_the_order(after: list[Rule]) -> None:
    moved = {change.key for change in compare(RULES, after).rules}
    still = [rule.key for rule in after if rule.key not in moved]
    assert still == sorted(still)
    assert len(moved) < len(RULES)


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_what_came_and_went_is_told(before: set[str], after: set[str]) -> None:
    found = compare([Rule(key, key=key) for key in before], [Rule(key, key=key) for key in sorted(after)])
    assert {c.key for c in found.rules if c.before is None} == after - before
    assert {c.key for c in found.rules if c.after is None} == before - after


def test_alike_is_nothing() -> None:
    assert not compare(RULES, RULES, {"assigns": True}, {"assigns": True})


def test_one_rule_drawn_to_the_top_is_one_move() -> None:
    (change,) = compare(RULES, [RULES[4], *RULES[:4], RULES[5]]).rules
    assert (change.key, change.place_before, change.place_after, change.is_moved) == ("e", 5, 1, True)


def test_parts_that_differ_are_named_and_a_new_name_is_the_same_rule() -> None:
    after = [replace(RULES[0], name="Other", then=Outcome(tier="T2")), *RULES[1:]]
    found = compare(RULES, after, {"assigns": True}, {"assigns": False})
    assert [(c.key, c.parts, c.is_moved) for c in found.rules] == [("a", ("name", "then"), False)]
    assert found.settings == ("assigns",)


def test_rules_get_keys_that_stay() -> None:
    found = read_rules([{"name": "Große Kunden"}, {"name": "große kunden"}, {"name": "X", "key": "x-1"}])
    assert len({rule.key for rule in found}) == 3
    assert found[2].key == "x-1"
    again = read_rules([{"name": rule.name, "key": rule.key} for rule in found])
    assert [rule.key for rule in again] == [rule.key for rule in found]


words = st.text(max_size=8)


@given(
    st.builds(
        Facts,
        signals=st.dictionaries(words, st.builds(Signal, words, st.floats(0, 1)), max_size=3),
        customer=st.builds(
            Customer,
            words,
            words,
            arr=st.one_of(st.none(), st.decimals(0, 10**6, places=2)),
            renewal_on=st.one_of(st.none(), st.dates()),
            health=st.one_of(st.none(), st.integers(0, 100)),
            plan=words,
        ),
        tags=st.lists(words, max_size=3).map(tuple),
        entities=st.lists(words, max_size=3).map(tuple),
        today=st.dates(),
        custom=st.dictionaries(words, words, max_size=2),
        hours=st.dictionaries(words, words, max_size=2),
    )
)
def test_stored_facts_come_back(facts: Facts) -> None:
    found = from_json(to_json(facts), text="hello")
    assert replace(found, text="") == facts


def test_what_customers_wrote_and_shared_is_not_stored() -> None:
    facts = Facts(text="my password is", page={"url": "https://x.test/secret"})
    stored = str(to_json(facts))
    assert "password" not in stored
    assert "secret" not in stored


def test_older_decisions_have_defaults() -> None:
    old = {"customer": {"arr": 5.5, "renewal_on": "2026-01-02"}, "channel": "email", "unknown": 1}
    found = from_json(old)
    assert found.customer.arr == Decimal("5.5")
    assert found.customer.renewal_on == date(2026, 1, 2)
    assert found.hours == {}

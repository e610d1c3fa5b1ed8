"""The rubric: what it may be, and what a conversation comes to by it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.rubric import SHIPPED, Criterion, InvalidRubric, Rubric, content_of, overall, read_rubric
from quality.wording import SHIPPED_WORDS, words_of_criterion

OWN = {"key": "greeting", "weight": 2, "name": "Greeting", "levels": ["None", "A set phrase", "By name"]}


def test_the_shipped_rubric_survives_being_stored() -> None:
    assert read_rubric(content_of(Rubric())) == Rubric()
    assert set(SHIPPED_WORDS) == set(SHIPPED)
    assert all(name and about and all(levels) for name, about, levels in SHIPPED_WORDS.values())


def test_what_is_absent_stays() -> None:
    first = read_rubric({"criteria": [OWN], "sampled": 7})
    second = read_rubric({"risky": 2}, first)
    assert (second.keys, second.sampled, second.risky) == (("greeting",), 7, 2)
    assert words_of_criterion(second.criteria[0])[0] == "Greeting"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ({"criteria": []}, "criteria"),
        ({"criteria": [OWN, OWN]}, "criteria"),
        ({"criteria": [OWN | {"weight": 0}]}, "criteria"),
        ({"criteria": [OWN | {"weight": 11}]}, "criteria"),
        ({"criteria": [OWN | {"key": "Two words"}]}, "criteria"),
        ({"criteria": [OWN | {"name": ""}]}, "criteria"),
        ({"criteria": [OWN | {"levels": ["one", "", "three"]}]}, "criteria"),
        ({"criteria": [OWN | {"levels": ["one", "two"]}]}, "criteria"),
        ({"sampled": 51}, "sampled"),
        ({"risky": True}, "risky"),
        ({"categories": ["sales"]}, "categories"),
        ({"segments": ["giant"]}, "segments"),
    ],
)
def test_what_cannot_be_is_refused_by_name(content: dict[str, Any], name: str) -> None:
    with pytest.raises(InvalidRubric) as refused:
        read_rubric(content)
    assert refused.value.name == name


LEVELS = st.lists(st.tuples(st.integers(0, 10), st.none() | st.integers(0, 2)), min_size=1, max_size=8)


@given(LEVELS)
def test_a_score_is_the_weighted_mean_of_what_was_judged(rows: list[tuple[int, int | None]]) -> None:
    criteria = [Criterion(f"c{place}", weight) for place, (weight, _) in enumerate(rows)]
    found = overall({f"c{place}": level for place, (_, level) in enumerate(rows)}, criteria)
    # Each point of weight is a vote of its own.
    votes = [level for weight, level in rows for _ in range(weight)]
    told = [level for level in votes if level is not None]
    if not told or len(told) * 2 < len(votes):
        assert found is None
    else:
        assert found == round(100 * sum(told) / (2 * len(told)))

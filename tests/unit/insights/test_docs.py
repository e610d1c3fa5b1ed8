"""The page says of every measure what the code says."""

from pathlib import Path

import pytest

from insights.ask.grammar import GRAMMAR
from insights.measures import DEFINITIONS, Definition

PAGE = Path(__file__).resolve().parents[3] / "docs" / "insights.md"


@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one.name)
def test_the_page_defines_each_measure_in_the_same_words(one: Definition) -> None:
    cells = (one.kind, one.side, one.unit, one.formula, one.excludes, one.origin)
    row = " | ".join((f"| `{one.name}`", *cells))
    assert f"{row} |" in PAGE.read_text()


def test_the_page_of_ask_shows_the_grammar_as_it_is() -> None:
    assert GRAMMAR in (PAGE.parent / "ask.md").read_text()

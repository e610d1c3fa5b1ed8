"""The admin's address patterns name the product area."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.areas import AreaRule, area_of, matches

RULES = [
    AreaRule("/settings/billing*", "billing"),
    AreaRule("/settings/*", "settings"),
    AreaRule("*/exports*", "exports"),
    AreaRule("status.example.com/*", "status"),
]


@pytest.mark.parametrize(
    ("url", "area"),
    [
        ("https://app.example.com/settings/billing/invoices", "billing"),
        ("https://app.example.com/settings/team", "settings"),
        ("https://app.example.com/w/12/exports/4", "exports"),
        ("https://app.example.com/#/exports", "exports"),
        ("https://app.example.com/#!/exports?tab=1", "exports"),
        ("https://status.example.com/today", "status"),
        ("https://app.example.com/", ""),
        ("", ""),
    ],
)
def test_the_first_rule_that_fits_decides(url: str, area: str) -> None:
    assert area_of(url, RULES) == area


@given(st.text(max_size=40))
def test_a_pattern_without_stars_fits_only_itself(path: str) -> None:
    pattern = path.replace("*", "")
    assert matches(pattern, pattern)
    assert not matches(pattern, pattern + "x")


@given(st.text("ab*", max_size=12), st.text("ab", max_size=12))
def test_stars_mean_anything(pattern: str, path: str) -> None:
    assert matches(pattern, path) == fnmatch.fnmatchcase(path, pattern)


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not matches("*a" * 100, "b" * 5_000)

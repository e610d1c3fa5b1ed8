"""What must not get lost when a text is put into other words."""

import time

import pytest

from assistant.reading.kept import lost


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Set HLY-4012 to 5.", "Set it to 5.", ["HLY-4012"]),
        ("Set HLY-4012 to 5.", "hly 4012? No: HLY4012, and 5.", []),
        ("It costs $1,000.50 a month.", "Das kostet 1.000,50 $ im Monat.", []),
        ("It costs $120.", "It costs $12.", ["$120"]),
        ("See https://halyard.test/a?b=1.", "See https://halyard.test/a?b=1", []),
        ("See https://halyard.test/a?b=1.", "See the docs.", ["https://halyard.test/a?b=1"]),
        ("Write to Help@halyard.test!", "Write to help@halyard.test.", []),
        ("Write to help@halyard.test.", "Write to us.", ["help@halyard.test"]),
        ("No facts at all.", "None.", []),
        ("", "", []),
    ],
)
def test_codes_numbers_addresses_and_links(before: str, after: str, expected: list[str]) -> None:
    assert lost(before, after) == expected


@pytest.mark.parametrize("text", ["1" * 100_000, "a@" * 50_000, "http://" * 20_000, "$1,.:/%-" * 12_000])
def test_a_long_text_takes_no_longer_than_its_length_asks(text: str) -> None:
    started = time.process_time()
    lost(text, "")
    # Far beyond what a linear pass needs, far below what a quadratic one would.
    assert time.process_time() - started < 20

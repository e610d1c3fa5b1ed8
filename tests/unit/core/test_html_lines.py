"""One line of text, as names and subjects are."""

import pytest

from core.html import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\r\nlines\x00", "two lines"),
        ("invoice \u202egpj.exe", "invoice gpj.exe"),
        ("\u2066isolated\u2069 and \u202bembedded\u202c", "isolated and embedded"),
        ("\u200fשבת\u200e, and 👩\u200d👩", "\u200fשבת\u200e, and 👩\u200d👩"),
    ],
)
def test_a_line_turns_nothing_around_it(text: str, line: str) -> None:
    assert one_line(text) == line

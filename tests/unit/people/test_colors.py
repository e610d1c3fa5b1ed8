"""Contrast of a brand's color, by WCAG."""

import pytest

from people import colors

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#ffffff", "#FFFFFF", 1.0)],
)
def test_ratios_are_those_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert colors.contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("red", range(0, 256, 51))
@pytest.mark.parametrize("green", range(0, 256, 51))
@pytest.mark.parametrize("blue", range(0, 256, 51))
def test_what_it_proposes_can_be_read_on(red: int, green: int, blue: int) -> None:
    color = f"#{red:02X}{green:02X}{blue:02X}"
    assert colors.is_readable_ground(colors.readable_ground(color))
    if colors.is_readable_ground(color):
        assert colors.readable_ground(color) == color


@pytest.mark.parametrize(
    ("color", "goal"),
    [("#777777", "darker"), ("#7A7A7A", "darker"), ("#7F7F7F", "lighter"), ("#818181", "lighter")],
)
def test_it_proposes_what_is_nearest_be_it_darker_or_lighter(color: str, goal: str) -> None:
    proposed = colors.readable_ground(color)
    assert proposed != color
    assert (proposed < color) == (goal == "darker")


@pytest.mark.parametrize("text", ["", "#fff", "red", "#12345G", "#1234567", "#123456\n", "url(x)"])
def test_anything_else_is_no_color(text: str) -> None:
    assert not colors.is_color(text)

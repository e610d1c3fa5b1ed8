"""WCAG 2.2 arithmetic for a brand's color (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

import re

WHITE, INK = "#FFFFFF", "#1C1A17"
TEXT_RATIO = 4.5
"""What text of normal size needs (success criterion 1.4.3)."""
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def is_color(text: str) -> bool:
    """Whether a text is a color as `#RRGGBB`."""
    return _COLOR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on_color(color: str) -> str:
    """White or near-black, whichever reads better on `color`."""
    return WHITE if contrast(color, WHITE) >= contrast(color, INK) else INK


def is_readable_ground(color: str) -> bool:
    """Whether text can stand on `color` in one of the two."""
    return contrast(color, on_color(color)) >= TEXT_RATIO


def readable_ground(color: str) -> str:
    """`color`, or the nearest to it that is darker or lighter and on which text can stand."""
    if is_readable_ground(color):
        return color.upper()
    channels = _channels(color)
    for step in range(1, 101):
        for goal in (0, 255):
            moved = "#" + "".join(_moved(channel, goal, step) for channel in channels)
            if is_readable_ground(moved):
                return moved
    return INK


def _moved(channel: int, goal: int, step: int) -> str:
    """A channel, `step` hundredths of the way to `goal`, in two digits."""
    return f"{(channel * (100 - step) + goal * step + 50) // 100:02X}"


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

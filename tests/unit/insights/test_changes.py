"""What changed: more than chance explains, and nothing that only seems to have."""

import random

import pytest

from insights.changes import RIPENING, STEPS, changes
from insights.measures import BY_NAME, DEFINITIONS, Kind
from insights.selectors import Figure
from insights.selectors.figures import nothing


def told(now: Figure, before: Figure) -> list[tuple[str, bool]]:
    return [(one.now.measure, one.is_up) for one in changes([now], [before])]


def count(number: int, name: str = "created") -> Figure:
    return Figure(name, value=number, whole=number, tickets=number)


def share(part: int, whole: int, name: str = "sla") -> Figure:
    return Figure(name, value=round(part / whole * 100, 1) if whole >= 20 else None, part=part, whole=whole)


def mean(value: float, whole: int, name: str) -> Figure:
    return Figure(name, value=value, whole=whole)


def time(business: float, whole: int = 40, name: str = "first_reply") -> Figure:
    return Figure(name, value=9 * business, business=business, whole=whole)


@pytest.mark.parametrize(
    ("now", "before", "is_up"),
    [
        (count(140), count(100), True),
        (count(115), count(100), None),
        (count(6), count(2), None),
        (count(0), count(9), False),
        (count(60, "backlog"), count(100, "backlog"), False),
        (share(80, 100), share(95, 100), False),
        (share(93, 100), share(95, 100), None),
        (share(5, 19), share(95, 100), None),
        (share(100, 100), share(100, 100), None),
        (time(1200), time(1000), True),
        (time(1190), time(1000), None),
        (time(1000), time(3000, whole=19), None),
        (mean(4.2, 20, "csat"), mean(4.4, 20, "csat"), False),
        (mean(4.25, 20, "csat"), mean(4.4, 20, "csat"), None),
        (mean(-5, 30, "nps"), mean(5, 30, "nps"), False),
        (share(1, 100, "reopen_rate"), share(30, 100, "reopen_rate"), None),
        (nothing("csat"), mean(4.4, 20, "csat"), None),
    ],
)
def test_only_what_is_clear_is_told(now: Figure, before: Figure, is_up: bool | None) -> None:
    assert told(now, before) == ([] if is_up is None else [(now.measure, is_up)])


def test_where_nothing_changes_about_one_comparison_in_twenty_is_told() -> None:
    chance = random.Random(1)
    draw = [share(sum(chance.random() < 0.8 for _ in range(60)), 60) for _ in range(1000)]
    alarms = sum(bool(told(now, before)) for now, before in zip(draw[::2], draw[1::2], strict=True))
    assert 10 <= alarms <= 40


@pytest.mark.parametrize("name", [one.name for one in DEFINITIONS if one.kind == Kind.MEAN])
def test_every_mean_has_its_step(name: str) -> None:
    assert (name in STEPS) is not (name in RIPENING)
    assert set(BY_NAME) >= RIPENING | set(STEPS)

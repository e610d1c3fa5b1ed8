from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.insights.desk import Desk
    from tests.cast import Cast


@pytest.fixture
def desk_of(cast: "Cast", freeze: Callable[[datetime], datetime]) -> "Callable[[int], Desk]":
    """A desk from a seed."""
    from tests.api.insights.desk import Desk
    from tests.cast import NOW

    freeze(NOW)
    return lambda seed: Desk(cast, seed)


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Holes are waited for by transactions, not by the clock."""
    from datetime import timedelta

    from core.events import reading

    monkeypatch.setattr(reading, "SHORTEST_WAIT", timedelta(0))


@pytest.fixture
def hear(db: None) -> Callable[[], None]:
    """`hear()` reads all that the test has published, and marks what it makes due."""
    from core import clock
    from insights import services

    def run() -> None:
        # Ids of earlier tests are a hole, which the second look finds to stay one.
        for _ in range(3):
            while services.events_follow(now=clock.now()):
                pass

    return run

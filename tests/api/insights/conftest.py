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

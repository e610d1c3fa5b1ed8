"""The desk for the routing tests."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.desk import Desk


@pytest.fixture
def desk(cast: "Cast", freeze: Callable[[datetime], datetime]) -> "Desk":
    from tests.desk import Desk

    return Desk(cast, freeze)

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.quality.floor import Floor
    from tests.cast import Cast


@pytest.fixture
def floor(cast: "Cast", freeze: Callable[[datetime], datetime]) -> "Floor":
    """A support floor whose conversations end as a test says."""
    from tests.api.quality.floor import Floor
    from tests.cast import NOW

    freeze(NOW)
    return Floor(cast)

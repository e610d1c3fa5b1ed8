"""Events reach only the clocks: what the assistant says or routing decides is not tested here."""

from collections.abc import Callable

import pytest


@pytest.fixture
def settle(db: None) -> Callable[[], None]:
    from tests.hearing import deliver_to

    def run() -> None:
        deliver_to("sla")

    return run

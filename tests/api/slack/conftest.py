from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.slack.desk import Desk
    from tests.cast import Cast


@pytest.fixture
def desk(settings: Any, cast: "Cast", settle: Callable[[], None]) -> "Iterator[Desk]":
    from tests.api.slack.desk import slack_running

    with slack_running(settings, cast.brand, settle) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is gained by waiting for a stand-in."""
    from integrations.connections.services import calling

    monkeypatch.setattr(calling, "SHORT_PAUSE", calling.SHORT_PAUSE * 0)

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.hubspot.portal import Portal


@pytest.fixture
def portal(db: None, settings: Any) -> "Iterator[Portal]":
    from tests.api.hubspot.portal import portal_running

    with portal_running(settings) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is gained by waiting for a stand-in."""
    from integrations.connections.services import calling

    monkeypatch.setattr(calling, "SHORT_PAUSE", calling.SHORT_PAUSE * 0)

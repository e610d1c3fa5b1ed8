from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.salesforce.org import Org


@pytest.fixture
def org(db: None, settings: Any) -> "Iterator[Org]":
    from tests.api.salesforce.org import org_running

    with org_running(settings) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is gained by waiting for a stand-in."""
    from integrations.connections.services import calling

    monkeypatch.setattr(calling, "SHORT_PAUSE", calling.SHORT_PAUSE * 0)

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.stripe.account import Account


@pytest.fixture
def account(db: None, settings: Any) -> "Iterator[Account]":
    from tests.api.stripe.account import account_running

    with account_running(settings) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is gained by waiting for a stand-in."""
    from integrations.connections.services import calling

    monkeypatch.setattr(calling, "SHORT_PAUSE", calling.SHORT_PAUSE * 0)

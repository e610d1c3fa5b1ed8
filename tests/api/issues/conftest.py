from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.issues.github import Account
    from tests.api.issues.workspace import Workspace


@pytest.fixture
def linear(settings: Any, db: None) -> "Iterator[Workspace]":
    """A Linear workspace that is connected, with settings for bugs."""
    from tests.api.issues.workspace import workspace_running

    with workspace_running(settings) as running:
        yield running


@pytest.fixture
def github(settings: Any, db: None) -> "Iterator[Account]":
    """A GitHub account that is connected, with a repository for bugs; it checks what it was asked."""
    from tests.api.issues.github import account_running

    with account_running(settings) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is gained by waiting for a stand-in."""
    from integrations.connections.services import calling

    monkeypatch.setattr(calling, "SHORT_PAUSE", calling.SHORT_PAUSE * 0)

"""Shared by the tests of people."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integrations.email.models import Mailbox
    from tests.cast import Cast


@pytest.fixture
def cheap_hashes(settings: Any) -> None:
    """For tests that give passwords by the dozen: real hashes are slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def mailbox(cast: "Cast") -> "Mailbox":
    from tests.mails import mailbox_for

    return mailbox_for(cast.brand)


@pytest.fixture
def undelivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue of mails is looked at, not emptied."""
    monkeypatch.setattr("core.queue.enqueue", lambda *_, **__: None)

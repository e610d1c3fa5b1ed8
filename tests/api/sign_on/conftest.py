from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.sign_on.oidc import Walker


@pytest.fixture(autouse=True)
def cheap_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def provider(settings: Any) -> "Iterator[Walker]":
    """A real OpenID Connect provider."""
    from tests.api.sign_on.oidc import provider_running

    with provider_running(settings) as running:
        yield running


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be mailed."""
    from core import ports

    sent: list[dict[str, Any]] = []

    def keep(**values: Any) -> bool:
        sent.append(values)
        return True

    for port in (ports.account_mail, ports.admin_mail):
        monkeypatch.setattr(port, "_answer", keep)
    return sent

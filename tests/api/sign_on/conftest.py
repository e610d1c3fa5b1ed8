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

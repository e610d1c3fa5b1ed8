"""Shared by the tests of people."""

from typing import Any

import pytest


@pytest.fixture
def cheap_hashes(settings: Any) -> None:
    """For tests that give passwords by the dozen: real hashes are slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

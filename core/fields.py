"""Columns encrypted at rest with a key ring."""

import base64
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(key: str) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"candor.fields", info=b"v1")
    return base64.urlsafe_b64encode(kdf.derive(key.encode()))


def ring() -> MultiFernet:
    """The key ring of `FIELD_KEYS`: encrypts with the first, decrypts with any."""
    return _ring(tuple(settings.FIELD_KEYS))


class UnreadableSecret(ValueError):
    """None of the keys in FIELD_KEYS decrypts a stored secret."""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """Text that is stored as a Fernet token (AES-128-CBC with HMAC-SHA256); empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not text:
            return text
        return ring().encrypt(text.encode()).decode()

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        if not value:
            return value
        try:
            return ring().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise UnreadableSecret(
                "A stored secret fits no key in FIELD_KEYS; add the older key back."
            ) from error


def rotate(model: type[models.Model], field: str, *, batch: int = 500) -> int:
    """Re-encrypt every value of `field` with the newest key; returns how many rows changed."""
    changed = 0
    for row in model._default_manager.exclude(**{field: ""}).only("pk", field).iterator(chunk_size=batch):
        row.save(update_fields=[field])
        changed += 1
    return changed

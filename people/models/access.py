import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models

from people.models.staff import User

TOKEN_PREFIX = "cdr_"  # noqa: S105 (the prefix of tokens, not a secret)


def token_digest(token: str) -> str:
    """SHA-256 of a token; tokens carry 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A token that secret scanners recognize by its prefix."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


class ApiToken(models.Model):
    """A program's key: it acts as its user, within its scopes (none listed means all of the user's)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(null=True, blank=True)
    rotated_at = models.DateTimeField(null=True, blank=True)
    # The text before the last rotation, which opens until then.
    old_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    old_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

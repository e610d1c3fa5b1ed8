import hashlib
import uuid
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now

from people.models.staff import User

ELSEWHERE = "candor_sign_on"
"""
What the data of a session holds that began at an identity provider: the provider's public id. The request
that signs in there has an attribute of this name.
"""


def secret_digest(secret: str) -> str:
    """SHA-256 of a random secret that we made; it has too many bits for a slow hash to add anything."""
    return hashlib.sha256(secret.encode()).hexdigest()


class StaffSession(AbstractBaseSession):
    """A browser that somebody has signed in with; `session_key` is the digest of its cookie's value."""

    session_key = models.CharField(max_length=64, primary_key=True)
    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    agent = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    proved_at = models.DateTimeField(null=True)
    """When whoever sits there last gave the password, a code or a passkey again."""

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "staff session"
        verbose_name_plural = "staff sessions"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class AccountLink(models.Model):
    """
    A link that we mailed to somebody about their account; only the digest of its secret is kept.

    `address` is where it was sent: for a new password the account's own, else the one to be confirmed.
    `session_key` identifies the session that asked, as in `StaffSession`; that session survives the change.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", "Set a new password"
        ADDRESS = "address", "Confirm a new address"
        INVITATION = "invitation", "Join the workspace"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    digest = models.CharField(max_length=64, unique=True)
    address = models.EmailField()
    session_key = models.CharField(max_length=64, blank=True)
    revokes_tokens = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="account_link_by_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.address}"


def browser_of(data: dict[str, Any]) -> dict[str, str]:
    """What a session's data says about its browser, as fields of StaffSession."""
    known = data.get("candor_browser") or {}
    return {"agent": str(known.get("agent", ""))[:200], "address": str(known.get("address", ""))[:45]}

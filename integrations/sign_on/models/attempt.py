import uuid

from django.db import models

from core.fields import EncryptedTextField
from integrations.sign_on.models.provider import Provider
from people.models import User


class Purpose(models.TextChoices):
    """What a sign-in is begun for."""

    SIGN_IN = "sign_in", "Sign in"
    TEST = "test", "Test the provider"


class Attempt(models.Model):
    """
    A sign-in that was begun: good once, soon, and in the browser that began it.

    `state_digest` and `browser` are digests of what the address and the cookie hold, `ticket_digest` of what
    only the browser that posted a SAML answer was given. `nonce` is OpenID Connect's, or the id of SAML's
    request. `answer` holds verified facts (`facts.Facts`), of SAML until the browser comes back with cookie
    and ticket, of a test until it is shown.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state_digest = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=64)
    ticket_digest = models.CharField(max_length=64, blank=True, db_default="")
    nonce = models.CharField(max_length=80)
    verifier = EncryptedTextField()
    next_path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(blank=True)
    problem = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} at {self.provider_id}"

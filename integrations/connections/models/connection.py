import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.fields import EncryptedTextField
from people.models import User


def new_hook_key() -> str:
    """The unguessable part of a connection's webhook address."""
    return secrets.token_urlsafe(24)


class ConnectionState(models.TextChoices):
    """What we want of it."""

    CONNECTED = "connected", "Connected"
    PAUSED = "paused", "Paused"
    DISCONNECTED = "disconnected", "Disconnected"


class Health(models.TextChoices):
    """How it fares."""

    NEW = "new", "Not tried yet"
    OK = "ok", "Working"
    FAILING = "failing", "Failing"
    SIGN_IN = "sign_in", "Needs a new sign-in"
    LIMITED = "limited", "Waiting for the system's rate limit"


class Connection(models.Model):
    """
    One account at another system, with what opens it and how it fares.

    The credentials are never shown again and never logged. `base_url` is where a system is that has no one
    address for all; `token_version` counts the access tokens, so that whoever was refused with an old one
    knows that another has come.
    """

    system = models.CharField(max_length=40)
    account_id = models.CharField(max_length=200, blank=True)
    account_name = models.CharField(max_length=200, blank=True)
    base_url = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=12, choices=ConnectionState.choices, default=ConnectionState.CONNECTED
    )

    api_key = EncryptedTextField(blank=True)
    access_token = EncryptedTextField(blank=True)
    refresh_token = EncryptedTextField(blank=True)
    access_token_expires_at = models.DateTimeField(null=True, blank=True)
    token_version = models.PositiveIntegerField(default=0)
    scopes = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    connected_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    connected_at = models.DateTimeField()
    hook_key = models.CharField(max_length=60, unique=True, default=new_hook_key)

    health = models.CharField(max_length=10, choices=Health.choices, default=Health.NEW)
    failing_since = models.DateTimeField(null=True, blank=True)
    limited_until = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=400, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    rate_limit = models.PositiveIntegerField(null=True, blank=True)
    rate_remaining = models.PositiveIntegerField(null=True, blank=True)
    rate_resets_at = models.DateTimeField(null=True, blank=True)
    hook_refused_at = models.DateTimeField(null=True, blank=True)
    hook_refused_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["system", "account_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "account_id"],
                condition=~Q(state="disconnected") & ~Q(account_id=""),
                name="connection_account_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="disconnected") | Q(api_key="", access_token="", refresh_token=""),
                name="connection_gone_has_no_credentials",
            ),
            models.CheckConstraint(
                condition=~Q(health="failing") | Q(failing_since__isnull=False),
                name="connection_failing_since",
            ),
            models.CheckConstraint(
                condition=~Q(health="limited") | Q(limited_until__isnull=False),
                name="connection_limited_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.account_name}".strip()

    @property
    def needs_somebody(self) -> bool:
        """Whether a person has to look: it fails, or wants a new sign-in."""
        return self.state != ConnectionState.DISCONNECTED and self.health in (Health.FAILING, Health.SIGN_IN)

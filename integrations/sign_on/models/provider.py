import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.fields import EncryptedTextField
from people.models import Role, User


class Kind(models.TextChoices):
    """The protocols."""

    OIDC = "oidc", "OpenID Connect"
    SAML = "saml", "SAML 2.0"


class Provider(models.Model):
    """
    An identity provider at which staff sign in.

    `found` is what it publishes of itself (`oidc.Discovered`); `certificates` are those with which it signs,
    two while it changes them. Only addresses of `domains` find or make an account. `tested_at` is the last
    whole sign-in with the settings as they are; they must be tested before the provider is switched on.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=60)
    is_on = models.BooleanField(default=False)
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    creates_people = models.BooleanField(default=False)
    created_role = models.CharField(max_length=20, choices=Role.choices, default=Role.AGENT)
    groups_claim = models.CharField(max_length=120, blank=True)
    group_roles = models.JSONField(default=list, blank=True)
    """Rows of `{"group": …, "role": …}`; the first that somebody is in decides."""

    issuer = models.CharField(max_length=300, blank=True)
    client_id = models.CharField(max_length=300, blank=True)
    client_secret = EncryptedTextField(blank=True)
    found = models.JSONField(default=dict, blank=True)

    metadata_url = models.CharField(max_length=500, blank=True)
    entity_id = models.CharField(max_length=300, blank=True)
    sign_on_url = models.CharField(max_length=500, blank=True)
    certificates = ArrayField(models.TextField(), default=list, blank=True)
    email_claim = models.CharField(max_length=120, blank=True)
    subject_claim = models.CharField(max_length=120, blank=True, db_default="")
    """SAML's attribute with a lasting id, where the NameID is an address; empty for the NameID itself."""

    read_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(tested_at__isnull=False), name="provider_on_was_tested"
            ),
            models.CheckConstraint(condition=~Q(created_role=Role.OWNER), name="provider_makes_no_owner"),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """
    Who somebody is at a provider. `subject` is the provider's own id; after the first sign-in it alone
    decides.
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=255)
    email = models.CharField(max_length=320, blank=True)
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="sign_on_subject_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="sign_on_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.provider_id}"

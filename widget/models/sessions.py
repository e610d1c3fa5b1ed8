import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from people.actors import contact_actor
from people.models import Brand, Contact
from widget.trail import StepKind

if TYPE_CHECKING:
    from core.actors import Actor


def token_digest(token: str) -> str:
    """SHA-256 of a session token; with 256 random bits in it, a slow hash would add nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


class Consent(models.TextChoices):
    """Whether the customer allows support to see their page and steps."""

    UNASKED = "unasked", "Not asked"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"


def is_alive(now: datetime) -> models.Q:
    """The condition of sessions whose token is still valid."""
    return models.Q(ended_at=None, expires_at__gt=now)


class WidgetSessionQuerySet(models.QuerySet["WidgetSession"]):
    """Sessions by their state."""

    def alive(self, now: datetime) -> "WidgetSessionQuerySet":
        """Sessions whose token is still valid."""
        return self.filter(is_alive(now))


class WidgetSession(models.Model):
    """
    One browser of one person on one brand's pages.

    Only a digest of the token is stored. Signed attributes come from the user token and take precedence over
    those the page sets. Shared data (`page_*`, `attributes`, the trail) is deleted on `delete_context_at`, or
    immediately when consent is withdrawn.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    is_verified = models.BooleanField(default=False)
    consent = models.CharField(max_length=8, choices=Consent.choices, default=Consent.UNASKED)
    consent_at = models.DateTimeField(null=True, blank=True)
    page_url = models.CharField(max_length=500, blank=True)
    page_title = models.CharField(max_length=200, blank=True)
    page_area = models.CharField(max_length=80, blank=True)
    page_element = models.CharField(max_length=120, blank=True)
    page_at = models.DateTimeField(null=True, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    signed_attributes = models.JSONField(default=dict, blank=True)
    delete_context_at = models.DateTimeField(null=True, blank=True, db_index=True)
    agent = models.CharField(max_length=60, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    timezone = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WidgetSessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-last_seen_at"], name="widget_session_by_contact"),
            models.Index(
                fields=["page_at"], name="widget_session_sharing", condition=models.Q(page_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Widget session {self.pk}"

    @property
    def actor(self) -> "Actor | None":
        """The customer of this session; None once the contact has been erased."""
        return None if self.contact is None else contact_actor(self.contact, is_verified=self.is_verified)


class TrailStep(models.Model):
    """One step of the customer on the host page; limited per session, deleted with its context."""

    KINDS = [(kind.value, kind.value) for kind in StepKind]

    session = models.ForeignKey(WidgetSession, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=40)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=KINDS)
    label = models.CharField(max_length=500)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "client_id"], name="trail_step_once_per_session"),
        ]
        indexes = [models.Index(fields=["session", "-at"], name="trail_step_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"

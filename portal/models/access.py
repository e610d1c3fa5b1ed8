from datetime import datetime

from django.db import models
from django.db.models import Q

from people.models import Brand, Contact, User


class PortalSettings(models.Model):
    """
    Whether a brand's help center leads to people, and what customers see there; without a row the defaults.

    `shares_company`: a customer also reads what others of their company asked in this brand.
    """

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=True, db_default=True)
    shares_company = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1, db_default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "portal settings"

    def __str__(self) -> str:
        return f"Portal of brand {self.brand_id}"


class PortalLink(models.Model):
    """
    A link that signs a customer in, or the request for one; `digest` is that of the link, empty until it was
    mailed.

    There is a row for every address that somebody typed, known or not, so that asking takes the same course
    for all of them. It is deleted a day later.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    is_mailed = models.BooleanField(default=True, db_default=True)
    """False for one that was handed to a customer who had signed in elsewhere."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="portal_link_once"),
        ]
        indexes = [
            models.Index(fields=["brand", "address", "-created_at"], name="portal_link_by_address"),
            models.Index(fields=["brand", "-created_at"], name="portal_link_by_brand"),
        ]

    def __str__(self) -> str:
        return f"Portal link {self.pk}"


def is_alive(now: datetime) -> Q:
    """The condition of sessions that are still open."""
    return Q(ended_at=None, expires_at__gt=now, contact__merged_into=None, contact__is_blocked=False)


class PortalSession(models.Model):
    """
    A browser in which a customer has signed in to one brand's portal by a link to `address`.

    Only a digest of the cookie is stored. It lasts while the address is proven to be the contact's.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    # What the brand shares, once it was asked for this request.
    shares_company: bool | None = None

    def __str__(self) -> str:
        return f"Portal session {self.pk}"

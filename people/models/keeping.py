from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from people.models.brands import Brand
from people.models.staff import User


class RetentionRule(models.Model):
    """How long a brand keeps one kind (`core.retention`) of things; without a rule they stay."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    action = models.CharField(max_length=8)
    days = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "kind"], name="retention_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of brand {self.brand_id}: {self.days} days"


class LegalHold(models.Model):
    """
    Nothing of a company, contact or ticket is deleted, erased or redacted until it is lifted.

    The number of a ticket is no foreign key: tickets are a floor higher.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", "Company"
        CONTACT = "contact", "Contact"
        TICKET = "ticket", "Ticket"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    target_id = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id"], condition=Q(lifted_at=None), name="legal_hold_once"
            )
        ]

    def __str__(self) -> str:
        return f"hold on {self.kind} {self.target_id}"

from django.db import models
from django.db.models.functions import Now

from people.models import Brand, User


class AiExclusion(models.Model):
    """
    Tickets that no engine of the assistant may read: of a brand, of a category, or with a field filled in.

    `value` is the category (a ticket's type or product area) or the field's key, empty for a brand. Without a
    brand it holds in all of them.
    """

    class Kind(models.TextChoices):
        BRAND = "brand", "All tickets of a brand"
        CATEGORY = "category", "Tickets of a category"
        FIELD = "field", "Tickets with a field filled in"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "brand", "value"], name="ai_exclusion_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(kind="brand", brand__isnull=False, value="")
                | (models.Q(kind__in=["category", "field"]) & ~models.Q(value="")),
                name="ai_exclusion_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value or self.brand_id}"

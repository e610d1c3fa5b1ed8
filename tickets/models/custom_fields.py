from django.contrib.postgres.fields import ArrayField
from django.db import models

from people.models import Brand, User


class CustomField(models.Model):
    """
    A field added by an admin; values are stored in `Ticket.custom` under `key`.

    `when` is {"field", "values"} or None (`tickets.custom_fields`). An archived field keeps the values that
    tickets have, and takes no new ones.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        CHOICE = "choice", "Choice"
        DATE = "date", "Date"
        CHECKBOX = "checkbox", "Checkbox"

    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    help = models.CharField(max_length=300, blank=True, default="", db_default="")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    is_required_on_resolve = models.BooleanField(default=False)
    is_for_customers = models.BooleanField(default=True, db_default=True)
    """Whether forms may ask customers for it."""
    when = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class DefinedField(models.Model):
    """A field that admins define. Archived, it keeps the values that there are, and takes no new ones."""

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
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_archived(self) -> bool:
        """Whether it takes no new values."""
        return self.archived_at is not None


class CustomerField(DefinedField):
    """A field of companies or of contacts; their `custom` has its values under `key`."""

    class Of(models.TextChoices):
        COMPANY = "company", "Companies"
        CONTACT = "contact", "Contacts"

    of = models.CharField(max_length=8, choices=Of.choices)
    key = models.SlugField(max_length=60)

    class Meta(DefinedField.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="customer_field_key")]

from django.db import models

from people.models import Brand, DefinedField


class CustomField(DefinedField):
    """
    A field of tickets; values are stored in `Ticket.custom` under `key`.

    `when` is {"field", "values"} or None (`tickets.custom_fields`).
    """

    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    is_required_on_resolve = models.BooleanField(default=False)
    is_for_customers = models.BooleanField(default=True, db_default=True)
    """Whether forms may ask customers for it."""
    when = models.JSONField(null=True, blank=True)

    class Meta(DefinedField.Meta):
        abstract = False

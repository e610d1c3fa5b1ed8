from django.db import models

from tickets.models import Ticket

FIELDS = ("type", "product_area", "sentiment", "urgency", "complexity", "language")
REVIEW_BELOW = 0.6
"""A label with less confidence than this is marked for review."""


class Triage(models.Model):
    """
    What triage read in one customer message.

    `fields` maps each of FIELDS to `{"value", "confidence", "corrected_by"?}`; a correction has confidence 1.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry_id = models.BigIntegerField(unique=True)
    engine = models.CharField(max_length=120)
    fields = models.JSONField(default=dict)
    entities = models.JSONField(default=list)
    trend = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "triages"
        indexes = [models.Index(fields=["ticket", "-entry_id"], name="triage_by_ticket")]

    def __str__(self) -> str:
        return f"triage of entry {self.entry_id}"

    def value(self, field: str) -> str:
        """The value of a field; empty if unknown."""
        return str(self.fields.get(field, {}).get("value", ""))

    def confidence(self, field: str) -> float:
        """The confidence in a field's value."""
        return float(self.fields.get(field, {}).get("confidence", 0.0))

from django.db import models

from assistant.models.triage import Triage
from people.models import User
from tickets.models import Ticket


class Correction(models.Model):
    """A label that a person corrected: the best training text there is (L1)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    triage = models.ForeignKey(Triage, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20)
    predicted = models.CharField(max_length=120, blank=True)
    confidence = models.FloatField()
    corrected = models.CharField(max_length=120)
    text = models.TextField()
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["triage", "field"], name="correction_once_a_field"),
        ]
        indexes = [models.Index(fields=["field", "-id"], name="correction_by_field")]

    def __str__(self) -> str:
        return f"{self.field}: {self.predicted} -> {self.corrected}"


class Head(models.Model):
    """One trained classifier: its arrays as an `.npz` file, and its accuracy on texts it had not seen."""

    name = models.CharField(max_length=40)
    version = models.CharField(max_length=64)
    arrays = models.BinaryField()
    rows = models.PositiveIntegerField()
    accuracy = models.FloatField(null=True)
    trained_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="head_once_a_version")]
        indexes = [models.Index(fields=["name", "-trained_at"], name="head_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

import uuid

from django.db import models
from django.db.models import Q

from people.models import Contact
from tickets.models.ticket import Ticket


class Rating(models.Model):
    """One survey: asked after a ticket is resolved, answered with one click (`tickets.surveys`)."""

    class Kind(models.TextChoices):
        CSAT = "csat", "How satisfied, 1 to 5"
        CES = "ces", "How easy, 1 to 7"
        NPS = "nps", "How likely to recommend, 0 to 10"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.CSAT, db_default=Kind.CSAT)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True)
                | Q(kind="csat", score__range=(1, 5))
                | Q(kind="ces", score__range=(1, 7))
                | Q(kind="nps", score__range=(0, 10)),
                name="score_in_scale",
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(answered_at__isnull=True), name="one_open_survey"
            ),
        ]

    def __str__(self) -> str:
        return f"rating of #{self.ticket_id}"


class SurveyTurn(models.Model):
    """When somebody was last asked a question: one row a person and kind, so that two resolves share it."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=4, choices=Rating.Kind.choices)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "kind"], name="survey_turn_once")]

    def __str__(self) -> str:
        return f"{self.kind} of contact {self.contact_id}"

from django.db import models

from assistant.models.runs import Run
from tickets.models import Ticket


class Reason(models.TextChoices):
    """Why a person is needed: a fixed list (A7)."""

    LOW_CONFIDENCE = "low_confidence", "Assistant was not sure"
    NO_SOURCE = "no_source", "No article covers this"
    BOUNDARY = "boundary", "A topic that people handle"
    ACCOUNT_SPECIFIC = "account_specific", "Needs a look into the account"
    POLICY_EXCEPTION = "policy_exception", "Asks for an exception"
    ACCOUNT_RISK = "account_risk", "Account at risk"
    COMPLEXITY = "complexity", "More than one answer can solve"
    SENTIMENT = "sentiment", "Customer is upset"
    LOOP = "loop", "Answers did not help so far"
    CUSTOMER_ASKED = "customer_asked", "Customer asked for a person"
    UNCLEAR = "unclear", "Still unclear after asking back"
    LANGUAGE = "language", "No engine for this language"
    PROVIDER_DOWN = "provider_down", "Model provider did not answer"
    FAILURE = "failure", "Assistant failed"
    AUTONOMY = "autonomy", "People answer this category"
    ACTION = "action", "An action needs a person"
    KEPT_OUT = "kept_out", "Kept out of the assistant"
    NOT_VERIFIED = "not_verified", "Sender is not the ticket's customer"


class Handoff(models.Model):
    """
    Everything a person needs to continue where the assistant stopped.

    `tried` holds `{"label", "ok"}` steps. What the customer shares of their page is not stored here: it
    disappears when they withdraw it.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    run = models.OneToOneField(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    boundary = models.CharField(max_length=60, blank=True)
    summary = models.TextField()
    wants = models.TextField()
    tried = models.JSONField(default=list)
    why = models.TextField()
    told_customer = models.TextField(blank=True)
    confidence = models.FloatField(null=True)
    linked = models.JSONField(default=list)
    expected_wait_seconds = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="handoff_by_ticket")]

    def __str__(self) -> str:
        return f"handoff of #{self.ticket_id}: {self.reason}"

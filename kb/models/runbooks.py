from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kb.models.articles import Article
from kb.runbook import DECIDE, ESCALATE
from people.models import User
from tickets.models import Ticket


class StepKind(models.TextChoices):
    """What a step of a runbook asks of whoever has the ticket."""

    ASK = "ask", "Ask the customer"
    CHECK = "check", "Check"
    DO = "do", "Do"
    DECIDE = DECIDE, "Decide alone"
    ESCALATE = ESCALATE, "Escalate"


class MarkState(models.TextChoices):
    """What became of a step in a ticket; `open` took a mark back."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Left out"


class RunbookMark(models.Model):
    """
    What became of one step of a runbook in one ticket.

    The words of the step are as they stood then, of `version` of the article, so that the mark outlives both
    another version and another category of the ticket. `audience_keys` answer who may read it once the
    article is gone.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    audience_keys = ArrayField(models.CharField(max_length=40), default=list)
    version = models.PositiveIntegerField()
    step_key = models.CharField(max_length=16)
    step_text = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    state = models.CharField(max_length=8, choices=MarkState.choices)
    reason = models.CharField(max_length=500, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    limit = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "article", "step_key"], name="runbook_mark_once"),
            models.CheckConstraint(
                condition=~Q(state=MarkState.SKIPPED) | ~Q(reason=""), name="runbook_skip_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.step_text}"

    @property
    def is_over(self) -> bool:
        """Whether more was decided alone than the runbook allows."""
        return self.limit is not None and self.amount is not None and self.amount > self.limit

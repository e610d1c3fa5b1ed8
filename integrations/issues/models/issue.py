from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from pgvector.django import VectorField

from core.search.fields import SearchedModel, TermsField
from integrations.connections.models import Connection
from kb.embedding import DIMENSION
from kb.encoding.kinds import SENTENCES


class IssueState(models.TextChoices):
    """Whether the tracker has it."""

    SENDING = "sending", "On its way"
    THERE = "there", "There"
    REFUSED = "refused", "Refused"
    GONE = "gone", "Deleted there"


class StateKind(models.TextChoices):
    """What kind of status it has there."""

    TRIAGE = "triage", "Triage"
    BACKLOG = "backlog", "Backlog"
    UNSTARTED = "unstarted", "To do"
    STARTED = "started", "In progress"
    COMPLETED = "completed", "Done"
    CANCELED = "canceled", "Canceled"


class Issue(SearchedModel):
    """
    An issue of a tracker: one that we made, that a ticket is linked to, or that is open there.

    `external_id` is its id there, made here for ours; a tracker that gives ids of its own replaces it.
    `told_at` is the tracker's own time of what we know: what is older changes nothing. `checked_at` is when
    we last asked. `sentence` is the encoder's vector, which comes later than `vector`, and `sentence_by` the
    version that made it.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=IssueState.choices, default=IssueState.THERE)
    problem = models.CharField(max_length=400, blank=True)
    key = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    product_area = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=120, blank=True)
    status_kind = models.CharField(max_length=10, choices=StateKind.choices, default=StateKind.UNSTARTED)
    assignee = models.CharField(max_length=200, blank=True)
    cycle = models.CharField(max_length=200, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    team = models.CharField(max_length=160, blank=True)
    due_on = models.CharField(max_length=10, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    vector = VectorField(dimensions=DIMENSION, null=True)
    sentence = VectorField(dimensions=SENTENCES.dimension, null=True)
    sentence_by = models.CharField(max_length=40, blank=True, default="", db_default="")
    search = TermsField(sources=("title", "description"), forgiving=("title",), limit=20_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "external_id"], name="issue_once"),
        ]
        indexes = [
            models.Index(fields=["connection", "key"], name="issue_by_key"),
            GinIndex(fields=["search"], name="issue_search"),
            GinIndex(fields=["codes"], name="issue_codes"),
        ]

    def __str__(self) -> str:
        return f"{self.key or 'new issue'} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to work on it."""
        return self.state in (IssueState.SENDING, IssueState.THERE) and self.status_kind not in (
            StateKind.COMPLETED,
            StateKind.CANCELED,
        )

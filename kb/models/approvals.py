from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from kb.models.articles import Article
from people.models import Brand, User


class Approval(models.Model):
    """
    One request that somebody else reads an article before its readers do, and what came of it.

    `number` is the version of the words: it follows the working copy while the request is open, then it is
    the version that was decided about. `reviewer` is who was asked; nobody means whoever may publish.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waits"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"
        WITHDRAWN = "withdrawn", "Withdrawn"

    DECIDED: ClassVar = (State.APPROVED, State.RETURNED)

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    words = models.CharField(max_length=1000, blank=True)
    reviewer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article"], condition=Q(state="open"), name="approval_open_once"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | ~Q(state="open") & Q(decided_at__isnull=False),
                name="approval_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="approval_returned_says_why"
            ),
        ]
        indexes = [models.Index(fields=["article", "-id"], name="approval_by_article")]

    def __str__(self) -> str:
        return f"{self.state}: {self.article} v{self.number}"


class HelpCenter(models.Model):
    """What holds for a brand's help center; a brand without a row has the defaults."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    requires_approval = models.BooleanField(default=False, db_default=False)
    """Whether words reach readers only after somebody else approved them."""
    languages = ArrayField(models.CharField(max_length=12), default=list, db_default=Value([]))
    """Those that articles are translated into, besides the brand's own."""
    footer = models.CharField(max_length=300, blank=True, default="", db_default="")
    links = models.JSONField(default=list, blank=True, db_default=[])
    """Of the header, in order: `{label, url}`."""
    version = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"help center of {self.brand_id}"

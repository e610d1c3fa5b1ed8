from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kb.models.articles import Article
from people.models import Brand, Contact
from tickets.models import Ticket


class SearchChannel(models.TextChoices):
    """Where a search was made."""

    HELP_CENTER = "help_center", "Help center"
    WORKSPACE = "workspace", "Workspace"
    API = "api", "API"
    WIDGET = "widget", "Widget"
    ASSISTANT = "assistant", "Assistant"
    FORM = "form", "Contact form"


class SearchLog(models.Model):
    """
    One search: what was asked, shown and opened, and whether a ticket followed (K7).

    `solved_at` is when somebody who was about to write to us said that what was shown solved it.
    """

    query = models.CharField(max_length=500)
    corrected_query = models.CharField(max_length=500, blank=True)
    channel = models.CharField(max_length=12, choices=SearchChannel.choices)
    actor_kind = models.CharField(max_length=10)
    actor_ref = models.CharField(max_length=80)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    brand = models.ForeignKey(Brand, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    shown_ids = ArrayField(models.BigIntegerField(), default=list)
    result_count = models.PositiveSmallIntegerField()
    clicked = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    clicked_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="+")
    solved_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="search_by_time"),
            models.Index(
                fields=["contact", "-at"], condition=Q(contact__isnull=False), name="search_by_contact"
            ),
            models.Index(fields=["-at"], condition=Q(result_count=0), name="search_without_result"),
        ]

    def __str__(self) -> str:
        return self.query

    @property
    def is_failed(self) -> bool:
        """No results, or none opened and then a ticket."""
        return self.result_count == 0 or (self.clicked_id is None and self.ticket_id is not None)

from django.contrib.postgres.fields import ArrayField
from django.db import models

from integrations.connections.models import Connection
from people.models import User


class TrackerSettings(models.Model):
    """
    What of a ticket becomes what at a tracker, for one connection.

    `rules` hold product areas (`areas`: area to team and project), kinds (`labels`: kind to labels) and
    priorities (`priorities`: ours to theirs); `answers` the text that is drafted for customers, by language.
    `catalog` is what can be chosen there, as it was read at `catalog_at`. `automatic_kinds` are the types of
    tickets of which an issue is made by itself, at most `automatic_a_day` in 24 hours.
    """

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="+")
    team = models.CharField(max_length=160, blank=True)
    project = models.CharField(max_length=80, blank=True)
    rules = models.JSONField(default=dict)
    shares_revenue = models.BooleanField(default=True)
    shares_customer = models.BooleanField(default=True)
    drafts_answers = models.BooleanField(default=True)
    answers = models.JSONField(default=dict)
    automatic_kinds = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    automatic_a_day = models.PositiveSmallIntegerField(default=10, db_default=10)
    catalog = models.JSONField(default=dict)
    catalog_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "tracker settings"

    def __str__(self) -> str:
        return f"settings of connection {self.connection_id}"

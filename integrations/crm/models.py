"""
What Candor knows of a CRM's records: how they belong to ours, and what both said last.

The tables have names from when HubSpot was the only one: under others, processes of the version before would
stop.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from core.actors import Actor
from integrations.connections.models import Connection
from people.models import Company, Contact, User
from tickets.models import Ticket


class Mapping(models.Model):
    """
    How fields are filled: `fields` maps each to its property, its deals' property and its rule.

    `health_property` is the property of companies that our score of their health goes to; empty for none.

    `version` grows with each save, so that two admins do not undo each other.
    """

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    sends_outcomes = models.BooleanField(default=True)
    health_property = models.CharField(max_length=100, blank=True, db_default="")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "hubspot_mapping"


class RecordState(models.TextChoices):
    """What became of a record of the CRM."""

    LINKED = "linked", "Belongs to one of ours"
    LEFT_OUT = "left_out", "Left out"
    GONE = "gone", "Deleted there"
    MERGED = "merged", "Merged into another there"


class Record(models.Model):
    """
    One record of the CRM.

    `values` are the texts of its mapped properties, `parent_id` the company it belongs to there. `base` has
    both values of each field when they were last compared, `ours_at` when ours last changed by somebody else.
    `problems` names fields whose text could not be read. Whatever has `wanted_at` is read anew.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    remote_id = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    parent_id = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=RecordState.choices, default=RecordState.LINKED)
    why = models.CharField(max_length=300, blank=True)
    merged_into = models.CharField(max_length=60, blank=True)
    values = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    ours_at = models.JSONField(default=dict)
    problems = models.JSONField(default=dict)
    remote_updated_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "hubspot_record"
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "remote_id"], name="hubspot_record_once"),
        ]
        indexes = [
            models.Index(fields=["connection", "kind", "parent_id"], name="hubspot_record_parent"),
            models.Index(fields=["company"], name="hubspot_record_company"),
            models.Index(fields=["contact"], name="hubspot_record_contact"),
            models.Index(
                fields=["connection", "kind", "wanted_at"],
                name="hubspot_record_wanted",
                condition=Q(wanted_at__isnull=False),
            ),
        ]


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Differences as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """They are about any customer: only for those who see all of them."""
        return self if actor.sees_all_tickets else self.none()


class Choice(models.TextChoices):
    """Which value stays."""

    CRM = "crm", "The CRM's"
    CANDOR = "candor", "Ours"


class Conflict(models.Model):
    """
    Two values of one field, of which a person has to choose one; nothing is overwritten before.

    It is open until `settled_at`; without a `choice` it has settled itself, as both sides agree again.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=80)
    theirs = models.JSONField(null=True)
    ours = models.JSONField(null=True)
    theirs_at = models.DateTimeField(null=True, blank=True)
    ours_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    choice = models.CharField(max_length=8, choices=Choice.choices, blank=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        db_table = "hubspot_conflict"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "field"],
                condition=Q(settled_at__isnull=True),
                name="hubspot_conflict_open_once",
            ),
        ]


class Outcome(models.Model):
    """
    One note about how a ticket ended, sent once.

    `marker` is a word within the note by which it is found there when its answer got lost.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    marker = models.CharField(max_length=40)
    note_id = models.CharField(max_length=60, blank=True)
    delivery_id = models.BigIntegerField()
    queued_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "hubspot_outcome"
        constraints = [
            models.UniqueConstraint(fields=["connection", "key"], name="hubspot_outcome_once"),
        ]

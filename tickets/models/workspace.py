import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from people.models import Team, User
from tickets.models.ticket import Ticket

if TYPE_CHECKING:
    from core.actors import Actor


class Draft(models.Model):
    """Text being written: one draft per person, ticket and kind, stored on the server."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "Reply"
        NOTE = "note", "Note"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket", "kind"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.kind} draft of {self.user_id} on #{self.ticket_id}"


class TicketRead(models.Model):
    """How far somebody has read a ticket."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    entry_id = models.BigIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read #{self.ticket_id} to {self.entry_id}"


class ViewQuerySet(models.QuerySet["View"]):
    """Views, scoped to the actor."""

    def visible_to(self, actor: "Actor") -> "ViewQuerySet":
        """The actor's own views, those of their teams, and shared ones."""
        if not actor.is_staff:
            return self.none()
        return self.filter(
            Q(kind=View.Kind.SHARED)
            | Q(kind=View.Kind.TEAM, team_id__in=sorted(actor.team_ids))
            | Q(kind=View.Kind.PERSONAL, owner_id=actor.user_id)
        )


class View(models.Model):
    """A saved query with its sort and columns."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", "Personal"
        TEAM = "team", "Team"
        SHARED = "shared", "Shared"

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSONAL)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    query = models.CharField(max_length=500, blank=True)
    sort = models.CharField(max_length=20, default="-last_activity")
    columns = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=100)

    objects = ViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Undo(models.Model):
    """How to undo one action: the old values, which apply as long as nobody has changed them since."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    steps = models.JSONField()
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"undo {self.token}"

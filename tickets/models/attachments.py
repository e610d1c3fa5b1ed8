import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineEntry, Visibility

if TYPE_CHECKING:
    from core.actors import Actor


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files, scoped to the actor."""

    def visible_to(self, actor: "Actor") -> "AttachmentQuerySet":
        """Files on visible tickets, for customers not those of notes, and one's own not yet sent."""
        waiting = Q(entry__isnull=True, uploader_ref=actor.ref)
        visible = Q(ticket__in=Ticket.objects.visible_to(actor).values("pk"), entry__isnull=False)
        if not actor.is_staff and not actor.is_internal:
            visible &= Q(entry__visibility=Visibility.PUBLIC)
        return self.filter(waiting | visible)


class Scan(models.TextChoices):
    """What the virus scanner said of a file."""

    WAITING = "waiting", "Waits for its verdict"
    CLEAN = "clean", "Clean"
    INFECTED = "infected", "Infected, and locked away"


class Attachment(models.Model):
    """A file of a message; its content type is sniffed, never taken on trust."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(TimelineEntry, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    uploader_ref = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    scan = models.CharField(max_length=8, choices=Scan.choices, blank=True, db_default="")
    """Empty if it came while nothing was scanned."""
    scan_detail = models.CharField(max_length=200, blank=True, db_default="")
    """What was found, or why nothing is known yet."""
    scan_at = models.DateTimeField(null=True, blank=True)
    """When a waiting one is scanned next; of an infected one, that its ticket has not been told."""
    scan_attempts = models.PositiveIntegerField(default=0, db_default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="attachment_waiting", condition=Q(entry__isnull=True)),
            models.Index(fields=["uploader_ref"], name="attachment_by_uploader"),
            models.Index(fields=["scan_at"], name="attachment_to_scan", condition=Q(scan_at__isnull=False)),
            models.Index(fields=["path"], name="attachment_by_path"),
        ]

    def __str__(self) -> str:
        return self.name

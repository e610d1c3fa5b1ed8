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

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="attachment_waiting", condition=Q(entry__isnull=True)),
            models.Index(fields=["uploader_ref"], name="attachment_by_uploader"),
        ]

    def __str__(self) -> str:
        return self.name

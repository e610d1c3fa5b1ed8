from typing import Self

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.fields import EncryptedTextField
from integrations.connections.models.connection import Connection


class HookSecret(models.Model):
    """What a system signs its webhooks with; several are good while one takes over from another."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    secret = EncryptedTextField()
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]


class HookState(models.TextChoices):
    """What became of a webhook."""

    STORED = "stored", "Waiting"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class HookEventQuerySet(models.QuerySet["HookEvent"]):
    """Webhooks as somebody may read them."""

    def visible_to(self, actor: Actor) -> Self:
        """What comes in is about any customer: only for those who see all of them."""
        return self if actor.sees_all_tickets else self.none()


class HookEvent(models.Model):
    """
    One verified webhook: stored before anything acts on it.

    `delivery_id` is the system's own id of it, or the digest of the body where it gives none: what comes
    twice is taken once.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    delivery_id = models.CharField(max_length=200)
    event = models.CharField(max_length=120, blank=True)
    body = models.BinaryField()
    state = models.CharField(max_length=8, choices=HookState.choices, default=HookState.STORED)
    error = models.CharField(max_length=400, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    replays = models.PositiveSmallIntegerField(default=0)

    objects = HookEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "delivery_id"], name="hook_event_once"),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(next_attempt_at__isnull=False), name="hook_event_is_due"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "-id"], name="hook_event_of_connection"),
            models.Index(fields=["state", "-id"], name="hook_event_by_state"),
            models.Index(
                fields=["next_attempt_at", "id"], name="hook_event_due", condition=Q(state="stored")
            ),
        ]

from typing import Self

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.fields import EncryptedTextField
from integrations.connections.models.connection import Connection
from people.models import User


class Direction(models.TextChoices):
    """Which way the data went."""

    IN = "in", "Read from the system"
    OUT = "out", "Written to the system"


class DeliveryState(models.TextChoices):
    """
    How a call ended.

    In doubt: it was sent and no answer came back to us. Whether the system has it is not known.
    """

    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Being sent"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Failed"
    IN_DOUBT = "in_doubt", "In doubt"


ENDED = (DeliveryState.DONE, DeliveryState.REFUSED, DeliveryState.FAILED, DeliveryState.IN_DOUBT)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Lines of the log as somebody may read them."""

    def visible_to(self, actor: Actor) -> Self:
        """What is sent is about any customer: only for those who see all of them."""
        return self if actor.sees_all_tickets else self.none()


class Delivery(models.Model):
    """
    One call to a system: the delivery log.

    `url` has no secrets. `request_body` is what was sent, encrypted, kept for changes only so that they can
    be sent again as they were; `request_shown` and `response_shown` are cut and have their secrets masked.
    `key` makes a change unique: the same one is never sent as two different calls.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=10, choices=DeliveryState.choices)
    purpose = models.CharField(max_length=200)
    method = models.CharField(max_length=8)
    url = models.CharField(max_length=1000)
    key = models.CharField(max_length=200, blank=True)
    request_body = EncryptedTextField(blank=True)
    request_shown = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    response_shown = models.TextField(blank=True)
    error = models.CharField(max_length=400, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    replayed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    replays = models.PositiveSmallIntegerField(default=0)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "key"], condition=~Q(key=""), name="delivery_once_per_key"
            ),
            models.CheckConstraint(
                condition=~Q(state="queued") | Q(next_attempt_at__isnull=False), name="delivery_queued_is_due"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(started_at__isnull=False), name="delivery_sending_since"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "-id"], name="delivery_of_connection"),
            models.Index(fields=["state", "-id"], name="delivery_by_state"),
            models.Index(fields=["created_at"], name="delivery_age"),
            models.Index(fields=["next_attempt_at", "id"], name="delivery_due", condition=Q(state="queued")),
            models.Index(fields=["started_at"], name="delivery_under_way", condition=Q(state="sending")),
        ]

    @property
    def can_replay(self) -> bool:
        """Whether it can be sent again: a change that has ended."""
        return self.direction == Direction.OUT and self.state in ENDED

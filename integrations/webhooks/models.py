"""The stream of events, webhooks with their secrets, and every delivery."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.fields import EncryptedTextField
from people.models import User


class StreamEventQuerySet(models.QuerySet["StreamEvent"]):
    """Rows about any ticket and any customer."""

    def visible_to(self, actor: Actor) -> Self:
        """Only for those who see all of them."""
        return self if actor.sees_all_tickets else self.none()


class StreamEvent(models.Model):
    """
    One public event. The id is its place in the stream: they have no holes, and appear in order.

    `part` tells apart what came of one row of the outbox; `subject` is what it is about (`ticket:12`), empty
    for nothing; `body` is the JSON as it is sent; `depth` and `origin` are those of its `core.events.Cause`.
    """

    id = models.BigIntegerField(primary_key=True)
    outbox_id = models.BigIntegerField()
    part = models.PositiveIntegerField()
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    body = models.TextField()
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField()
    depth = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=40, blank=True)

    objects = StreamEventQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outbox_id", "part"], name="stream_event_once")]
        indexes = [models.Index(fields=["type", "id"], name="stream_event_by_type")]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Rows about any ticket and any customer."""

    def visible_to(self, actor: Actor) -> Self:
        """Only for those who see all of them."""
        return self if actor.sees_all_tickets else self.none()


class WebhookState(models.TextChoices):
    """Whether a webhook sends. A paused one keeps what it would send."""

    ON = "on", "On"
    OFF = "off", "Off"
    PAUSED = "paused", "Paused"


class Webhook(models.Model):
    """
    An address that hears of events.

    `types` are patterns (`ticket.*`). `failures` counts failed tries in a row; `paused_why` is the last one's
    reason. `told_at` is when admins were written to about the pause.
    """

    url = models.CharField(max_length=1000)
    types = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=6, choices=WebhookState.choices, default=WebhookState.ON)
    failures = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_why = models.CharField(max_length=400, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    held_told_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = WebhookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_at__isnull=False), name="webhook_paused_since"
            )
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def origin(self) -> str:
        """How causes name it."""
        return f"webhook:{self.pk}"


class WebhookSecret(models.Model):
    """What a webhook's deliveries are signed with; two while one takes over from the other."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="+")
    secret = EncryptedTextField()
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"…{self.hint}"


class DeliveryState(models.TextChoices):
    """Where a delivery is; held back means that it is not sent unless somebody wants it."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    HELD = "held", "Held back"


OPEN = (DeliveryState.WAITING, DeliveryState.SENDING)


class HeldReason(models.TextChoices):
    """Why a delivery was held back."""

    TOO_OFTEN = "too_often", "The ticket has sent too many in an hour"
    TOO_DEEP = "too_deep", "Too many programs in a row caused it"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Rows about any ticket and any customer."""

    def visible_to(self, actor: Actor) -> Self:
        """Only for those who see all of them."""
        return self if actor.sees_all_tickets else self.none()


class Delivery(models.Model):
    """
    One event on its way to one webhook: the delivery log.

    `public_id` goes along as `Candor-Delivery`. `event` is empty for a test, whose `body` is its own. `tries`
    are all so far, `attempts` those since it was last set out; `replays` counts how often somebody sent it
    again, out of the ticket's order.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey(StreamEvent, null=True, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    body = models.TextField(blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=DeliveryState.choices)
    held_reason = models.CharField(max_length=10, choices=HeldReason.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    error = models.CharField(max_length=400, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    give_up_at = models.DateTimeField(null=True, blank=True)
    replays = models.PositiveSmallIntegerField(default=0)
    replayed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="webhook_event_once"),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(next_attempt_at__isnull=False),
                name="webhook_waiting_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(started_at__isnull=False), name="webhook_sending_since"
            ),
        ]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="webhook_log"),
            models.Index(fields=["webhook", "state", "-id"], name="webhook_log_by_state"),
            models.Index(fields=["webhook", "subject", "created_at"], name="webhook_by_subject"),
            models.Index(
                fields=["webhook", "subject", "id"],
                name="webhook_open",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["started_at"], name="webhook_under_way", condition=Q(state="sending")),
            models.Index(fields=["created_at"], name="webhook_delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"

    @property
    def content(self) -> bytes:
        """The body as it is sent, always the same."""
        return (self.event.body if self.event is not None else self.body).encode()

    @property
    def can_replay(self) -> bool:
        """Whether it can be sent again: it has ended, and is no test."""
        return self.state not in OPEN and self.event_id is not None

"""Core's own tables: outbox, receipts, idempotency keys and the audit log."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class OutboxEvent(models.Model):
    """
    One published event, written in the transaction of the change it reports.

    `live` holds its public forms, one per topic; `completed_at` is set once every handler has its receipt;
    `next_attempt_at` is when the sweep retries it.
    """

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    live = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="outbox_incomplete",
                condition=models.Q(completed_at__isnull=True),
            ),
            GinIndex(fields=["topics"], name="outbox_topics", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Delivery(models.Model):
    """The receipt of one handler for one event: it makes repeated delivery harmless."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="+")
    handler = models.CharField(max_length=120)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of event {self.event_id}"


class IdempotencyKey(models.Model):
    """The stored answer to a create, so that repeating it returns the answer instead of creating again."""

    actor_ref = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_ref", "key"], name="idempotency_key_once_per_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_ref} {self.key}"


class AuditEntry(models.Model):
    """One append-only entry of the audit log; a trigger rejects updates and deletes."""

    at = models.DateTimeField(db_index=True)
    actor_ref = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=80, db_index=True)
    target = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        # The newest of one person, of one kind and of one record, a page at a time.
        indexes = [
            models.Index(fields=["actor_ref", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
            models.Index(fields=["target", "-id"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.action} on {self.target} by {self.actor_ref}"

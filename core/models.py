"""Core's own tables: outbox with receipts and readers, idempotency keys and the audit log."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now

from core.naming import numbers_in


class OutboxEvent(models.Model):
    """
    One published event, written in the transaction of the change it reports.

    `live` holds its public forms, one per topic; `completed_at` is set once every handler has its receipt;
    `next_attempt_at` is when the sweep retries it. `depth` and `origin` are those of its `Cause`.
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
    depth = models.PositiveSmallIntegerField(db_default=0)
    origin = models.CharField(max_length=40, blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="outbox_incomplete",
                condition=models.Q(completed_at__isnull=True),
            ),
            GinIndex(fields=["topics"], name="outbox_topics", opclasses=["jsonb_path_ops"]),
            # A redaction asks for all rows about a ticket.
            GinIndex(OpClass(numbers_in("live", "payload"), name="jsonb_path_ops"), name="outbox_tickets"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class OutboxReader(models.Model):
    """
    How far a program has read the outbox in order (`core.events.reading`); `written` is its own count.

    Holes up to `settled_id` stay holes. `watched_id` was the newest id when the present hole was seen,
    `watched_xid` the next transaction then: once all below it have ended, everything up to it is settled.
    """

    name = models.CharField(max_length=40, primary_key=True)
    last_id = models.BigIntegerField(default=0)
    written = models.BigIntegerField(default=0)
    settled_id = models.BigIntegerField(default=0)
    watched_id = models.BigIntegerField(null=True)
    watched_xid = models.BigIntegerField(null=True)
    watched_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.last_id}"


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


class AuditSeal(models.Model):
    """
    The seal of one audit entry (`core.audit_chain`), numbered without gaps; a trigger keeps it as it is.

    `entry_id` is no foreign key, so that a seal outlives an entry that somebody takes out. A salt is empty
    once an erasure threw it away.
    """

    number = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    name_salt = models.CharField(max_length=32, blank=True)
    data_salt = models.CharField(max_length=32, blank=True)
    name_digest = models.CharField(max_length=64)
    data_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"seal {self.number} of audit entry {self.entry_id}"


class AuditCheck(models.Model):
    """What the last walk along the chain of seals found: one row. `fault` is empty if it is whole."""

    checked_at = models.DateTimeField()
    entries = models.BigIntegerField()
    since = models.DateTimeField(null=True)
    head = models.CharField(max_length=64, blank=True)
    erased = models.BigIntegerField()
    fault = models.CharField(max_length=10, blank=True)
    entry_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"audit log checked at {self.checked_at}"

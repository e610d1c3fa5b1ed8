from django.db import models
from django.db.models import Q

from integrations.connections.models.connection import Connection


class SyncCursor(models.Model):
    """
    How far one stream of a connection has been read.

    `position` is the system's own mark, stored in the transaction of the page before it. Whoever holds the
    lease (`lease`, until `leased_until`) alone may advance it; `round` counts the readings from the start.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=80)
    position = models.TextField(blank=True)
    round = models.PositiveIntegerField(default=1)
    rows = models.PositiveBigIntegerField(default=0)
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    advanced_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "stream"], name="cursor_once_per_stream"),
            models.CheckConstraint(
                condition=Q(lease="") | Q(leased_until__isnull=False), name="cursor_lease_ends"
            ),
        ]

"""Where core itself keeps words: events with their live forms, and stored answers."""

from django.db.models import Q

from core.kept import Table
from core.live import topic_for
from core.models import IdempotencyKey, OutboxEvent

KEEPERS = (
    Table(
        "events",
        OutboxEvent,
        by=lambda number: Q(topics__contains=[topic_for("ticket", number)]),
        json=("payload", "live"),
        text=("last_error",),
    ),
    Table("answers", IdempotencyKey, by_words=("body",), json=("body",)),
)

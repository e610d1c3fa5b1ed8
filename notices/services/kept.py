"""What people are told of a ticket."""

from django.db.models import Q

from core.kept import Table
from notices.models import Notice

KEEPERS = (
    Table(
        "notices",
        Notice,
        by=lambda tickets: Q(ticket__in=tickets),
        text=("text",),
        entry="entry_id",
    ),
)

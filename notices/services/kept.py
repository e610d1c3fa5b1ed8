"""What people are told of a ticket."""

from django.db.models import Q

from core.kept import Table
from notices.models import Notice

KEEPERS = (
    Table(
        "notices",
        Notice,
        by=lambda number: Q(ticket=number),
        text=("text",),
        json=("message",),
        entry="entry_id",
    ),
)

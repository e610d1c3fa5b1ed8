"""Where practice keeps words of customers: copies without names, and what people wrote to them."""

from django.db.models import Q

from core.kept import Table, Tickets
from practice.models import PracticeAttempt, PracticeCase


def _attempts(tickets: Tickets) -> Q:
    return Q(case__ticket__in=tickets)


KEEPERS = (
    Table(
        "practice",
        PracticeCase,
        by=lambda tickets: Q(ticket__in=tickets),
        text=("subject",),
        json=("messages",),
        is_persons=True,
        is_made=True,
    ),
    Table(
        "practice",
        PracticeAttempt,
        by=_attempts,
        text=("escalated_why",),
        json=("turns", "marks"),
        is_persons=True,
    ),
)

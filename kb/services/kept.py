"""Where the knowledge base keeps words of customers: what they searched for."""

from django.db.models import Q

from core.kept import Copy, Table
from kb.models import SearchLog, SolvedTicket, SourceItem

KEEPERS = (
    Table("searches", SearchLog, by=lambda number: Q(ticket=number), text=("query", "corrected_query")),
)


def copies(ticket_id: int) -> list[Copy]:
    """Articles that a person approved and that were made from a ticket: they are edited, not redacted."""
    sources = SolvedTicket.objects.filter(ticket=ticket_id, taken_back_at=None).values("source")
    items = SourceItem.objects.filter(source__in=sources, key=f"ticket:{ticket_id}", article__isnull=False)
    return [Copy("article", title) for title in items.values_list("article__title", flat=True)]

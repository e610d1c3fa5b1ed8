"""Where the knowledge base keeps words of customers: what they searched for."""

from django.db.models import Q

from core.kept import Copy, Table, Tickets
from kb.models import SearchLog, SolvedTicket, SourceItem

KEEPERS = (
    Table("searches", SearchLog, by=lambda tickets: Q(ticket__in=tickets), text=("query", "corrected_query")),
)


def copies(tickets: Tickets) -> list[Copy]:
    """Articles that a person approved and that were made from a ticket: they are edited, not redacted."""
    sources = SolvedTicket.objects.filter(ticket__in=tickets, taken_back_at=None).values("source")
    keys = [f"ticket:{number}" for number in sorted(tickets)]
    items = SourceItem.objects.filter(source__in=sources, key__in=keys, article__isnull=False)
    return [Copy("article", title) for title in items.values_list("article__title", flat=True)]

"""Where the knowledge base keeps words of customers: what they searched for."""

from django.db.models import Q

from core.kept import Copy, Table, Tickets
from core.persons import Person, Rows
from kb.models import ArticleFeedback, ArticleRead, RunbookMark, SearchLog, SolvedTicket, SourceItem

KEEPERS = (
    Table(
        "searches",
        SearchLog,
        by=lambda tickets: Q(ticket__in=tickets),
        text=("query", "corrected_query"),
        is_persons=True,
    ),
    Table("runbook_marks", RunbookMark, by=lambda tickets: Q(ticket__in=tickets), text=("reason",)),
)


def copies(tickets: Tickets) -> list[Copy]:
    """Articles that a person approved and that were made from a ticket: they are edited, not redacted."""
    sources = SolvedTicket.objects.filter(ticket__in=tickets, taken_back_at=None).values("source")
    keys = [f"ticket:{number}" for number in sorted(tickets)]
    items = SourceItem.objects.filter(source__in=sources, key__in=keys, article__isnull=False)
    return [Copy("article", title) for title in items.values_list("article__title", flat=True)]


def _theirs(person: Person) -> Q:
    return Q(contact__in=person.contact_ids)


PERSONS = (
    Rows(
        "searches",
        SearchLog,
        by=lambda person: _theirs(person) | Q(actor_ref__in=person.refs),
        sets={"query": "", "corrected_query": "", "actor_ref": "", "contact": None},
    ),
    Rows("searches", ArticleRead, by=_theirs, sets={"contact": None}),
    Rows(
        "ratings",
        ArticleFeedback,
        by=lambda person: Q(reader_ref__in=person.refs),
        sets={"comment": ""},
    ),
)

"""What was told to a tracker about a ticket, and our mirror of its issues."""

from django.db.models import Q

from core.kept import Copy, Table, Tickets
from integrations.issues.models import FixAnswer, Issue, IssueLink, Remembered


def _linked(tickets: Tickets) -> Q:
    return Q(pk__in=IssueLink.objects.filter(ticket__in=tickets).values("issue"))


def _of_linked(tickets: Tickets) -> Q:
    return Q(issue__in=IssueLink.objects.filter(ticket__in=tickets).values("issue"))


KEEPERS = (
    Table("mirrors", IssueLink, by=lambda tickets: Q(ticket__in=tickets), text=("comment", "problem")),
    Table(
        "mirrors",
        Issue,
        by=_linked,
        text=("title", "description", "problem"),
        forgets=("vector", "sentence", "sentence_by"),
        is_shared=True,
        is_made=True,
    ),
    Table("mirrors", Remembered, by=_of_linked, text=("body",)),
    Table("drafts", FixAnswer, by=lambda tickets: Q(link__ticket__in=tickets), html=("body_html",)),
)


def copies(tickets: Tickets) -> list[Copy]:
    """The issues in the tracker."""
    links = IssueLink.objects.filter(ticket__in=tickets, ended_at=None).exclude(issue__key="")
    return [
        Copy(system, key)
        for system, key in links.values_list("issue__connection__system", "issue__key").order_by("pk")
    ]

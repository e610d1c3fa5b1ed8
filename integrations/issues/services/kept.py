"""What was told to a tracker about a ticket, and our mirror of its issues."""

from django.db.models import Q

from core.kept import Copy, Table
from integrations.issues.models import FixAnswer, Issue, IssueLink, Remembered


def _linked(number: int) -> Q:
    return Q(pk__in=IssueLink.objects.filter(ticket=number).values("issue"))


def _of_linked(number: int) -> Q:
    return Q(issue__in=IssueLink.objects.filter(ticket=number).values("issue"))


KEEPERS = (
    Table("mirrors", IssueLink, by=lambda number: Q(ticket=number), text=("comment", "problem")),
    Table("mirrors", Issue, by=_linked, text=("title", "description", "problem")),
    Table("mirrors", Remembered, by=_of_linked, text=("body",)),
    Table("drafts", FixAnswer, by=lambda number: Q(link__ticket=number), html=("body_html",)),
)


def copies(ticket_id: int) -> list[Copy]:
    """The issues in the tracker."""
    links = IssueLink.objects.filter(ticket=ticket_id, ended_at=None).exclude(issue__key="")
    return [
        Copy(system, key)
        for system, key in links.values_list("issue__connection__system", "issue__key").order_by("pk")
    ]

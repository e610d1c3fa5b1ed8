"""What people are told of a ticket."""

from django.db.models import Q

from core.kept import Table
from core.persons import ERASED, Person, Rows
from notices.models import Notice

KEEPERS = (
    Table(
        "notices",
        Notice,
        by=lambda tickets: Q(ticket__in=tickets),
        text=("text",),
        json=("message",),
        entry="entry_id",
        is_persons=True,
    ),
)


def _by_them(person: Person) -> Q:
    return Q(by_name__in=person.words)


PERSONS = (
    Rows("notices", Notice, by=_by_them, sets={"by_name": ERASED}, why_not="what our people were told"),
)

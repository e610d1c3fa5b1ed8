"""What people are told of a ticket."""

from django.db.models import Q

from core.kept import Table
from core.persons import ERASED, Person, Rows
from notices.models import Notice
from tickets.selectors.joined import tickets_of_people

KEEPERS = (
    Table(
        "notices",
        Notice,
        by=lambda tickets: Q(ticket__in=tickets),
        text=("text",),
        json=("message",),
        entry="entry_id",
        is_persons=True,
        is_made=True,
    ),
)


def _by_them(person: Person) -> Q:
    # Somebody else may have the same name: where this person writes, it is theirs.
    tickets = tickets_of_people(person.contact_ids, addresses=person.addresses)
    return Q(by_name__in=person.words, ticket__in=tickets) & person.before("at")


PERSONS = (
    Rows("notices", Notice, by=_by_them, sets={"by_name": ERASED}, why_not="what our people were told"),
)

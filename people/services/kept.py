"""Who a person is: their record, how they reach us, and which records were made one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from core.persons import File, Holder, Person, Rows, rows_json
from people.models import Contact, Identity, IdentityConflict

_FIELDS = ("name", "email", "title", "phone", "locale", "timezone", "search", "custom")


class Record:
    """The contact itself, which `services.privacy` empties before anything else."""

    labels: Mapping[str, str] = {
        "people.Contact": "stays as “Erased person”, without anything else",
        "people.Identity": "deletes",
    }
    holds = frozenset({f"people.Contact.{name}" for name in _FIELDS} | {"people.Identity.value"})
    exports = frozenset(labels)

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {"identities": Identity.objects.filter(contact__in=person.contact_ids).count()}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        yield "contact", rows_json(Contact.objects.filter(pk__in=person.contact_ids))
        yield "identities", rows_json(Identity.objects.filter(contact__in=person.contact_ids))

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    def erase(self, person: Person) -> None:
        """See `Holder`; what was added between the first step and this one goes as well."""
        Identity.objects.filter(contact__in=person.contact_ids).delete()


PERSONS: tuple[Holder, ...] = (
    Record(),
    Rows(
        "identities",
        IdentityConflict,
        by=lambda person: (
            Q(contact__in=person.contact_ids)
            | Q(holder__in=person.contact_ids)
            | Q(value__in=person.addresses) & person.before("first_seen_at")
        ),
        why_not="a doubt of ours about whose an address is",
    ),
)

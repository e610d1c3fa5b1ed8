"""Whose message started or met a clock: the lines of its history name the author."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from core.kept import any_of
from core.persons import File, Holder, Person
from core.redacting import Needles
from sla.models import ClockEvent, TicketFact
from tickets.selectors.joined import tickets_of_people


class Lines:
    """Facts and lines of clocks, of which nothing else ever changes."""

    labels: Mapping[str, str] = {
        "sla.TicketFact": "stays, without the name in its label",
        "sla.ClockEvent": "stays, without the name in its label",
    }
    holds = frozenset({"sla.TicketFact.label", "sla.ClockEvent.label"})
    exports: frozenset[str] = frozenset()

    def _rows(self, person: Person) -> tuple[QuerySet[TicketFact], QuerySet[ClockEvent]]:
        tickets = tickets_of_people(person.contact_ids)
        named = any_of(Q(label__icontains=words) for words in person.words)
        facts = TicketFact.objects.filter(named, ticket__in=tickets)
        return facts, ClockEvent.objects.filter(named, clock__ticket__in=tickets)

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`; they are no more than the name of a message that is counted."""
        return {}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        return iter(())

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    @transaction.atomic
    def erase(self, person: Person) -> None:
        """See `Holder`."""
        needles = Needles(person.words)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('candor.erasing_person', 'on', true)")
            for rows in self._rows(person):
                for row in rows.order_by("pk"):
                    label, count = needles.in_text(row.label)
                    if count:
                        rows.model._default_manager.filter(pk=row.pk).update(label=label)
            cursor.execute("SELECT set_config('candor.erasing_person', 'off', true)")


PERSONS: tuple[Holder, ...] = (Lines(),)

"""Where core itself keeps words: events with their live forms, and stored answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.fields.json import DataContains
from django.db.models.functions import Cast

from core import audit_chain
from core.kept import Keeper, Search, Table, Tickets, any_of
from core.live import topic_for
from core.models import AuditEntry, IdempotencyKey, OutboxEvent
from core.naming import numbers_in
from core.persons import ERASED, File, Holder, Person, Rows, rows_json
from core.redacting import Needles


class Answers:
    """Stored answers that are known to be about the tickets or their entries, whatever the words."""

    place = "answers"
    holds = frozenset({"core.IdempotencyKey.body"})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        entries = Q(body__has_key="body_text", body__id__in=sorted(search.touched))
        own = Table(
            self.place,
            IdempotencyKey,
            by=lambda tickets: Q(body__number__in=sorted(tickets)) | entries,
            json=("body",),
        )
        return own.redact(search, is_dry=is_dry)


def _told(tickets: Tickets) -> Q:
    """Whatever their topic: what people are told of a ticket goes to a topic of their own."""
    numbers = numbers_in("live", "payload")
    return any_of(
        Q(topics__contains=[topic_for("ticket", number)]) | Q(DataContains(numbers, [number]))
        for number in sorted(tickets)
    )


KEEPERS: tuple[Keeper, ...] = (
    Answers(),
    Table(
        "events",
        OutboxEvent,
        by=_told,
        json=("payload", "live"),
        text=("last_error",),
    ),
    Table("answers", IdempotencyKey, by_words=("body",), json=("body",)),
)


class Told:
    """What screens of the person were told: the live forms go, the ids that handlers work with stay."""

    labels: Mapping[str, str] = {"core.OutboxEvent": "empties live of events to them"}
    holds = frozenset({"core.OutboxEvent.live"})
    exports: frozenset[str] = frozenset()

    def _rows(self, person: Person) -> QuerySet[OutboxEvent]:
        topics = [topic_for("contact", pk) for pk in sorted(person.contact_ids)]
        return OutboxEvent.objects.filter(any_of(Q(topics__contains=[topic]) for topic in topics))

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {"events": self._rows(person).exclude(live=[]).count()}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        return iter(())

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    def erase(self, person: Person) -> None:
        """See `Holder`."""
        self._rows(person).exclude(live=[]).update(live=[])


class Audited:
    """What the audit log tells of them: their words go, what was done, by whom and when stays."""

    labels: Mapping[str, str] = {
        "core.AuditEntry": "takes their words out of data, and their name as the actor"
    }
    holds = frozenset({"core.AuditEntry.data", "core.AuditEntry.actor_name"})
    exports = frozenset({"core.AuditEntry"})

    def _rows(self, person: Person) -> QuerySet[AuditEntry]:
        about = Q(target__in=person.refs)
        # Of everybody's lines only those with words that are hardly anybody else's.
        named = any_of(Q(data_text__icontains=words) for words in person.sure_words)
        rows = AuditEntry.objects.alias(data_text=Cast("data", TextField()))
        return rows.filter(about | named & person.before("at"))

    def _done(self, person: Person) -> QuerySet[AuditEntry]:
        """What they did themselves, under their name."""
        rows = AuditEntry.objects.alias(data_text=Cast("data", TextField()))
        return rows.filter(actor_ref__in=person.refs).exclude(actor_name=ERASED)

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {"audit": (self._rows(person) | self._done(person)).count()}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        rows = AuditEntry.objects.filter(target__in=person.refs)
        yield "audit", rows_json(rows, only=("at", "action", "target"))

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    @transaction.atomic
    def erase(self, person: Person) -> None:
        """See `Holder`."""
        all_words, sure = Needles(person.words), Needles(person.sure_words)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('candor.erasing_person', 'on', true)")
            for row in self._rows(person).order_by("pk"):
                data, count = (all_words if row.target in person.refs else sure).in_json(row.data)
                # Of their own record all values go: they may be names and numbers that they had before.
                if row.target in person.refs and "changes" in data:
                    data, count = {**data, "changes": sorted(data["changes"])}, 1
                if count:
                    AuditEntry.objects.filter(pk=row.pk).update(data=data)
                    audit_chain.forget_data(row.pk)
            done = AuditEntry.objects.filter(actor_ref__in=person.refs).exclude(actor_name=ERASED)
            ids = list(done.values_list("pk", flat=True))
            AuditEntry.objects.filter(pk__in=ids).update(actor_name=ERASED)
            audit_chain.forget_name(ids)
            cursor.execute("SELECT set_config('candor.erasing_person', 'off', true)")


PERSONS: tuple[Holder, ...] = (
    Told(),
    Audited(),
    Rows(
        "answers",
        IdempotencyKey,
        by=lambda person: Q(actor_ref__in=person.refs),
        why_not="answers to their own calls, kept for a day, whose records the export has",
    ),
)

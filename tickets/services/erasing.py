"""
Taking a person out of tickets: their conversations stay as history, without their words, files and name.

What they wrote goes as whole entries, with everything that was made from it; their names and addresses go
from what others wrote there. Each conversation is one transaction, and doing it again changes nothing more.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Lower

from core import clock, kept, scanning
from core.actors import SYSTEM
from core.addresses import comparable
from core.errors import Conflict
from core.persons import ERASED, SHORTEST_NAME, Elsewhere, File, Holder, Person, Rows, mark, rows_json
from core.redacting import MARK, Needles, is_telling, line_of
from tickets.events import EntriesRedacted
from tickets.models import (
    Attachment,
    AuthorKind,
    CustomField,
    Participant,
    Rating,
    Scan,
    SideConversation,
    SideMessage,
    Ticket,
    TimelineEntry,
    Visibility,
)
from tickets.rendering import stamp
from tickets.selectors.joined import JoinedMeanwhile, lock_joined, same_messages
from tickets.services.looked_for import LookedFor
from tickets.services.made_from import Runs, is_ours, made_forgets, made_from, made_words, runs_of
from tickets.services.payloads import STAYS, payload_without
from tickets.services.shown import alone_of, previews_follow, showing
from tickets.services.timeline import announce
from tickets.side_entries import Side

_CHANGED = (
    "title", "body_html", "body_text", "payload", "delivery_detail", "author_name", "channel_message_id",
    "is_redacted", "redactions",
)  # fmt: skip
_ATTEMPTS = 5
_TOLD = ("mail", "slack", "hubspot", "salesforce")
_TICKET = (
    "id", "subject", "status", "priority", "channel", "tags", "custom", "created_at", "resolved_at",
)  # fmt: skip
_MESSAGE = ("id", "ticket_id", "kind", "author_kind", "author_name", "body_text", "created_at")
_FILE = ("public_id", "ticket_id", "entry_id", "name", "size", "scan", "created_at")


def _written(person: Person) -> Q:
    """What they wrote: as a customer, or as a third party."""
    # The ids of the latter, since a condition with a query in it would have the whole timeline read.
    asked = Q(pk__in=_answers_of(person))
    return Q(author_kind=AuthorKind.CONTACT, author_id__in=person.contact_ids) | asked


def _answers_of(person: Person) -> list[int]:
    """
    Their messages in side conversations, by the address that they came from.

    A name is not enough: somebody else may have the same. What has lost its sender is theirs where nobody
    else was asked.
    """
    addresses = sorted(person.addresses)
    sender = Lower(KeyTextTransform("from", KeyTransform("mail", "entry__payload")))
    rows = SideMessage.objects.alias(sender=sender).filter(
        Q(sender__in=addresses) | Q(side__people__overlap=addresses),
        person.before("entry__created_at"),
        entry__author_kind=AuthorKind.SYSTEM,
    )
    found = []
    for pk, people, payload in rows.order_by("pk").values_list("pk", "side__people", "entry__payload"):
        told = Side.of(payload).mail
        written = comparable(told.from_) if told is not None and told.from_ else ""
        if written in person.addresses or (not written and set(people) <= person.addresses):
            found.append(pk)
    return found


def _asked(person: Person) -> Q:
    return Q(people__overlap=sorted(person.addresses)) & person.before("created_at")


def _participant(person: Person) -> Q:
    by_address = Q(address__in=person.addresses) & person.before("created_at")
    return Q(contact__in=person.contact_ids) | by_address


def _tickets_of(person: Person) -> set[int]:
    """The tickets that they asked for, wrote in, were in copy of, or were asked about."""
    entries = TimelineEntry.objects.filter(_written(person)).order_by()
    return {
        *Ticket.objects.filter(requester__in=person.contact_ids).values_list("pk", flat=True),
        *entries.values_list("ticket", flat=True).distinct(),
        *Participant.objects.filter(_participant(person)).values_list("ticket", flat=True),
        *SideConversation.objects.filter(_asked(person)).values_list("ticket", flat=True),
    }


class Conversations:
    """Tickets with their entries and files."""

    labels: Mapping[str, str] = {
        "tickets.Ticket": "stays, without subject, preview and texts of fields",
        "tickets.TimelineEntry": "stays, without author, text and file where it is theirs",
        "tickets.Attachment": "deletes theirs, with the bytes",
        "tickets.RawMessage": "empties",
    }
    holds = frozenset(
        {f"tickets.Ticket.{name}" for name in ("subject", "preview", "custom", "reason")}
        | {f"tickets.TimelineEntry.{name}" for name in _CHANGED}
        | {
            f"tickets.Attachment.{name}"
            for name in ("name", "content_type", "sha256", "path", "uploader_ref")
        }
        | {"tickets.RawMessage.content", "tickets.RawMessage.document"}
    )
    exports = frozenset(labels) - {"tickets.RawMessage"}

    def _files(self, person: Person) -> QuerySet[Attachment]:
        own = TimelineEntry.objects.filter(_written(person)).values("pk")
        # Two ways, each by its index, and not one that reads all files there are.
        sent, chosen = Attachment.objects.filter(entry__in=own), _chosen(person)
        return Attachment.objects.filter(pk__in=sent.values("pk").union(chosen.values("pk")))

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {
            "tickets": Ticket.objects.filter(requester__in=person.contact_ids).count(),
            "messages": TimelineEntry.objects.filter(_written(person)).count(),
            "files": self._files(person).count(),
        }

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`; of the messages those that a customer reads, and all of their own."""
        asked = Ticket.objects.filter(requester__in=person.contact_ids)
        yield "tickets", rows_json(asked, only=_TICKET)
        shown = Q(ticket__in=asked.values("pk"), visibility=Visibility.PUBLIC)
        yield "messages", rows_json(TimelineEntry.objects.filter(shown | _written(person)), only=_MESSAGE)
        yield "files", rows_json(self._files(person), only=_FILE)

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        # Nobody gets what the virus scanner has found, or has not looked at.
        unsafe = (Scan.INFECTED, Scan.WAITING) if scanning.is_on() else (Scan.INFECTED,)
        for file in self._files(person).exclude(scan__in=unsafe).order_by("pk"):
            yield File(f"files/{file.pk}-{file.name}", path=Path(settings.MEDIA_ROOT) / file.path)

    def erase(self, person: Person) -> None:
        """See `Holder`."""
        done: set[int] = set()
        # Asked again until there are no more: what was under way when their record was emptied comes late.
        while left := _tickets_of(person) - done:
            while left:
                group = _erased_together(person, min(left))
                done |= {min(left), *group}
                left -= done
        # Files that they chose and never sent.
        waiting = _chosen(person).filter(entry=None)
        for path in list(waiting.values_list("path", flat=True)):
            waiting.filter(path=path).delete()
            if not Attachment.objects.filter(path=path).exists():
                (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)


def _chosen(person: Person) -> QuerySet[Attachment]:
    """The files that they uploaded, sent or not."""
    return Attachment.objects.filter(uploader_ref__in=person.refs)


def tickets_of(person: Person) -> frozenset[int]:
    """The tickets that have something of a person."""
    return frozenset(_tickets_of(person))


def _erased_together(person: Person, ticket_id: int) -> frozenset[int]:
    """
    Take a person out of one conversation; returns its tickets.

    Where a merge or split comes in between, it begins again. Raises Conflict if that never ends.
    """
    for _ in range(_ATTEMPTS):
        with suppress(JoinedMeanwhile), transaction.atomic():
            tickets = lock_joined(ticket_id)
            _Erasure(person, tickets).run()
            return frozenset(tickets)
    raise Conflict(f"#{ticket_id} is merged or split again and again. It is tried later.")


@dataclass
class _Erasure:
    """One person out of one conversation, whose tickets are locked."""

    person: Person
    tickets: dict[int, Ticket]

    def run(self) -> None:
        """Locks as a redaction does: tickets by number, then entries, then what was made from them."""
        tickets = self.tickets
        entries = list(
            TimelineEntry.objects.select_for_update(no_key=True)
            .filter(ticket__in=list(tickets))
            .defer("search")
            .order_by("pk")
        )
        contacts = self.person.contact_ids
        wrote = TimelineEntry.objects.filter(_written(self.person), ticket__in=list(tickets))
        own = set(wrote.order_by().values_list("pk", flat=True))
        whole = same_messages(own, tickets)
        asked = frozenset(pk for pk, ticket in tickets.items() if ticket.requester_id in contacts)
        own_tickets = [tickets[pk] for pk in sorted(asked)]
        made = made_from(entries, whole, asked)
        theirs = [one for one in entries if one.pk in whole]
        alone = frozenset(line_of(one.subject) for one in own_tickets) | alone_of(theirs, own_tickets)
        looked_for, said = self._looked_for(theirs, own_tickets, made_words(entries, made)), runs_of(theirs)
        shown = showing(entries, tickets)
        changed = []
        for one in entries:
            needles = looked_for.at(one)
            needles = needles.everywhere if is_ours(one) else needles
            if self._take(one, needles, is_own=one.pk in whole, made_of=said if one.pk in made else None):
                changed.append(one)
        touched = frozenset(one.pk for one in changed) | whole
        sure = frozenset(words for words in self.person.words if " " in words)
        kept.redact(
            kept.Search(
                frozenset(tickets), looked_for.all, whole | made, touched, emptied=asked, sure=sure,
                alone=alone - {"", line_of(MARK)}, names=looked_for.names, since=looked_for.first,
                others=frozenset(one.pk for one in entries) - touched - made,
            )
        )  # fmt: skip
        if whole:
            previews_follow(shown, tickets.values(), looked_for.all)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('candor.erasing_person', 'on', true)")
            for entry in changed:
                entry.save(update_fields=_CHANGED)
            cursor.execute("SELECT set_config('candor.erasing_person', 'off', true)")
        paths = self._files_go(whole)
        for pk in sorted(asked):
            self._ticket_forgets(pk)
        self._tell(tickets, changed, paths)

    def _looked_for(self, theirs: list[TimelineEntry], asked: list[Ticket], made: str) -> LookedFor:
        names = [*self.person.words, *self.person.titled_names]
        names += [one.author_name for one in theirs if len(one.author_name) >= SHORTEST_NAME]
        subjects = [one.subject for one in asked if is_telling(one.subject)]
        return LookedFor(
            theirs,
            made=made,
            names=[one for one in names if one not in (ERASED, "Visitor")],
            also="\n".join(subjects),
        )

    def _take(self, entry: TimelineEntry, needles: Needles, *, is_own: bool, made_of: Runs | None) -> bool:
        before = [getattr(entry, name) for name in _CHANGED]
        if is_own:
            entry.body_html, entry.body_text, entry.title = f"<p>{MARK}</p>", MARK, ""
            entry.payload = {name: value for name, value in entry.payload.items() if name in STAYS}
            entry.payload.pop("recipients", None)
            entry.delivery_detail, entry.author_name, entry.channel_message_id = "", ERASED, ""
        else:
            if made_of is not None:
                made_forgets(entry, made_of)
            entry.body_html = needles.in_html(entry.body_html)[0]
            for name in ("title", "body_text", "delivery_detail"):
                text = needles.in_text(getattr(entry, name))[0]
                setattr(entry, name, text if name == "body_text" else text[:300])
            entry.payload = payload_without(needles, entry.payload, stays=frozenset())[0]
        if [getattr(entry, name) for name in _CHANGED] == before:
            return False
        entry.is_redacted = True
        entry.redactions = [*(entry.redactions or []), mark(self.person, stamp(clock.now()) or "")]
        return True

    def _files_go(self, whole: frozenset[int]) -> list[str]:
        files = Attachment.objects.filter(
            Q(entry__in=whole) | Q(entry__ticket__in=list(self.tickets), uploader_ref__in=self.person.refs)
        )
        paths = sorted(set(files.values_list("path", flat=True)))
        files.delete()
        return paths

    def _ticket_forgets(self, pk: int) -> None:
        """What they asked for: the ticket keeps its numbers, times, states and choices from lists."""
        ticket = Ticket.objects.get(pk=pk)
        chosen = dict(CustomField.objects.filter(kind=CustomField.Kind.CHOICE).values_list("key", "choices"))
        ticket.subject, ticket.preview = MARK, MARK
        ticket.custom = {
            name: value
            for name, value in ticket.custom.items()
            if not isinstance(value, str | list | dict) or value in chosen.get(name, ())
        }
        ticket.save(update_fields=["subject", "preview", "custom"])

    def _tell(self, tickets: dict[int, Ticket], changed: list[TimelineEntry], paths: list[str]) -> None:
        for at, (pk, ticket) in enumerate(tickets.items()):
            ids = [one.pk for one in changed if one.ticket_id == pk]
            gone = paths if at == 0 else []
            if not ids and not gone:
                continue
            ticket.refresh_from_db()
            ticket.version += 1
            ticket.save(update_fields=["version"])
            event = EntriesRedacted(ticket_id=pk, entry_ids=ids, paths=gone, by_ref=SYSTEM.ref)
            announce(event, ticket, [one for one in changed if one.ticket_id == pk])


def _rating(person: Person) -> Q:
    return Q(ticket__requester__in=person.contact_ids)


class Asked:
    """Side conversations that went to them: what they wrote goes with the entries, and here their address."""

    labels: Mapping[str, str] = {"tickets.SideConversation": "empties people"}
    holds = frozenset({"tickets.SideConversation.people"})
    exports: frozenset[str] = frozenset()

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {"side_conversations": SideConversation.objects.filter(_asked(person)).count()}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`; what they wrote is among the messages, what they were asked is ours."""
        return iter(())

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    def erase(self, person: Person) -> None:
        """See `Holder`; a conversation that is left with nobody is over."""
        for side in SideConversation.objects.filter(_asked(person)):
            side.people = [one for one in side.people if one not in person.addresses]
            side.state = side.state if side.people else SideConversation.State.CLOSED
            side.save(update_fields=["people", "state"])


PERSONS: tuple[Holder, ...] = (
    Conversations(),
    Asked(),
    Rows("tickets_in_copy", Participant, by=_participant),
    Rows("ratings", Rating, by=_rating, sets={"comment": ""}),
)


def elsewhere(person: Person) -> list[Elsewhere]:
    """Issues and articles that were made from what they asked for; each app tells of its own records."""
    tickets = frozenset(Ticket.objects.filter(requester__in=person.contact_ids).values_list("pk", flat=True))
    found = {(one.system, one.name) for one in kept.copies(tickets) if one.name and one.system not in _TOLD}
    return [Elsewhere(system, name) for system, name in sorted(found)]

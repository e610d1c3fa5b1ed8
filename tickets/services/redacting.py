"""
Taking words, files or whole entries out of a ticket for good, wherever they are kept.

The entry stays in its place with its time and author, and with a mark of who took something out, when and
why; never of what it was. What left for elsewhere (a mail, a thread in Slack) cannot be called back: `copies`
names it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core import audit, kept
from core.actors import Actor
from core.errors import Invalid, NotFound
from core.redacting import MARK, Needles, is_long_enough, line_of
from core.transactions import use_case
from people.policy import require
from tickets import selectors
from tickets.events import EntriesRedacted
from tickets.models import Attachment, Ticket, TimelineEntry, Visibility
from tickets.rendering import stamp
from tickets.selectors.holding import refuse_held
from tickets.selectors.joined import lock_joined, same_messages
from tickets.services.looked_for import MAX_WORDS, LookedFor
from tickets.services.made_from import changes_of, is_ours, made_forgets, made_from, made_words, runs_of
from tickets.services.payloads import STAYS, payload_without
from tickets.services.shown import alone_of, previews_follow, showing
from tickets.services.timeline import announce, refresh

MAX_REASON = 200
_COLUMN = 300
_CHANGED = (
    "title", "body_html", "body_text", "payload", "delivery_detail", "is_redacted", "redactions",
)  # fmt: skip


@dataclass(frozen=True)
class Cut:
    """What to take out of an entry: `words`, some of its files, or all of it (`is_whole`)."""

    words: str = ""
    file_ids: Sequence[str] = ()
    is_whole: bool = False

    @property
    def what(self) -> str:
        """`words`, `files` or `entry`."""
        return "entry" if self.is_whole else "files" if self.file_ids else "words"


@dataclass(frozen=True)
class Redacted:
    """
    What was taken out, or would be, as far as who asked may see it.

    `entries` of the ticket as they are now; `places` where it stood, also in tickets joined with it.
    """

    ticket: Ticket
    entries: list[TimelineEntry]
    places: list[kept.Place]
    files: int
    copies: list[kept.Copy]


@use_case()
def redaction_preview(*, actor: Actor, ticket_id: int, entry_id: int, cut: Cut) -> Redacted:
    """Where it stands, without changing anything. Raises NotFound, Forbidden, Invalid."""
    return _Redaction(actor, ticket_id, entry_id, cut).run(is_dry=True)


@use_case()
def entry_redact(
    *, actor: Actor, ticket_id: int, entry_id: int, cut: Cut, reason: str, now: datetime
) -> Redacted:
    """
    Take words, files or a whole entry out of everything that is kept. Nobody can undo it.

    Raises NotFound, Forbidden, and Invalid also for a reason that says what is to go.
    """
    redaction = _Redaction(actor, ticket_id, entry_id, cut)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(
            "Say why. The mark shows it.",
            code="tickets.redaction_reason_missing",
            errors={"reason": ["Required."]},
        )
    if len(reason) > MAX_REASON or redaction.needles.everywhere.stand_in(reason):
        raise Invalid(
            f"The mark shows the reason: at most {MAX_REASON} characters, and nothing of what is to go.",
            code="tickets.redaction_reason",
            errors={"reason": ["Too long, or it says what is to go."]},
            limit=MAX_REASON,
        )
    found = redaction.run(is_dry=False, reason=reason, now=now)
    changed = redaction.changed
    audit.record(
        actor=actor,
        action="tickets.redacted",
        target=f"ticket:{ticket_id}",
        data={
            "entry": entry_id, "what": cut.what, "reason": reason, "entries": len(changed),
            "tickets": sorted({entry.ticket_id for entry in changed}), "files": len(redaction.files),
            "places": {place.name: place.count for place in found.places},
        },
        now=now,
    )  # fmt: skip
    return found


class _Redaction:
    """
    One redaction of a ticket, and of those that are or were joined with it; it has locked all of them.

    Who may not see one of these is told nothing of it, neither by counts nor by what is refused; but the
    words leave there as well. `changed` are the entries that it changes.
    """

    def __init__(self, actor: Actor, ticket_id: int, entry_id: int, cut: Cut) -> None:
        require(actor, "ticket.redact")
        self.actor, self.cut = actor, cut
        self.tickets = self._locked(ticket_id)
        refuse_held(self.tickets)
        self.ticket = self.tickets[ticket_id]
        self.seen = frozenset(
            selectors.tickets_visible(actor).filter(pk__in=self.tickets).values_list("pk", flat=True)
        )
        self.changed: list[TimelineEntry] = []
        self.made: set[int] = set()
        self.looked_for: LookedFor | None = None
        entry = TimelineEntry.objects.filter(pk=entry_id, ticket=self.ticket).first()
        if entry is None:
            raise NotFound("There is no such entry in this ticket.")
        self.entry = entry
        self.needles = self._needles()
        self.alone = alone_of([entry], self.tickets.values()) if cut.is_whole else frozenset()
        self.same = same_messages([entry.pk], self.tickets)
        self.files = self._files()

    def _locked(self, ticket_id: int) -> dict[int, Ticket]:
        """All of them. Raises NotFound, JoinedMeanwhile."""
        selectors.ticket_get(actor=self.actor, ticket_id=ticket_id)
        found = lock_joined(ticket_id)
        # It may have been given to somebody else while this one waited.
        selectors.ticket_get(actor=self.actor, ticket_id=ticket_id)
        return found

    def _needles(self) -> Needles:
        cut = self.cut
        if sum((bool(cut.words.strip()), bool(cut.file_ids), cut.is_whole)) != 1:
            raise Invalid(
                "Choose words, files or the whole entry.",
                code="tickets.redaction_choice",
                errors={"words": ["Choose one."]},
            )
        if cut.is_whole:
            return LookedFor([self.entry]).all
        if not cut.words.strip():
            return Needles(())
        if len(cut.words) > MAX_WORDS or not is_long_enough(cut.words):
            raise Invalid(
                f"Mark 3 to {MAX_WORDS} letters or digits. For more, take out the whole entry.",
                code="tickets.redaction_words",
                errors={"words": ["Too short or too long."]},
                limit=MAX_WORDS,
            )
        return Needles.marked(cut.words, f"{self.entry.title}\n{self.entry.body_text}")

    def _check_words(self, seen: kept.Search) -> None:
        """They stand in this entry, or in something else of these tickets that the actor may see."""
        if not self.cut.words.strip() or self.needles.stand_in(f"{self.entry.title}\n{self.entry.body_text}"):
            return
        if any(entry.ticket_id in self.seen for entry in self.changed):
            return
        # What else is kept may have come from a ticket that the actor does not see.
        sees_all = self.seen == set(self.tickets)
        if not (sees_all and any(place.is_theirs for place in kept.redact(seen, is_dry=True))):
            raise Invalid(
                "These words are not in this entry (any more). Mark them again.",
                code="tickets.words_not_there",
                errors={"words": ["Not there."]},
            )

    def _files(self) -> list[Attachment]:
        """Files of the entry, and the same of its copies."""
        found = list(Attachment.objects.filter(entry__in=self.same).order_by("pk"))
        if self.cut.is_whole:
            return found
        wanted = set(map(str, self.cut.file_ids))
        own = [one for one in found if one.entry_id == self.entry.pk and str(one.public_id) in wanted]
        if len(own) != len(wanted):
            raise Invalid(
                "One of the files is not in this entry (any more).",
                code="tickets.redaction_files",
                errors={"file_ids": ["Not there."]},
            )
        contents = {one.sha256 for one in own}
        copies = [one for one in found if one.entry_id != self.entry.pk and one.sha256 in contents]
        return [*own, *copies]

    def run(self, *, is_dry: bool, reason: str = "", now: datetime | None = None) -> Redacted:
        """Take it out of the timeline, then of everything else."""
        entries = self._entries()
        shown = showing(entries, self.tickets)
        if self.cut.is_whole:
            self._find_made(entries)
        self.changed = [entry for entry in entries if self._take(entry)]
        self.others = frozenset(entry.pk for entry in entries) - {entry.pk for entry in self.changed}
        seen, hidden = self._search(self.seen), self._search(frozenset(self.tickets) - self.seen)
        self._check_words(seen)
        told = [entry for entry in self.changed if entry.ticket_id in self.seen]
        places = [kept.Place("entries", len(told)), *kept.redact(seen, is_dry=is_dry)]
        files = sum(file.ticket_id in self.seen for file in self.files)
        if not is_dry and now is not None:
            if hidden.tickets:
                kept.redact(hidden)
            if self.cut.is_whole:
                previews_follow(shown, self.tickets.values(), self.needles)
            mark = self._mark(reason, now)
            for entry in self.changed:
                entry.is_redacted = True
                entry.redactions = [*(entry.redactions or []), mark]
                entry.save(update_fields=_CHANGED)
            self._tell(self._remove_files())
        own = [entry for entry in told if entry.ticket_id == self.ticket.pk]
        return Redacted(self.ticket, own, places, files, kept.copies(self.seen))

    def _find_made(self, entries: list[TimelineEntry]) -> None:
        """What we made from the entry goes with it, and its copies; and what it says since it was changed."""
        self.same |= changes_of(entries, self.same)
        self.made = made_from(entries, self.same)
        whole = [one for one in entries if one.pk in self.same]
        self.said = runs_of(whole)
        self.looked_for = LookedFor(whole, made=made_words(entries, self.made))
        self.needles = self.looked_for.all

    def _search(self, tickets: kept.Tickets) -> kept.Search:
        touched = frozenset(entry.pk for entry in self.changed if entry.ticket_id in tickets)
        whole = self.same | self.made if self.cut.is_whole else frozenset()
        sees_all = self.actor.sees_all_tickets
        found = kept.Search(tickets, self.needles, whole, touched, sees_all, alone=self.alone)
        if self.looked_for is None:
            return found
        return replace(found, since=self.looked_for.first, others=self.others)

    def _entries(self) -> list[TimelineEntry]:
        return list(
            TimelineEntry.objects.select_for_update(no_key=True)
            .filter(ticket__in=list(self.tickets))
            .defer("search")
            .order_by("pk")
        )

    def _take(self, entry: TimelineEntry) -> bool:
        """Take it out of one entry, unsaved; whether there was anything."""
        is_it = entry.pk in self.same
        if is_it and self.cut.is_whole:
            entry.body_html, entry.body_text = f"<p>{MARK}</p>", MARK
            entry.title = MARK if line_of(entry.title) in self.alone else self.needles.in_text(entry.title)[0]
            entry.payload = {name: value for name, value in entry.payload.items() if name in STAYS}
            entry.delivery_detail = ""
            return True
        if entry.pk in self.made:
            payload_forgets = payload_without(self.needles.everywhere, entry.payload)
            entry.payload = payload_forgets[0]
            return made_forgets(entry, self.said) or bool(payload_forgets[1])
        needles = self._needles_at(entry)
        body_html, count = needles.in_html(entry.body_html)
        for file in self.files:
            body_html, pictures = _without_picture(body_html, str(file.public_id))
            count += pictures
        entry.body_html = body_html
        for name in ("title", "body_text", "delivery_detail"):
            text, more = needles.in_text(getattr(entry, name))
            setattr(entry, name, text if name == "body_text" else text[:_COLUMN])
            count += more
        entry.payload, more = payload_without(needles, entry.payload)
        return bool(count + more) or any(file.entry_id == entry.pk for file in self.files)

    def _needles_at(self, entry: TimelineEntry) -> Needles:
        if self.looked_for is None:
            return self.needles
        needles = self.looked_for.at(entry)
        return needles.everywhere if is_ours(entry) else needles

    def _mark(self, reason: str, now: datetime) -> dict[str, Any]:
        return {
            "what": self.cut.what,
            "at": stamp(now),
            "by": self.actor.name[:200],
            "reason": reason,
            "kinds": [],
        }

    def _remove_files(self) -> list[str]:
        paths = sorted({file.path for file in self.files})
        Attachment.objects.filter(pk__in=[file.pk for file in self.files]).delete()
        return paths

    def _tell(self, paths: list[str]) -> None:
        """Each ticket of its own entries; one that has none, but lost words itself, is only shown anew."""
        for ticket in self.tickets.values():
            before = _shown(ticket)
            ticket.refresh_from_db()
            # What customers may read comes first: they hear of nothing else.
            own = sorted(
                (entry for entry in self.changed if entry.ticket_id == ticket.pk),
                key=lambda entry: (entry.visibility != Visibility.PUBLIC, entry.pk),
            )
            if not own and ticket is not self.ticket and _shown(ticket) == before:
                continue
            ticket.version += 1
            ticket.save(update_fields=["version"])
            if not own and ticket is not self.ticket:
                refresh(ticket)
                continue
            ids = sorted(entry.pk for entry in own)
            event = EntriesRedacted(
                ticket_id=ticket.pk,
                entry_ids=ids,
                paths=paths if ticket is self.ticket else [],
                by_ref=self.actor.ref,
            )
            files = Attachment.objects.filter(entry__in=ids).order_by("pk")
            announce(event, ticket, own, attachments=list(files))


def _shown(ticket: Ticket) -> tuple[Any, ...]:
    """What of a ticket may hold words."""
    return ticket.subject, ticket.preview, ticket.reason, ticket.custom


def _without_picture(source: str, public_id: str) -> tuple[str, int]:
    if public_id not in source:
        return source, 0
    return re.subn(rf"<img\b[^<>]{{0,2000}}{re.escape(public_id)}[^<>]{{0,2000}}>", MARK, source)

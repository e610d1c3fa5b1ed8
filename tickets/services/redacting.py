"""
Taking words, files or whole entries out of a ticket for good, wherever they are kept.

The entry stays in its place with its time and author, and with a mark of who took something out, when and
why; never of what it was. What left for elsewhere (a mail, a thread in Slack) cannot be called back: `copies`
names it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from core import audit, kept
from core.actors import Actor
from core.errors import Invalid, NotFound
from core.redacting import MARK, Needles, is_long_enough, is_telling, line_of
from core.transactions import use_case
from people.policy import require
from tickets import selectors
from tickets.events import EntriesRedacted
from tickets.models import Attachment, Ticket, TimelineEntry, Visibility
from tickets.rendering import stamp
from tickets.selectors.holding import refuse_held
from tickets.selectors.joined import lock_joined, same_messages
from tickets.services.made_from import made_forgets, made_from, made_words
from tickets.services.timeline import announce, preview_of, refresh

MAX_WORDS = 4_000
MAX_REASON = 200
_BEGINNING = 90
_COLUMN = 300
_MOST_LINES = 300
_FREE = ("subject", "summary", "comment", "title", "value", "page", "description")
STAYS = (
    "is_answer", "is_acknowledgement", "is_opening", "is_imported", "is_automatic", "automatic", "decision",
    "client_id", "via", "run_id", "draft_run_id", "engine", "step", "slack_channel", "recipients",
    "ticket", "entry_id", "is_new", "merge_id",
)  # fmt: skip
_CHANGED = (
    "title", "body_html", "body_text", "payload", "delivery_detail", "is_redacted", "redactions",
)  # fmt: skip
_QUOTE = re.compile(r"^[>\s]+", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+")


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
        raise Invalid("Say why. The mark shows it.", errors={"reason": ["Required."]})
    if len(reason) > MAX_REASON or redaction.needles.stand_in(reason):
        raise Invalid(
            f"The mark shows the reason: at most {MAX_REASON} characters, and nothing of what is to go.",
            errors={"reason": ["Too long, or it says what is to go."]},
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
        entry = TimelineEntry.objects.filter(pk=entry_id, ticket=self.ticket).first()
        if entry is None:
            raise NotFound("There is no such entry in this ticket.")
        self.entry = entry
        self.needles = self._needles()
        self.alone = alone_of(entry) if cut.is_whole else frozenset()
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
            raise Invalid("Choose words, files or the whole entry.", errors={"words": ["Choose one."]})
        if cut.is_whole:
            return Needles(stretches(self.entry.body_text), quoted=self.entry.body_text.split("\n"))
        if not cut.words.strip():
            return Needles(())
        if len(cut.words) > MAX_WORDS or not is_long_enough(cut.words):
            raise Invalid(
                f"Mark 3 to {MAX_WORDS} letters or digits. For more, take out the whole entry.",
                errors={"words": ["Too short or too long."]},
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
                "One of the files is not in this entry (any more).", errors={"file_ids": ["Not there."]}
            )
        contents = {one.sha256 for one in own}
        copies = [one for one in found if one.entry_id != self.entry.pk and one.sha256 in contents]
        return [*own, *copies]

    def run(self, *, is_dry: bool, reason: str = "", now: datetime | None = None) -> Redacted:
        """Take it out of the timeline, then of everything else."""
        entries = self._entries()
        if self.cut.is_whole:
            self._find_made(entries)
        if self.cut.is_whole and not is_dry:
            previews_forget(entries, self.same)
        self.changed = [entry for entry in entries if self._take(entry)]
        seen, hidden = self._search(self.seen), self._search(frozenset(self.tickets) - self.seen)
        self._check_words(seen)
        told = [entry for entry in self.changed if entry.ticket_id in self.seen]
        places = [kept.Place("entries", len(told)), *kept.redact(seen, is_dry=is_dry)]
        files = sum(file.ticket_id in self.seen for file in self.files)
        if not is_dry and now is not None:
            if hidden.tickets:
                kept.redact(hidden)
            mark = self._mark(reason, now)
            for entry in self.changed:
                entry.is_redacted = True
                entry.redactions = [*(entry.redactions or []), mark]
                entry.save(update_fields=_CHANGED)
            self._tell(self._remove_files())
        own = [entry for entry in told if entry.ticket_id == self.ticket.pk]
        return Redacted(self.ticket, own, places, files, kept.copies(self.seen))

    def _find_made(self, entries: list[TimelineEntry]) -> None:
        """What we made from the entry goes with it, and its copies."""
        self.made = made_from(entries, self.same)
        words = [*stretches(self.entry.body_text), *stretches(made_words(entries, self.made))]
        self.needles = Needles(words, quoted=self.entry.body_text.split("\n"))

    def _search(self, tickets: kept.Tickets) -> kept.Search:
        touched = frozenset(entry.pk for entry in self.changed if entry.ticket_id in tickets)
        whole = self.same | self.made if self.cut.is_whole else frozenset()
        sees_all = self.actor.sees_all_tickets
        return kept.Search(tickets, self.needles, whole, touched, sees_all, alone=self.alone)

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
            return made_forgets(entry)
        body_html, count = self.needles.in_html(entry.body_html)
        for file in self.files:
            body_html, pictures = _without_picture(body_html, str(file.public_id))
            count += pictures
        entry.body_html = body_html
        for name in ("title", "body_text", "delivery_detail"):
            text, more = self.needles.in_text(getattr(entry, name))
            setattr(entry, name, text if name == "body_text" else text[:_COLUMN])
            count += more
        entry.payload, more = payload_without(self.needles, entry.payload)
        return bool(count + more) or any(file.entry_id == entry.pk for file in self.files)

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


def payload_without(needles: Needles, payload: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A payload without the words in what people and programs wrote; its codes, ids and names stay."""
    found, count = dict(payload), 0
    for name in _FREE:
        if name in found:
            found[name], more = needles.in_json(found[name])
            count += more
    for name, members in (("mail", ("note", "invitations")), ("changes", ("subject", "custom"))):
        inside = found.get(name)
        if isinstance(inside, dict):
            parts = {member: needles.in_json(inside[member]) for member in members if member in inside}
            found[name] = inside | {member: value for member, (value, _) in parts.items()}
            count += sum(more for _, more in parts.values())
    if isinstance(found.get("citations"), list):
        parts_of = [_citation(needles, one) for one in found["citations"]]
        found["citations"] = [one for one, _ in parts_of]
        count += sum(more for _, more in parts_of)
    return found, count


def _citation(needles: Needles, stored: Any) -> tuple[Any, int]:
    if not isinstance(stored, dict) or "quote" not in stored:
        return stored, 0
    quote, count = needles.in_json(stored["quote"])
    return stored | {"quote": quote}, count


def _without_picture(source: str, public_id: str) -> tuple[str, int]:
    if public_id not in source:
        return source, 0
    return re.subn(rf"<img\b[^<>]{{0,2000}}{re.escape(public_id)}[^<>]{{0,2000}}>", MARK, source)


def stretches(text: str) -> list[str]:
    """
    What of a text may stand in what others wrote: all of it, its beginning, lines and sentences, and two
    lines together.

    What everybody may write is no sign of it, such as "Thanks" or "Not yet" (`is_telling`).
    """
    lines = [line for line in (_QUOTE.sub("", line).strip() for line in text.split("\n")) if line][
        :_MOST_LINES
    ]
    found = list(lines)
    for line in lines:
        found += _SENTENCE_END.split(line)[:_MOST_LINES]
    # Two lines, of which at least one is more than a greeting.
    found += [f"{one} {two}" for one, two in pairwise(lines)]
    if len(text) <= MAX_WORDS:
        found.append(" ".join(lines))
    beginning = preview_of(text)
    found.append(beginning)
    if len(beginning) > _BEGINNING:
        found.append(beginning[:_BEGINNING].rpartition(" ")[0])
    return [one for one in dict.fromkeys(found) if is_telling(one)]


def alone_of(entry: TimelineEntry) -> frozenset[str]:
    """What stands for an entry in lists: its beginning and its subject, as they are compared."""
    return frozenset(filter(None, (line_of(preview_of(entry.body_text)), line_of(entry.title)))) - {MARK}


def previews_forget(entries: Sequence[TimelineEntry], whole: frozenset[int]) -> None:
    """
    Empty the previews of tickets that show an entry of `whole`.

    `entries` are all of these tickets, as they were before. What somebody else wrote alike stays.
    """
    said = {preview_of(one.body_text) for one in entries if one.pk in whole and one.body_text}
    for ticket in Ticket.objects.filter(pk__in={one.ticket_id for one in entries}, preview__in=said - {MARK}):
        alike = [
            one for one in entries
            if one.ticket_id == ticket.pk and preview_of(one.body_text) == ticket.preview
        ]  # fmt: skip
        if not alike or alike[-1].pk in whole:
            Ticket.objects.filter(pk=ticket.pk).update(preview=MARK)

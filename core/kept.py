"""
Where words of customers are kept: the one declaration that redaction uses.

Each app declares its tables in `ready()`, and `tests/architecture/test_kept.py` fails for a text column that
is neither declared nor excused with a reason. What belongs to a ticket is found by it; what belongs to none,
such as stored answers and the log of calls, by the words themselves.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Protocol

import orjson
from django.db import models
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from core.redacting import MADE, MARK, Needles, emptied, is_distinctive, line_of

_OF_ENTRY = ("body_html", "body_text", "title", "payload")
_MADE = MADE | {"preview"}
_OURS = ("automatic", "client_id", "decision", "engine", "slack_channel", "via")
_ALONE = ("subject", "preview", "title")
# Without a letter whose accent follows: it may be stored as one sign.
_PLAIN = re.compile(r"[A-Za-z0-9]+(?![\u0300-\u036f])")
Tickets = frozenset[int]
"""The numbers of tickets."""


@dataclass(frozen=True)
class Search:
    """
    What to take out about some tickets: those that are, or were, one conversation.

    `needles` go wherever they stand. What is kept of the entries in `whole` goes altogether. `touched` are
    all entries that lose something, files too: the original that an entry was made from cannot stay. Whoever
    does not see all tickets (`sees_all`) is not told of records that may be about others. `emptied` are
    tickets of somebody who is erased: what was made from their words goes altogether there. `sure` are words,
    such as a full name, that count like those that nobody writes by chance. `alone` are subjects and
    beginnings of the entries in `whole` that go only where a member of JSON says nothing else (`line_of`).
    `names` are all that goes from what belongs to an entry before `since`: it cannot quote a later one.
    Copies of the entries `others`, which lose nothing, stay as these do.
    """

    tickets: Tickets
    needles: Needles
    whole: frozenset[int] = frozenset()
    touched: frozenset[int] = frozenset()
    sees_all: bool = True
    emptied: Tickets = frozenset()
    sure: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    names: Needles = field(default_factory=lambda: Needles(()))
    since: int = 0
    others: frozenset[int] = frozenset()

    def needles_at(self, entry_id: int | None, *, is_made: bool = False) -> Needles:
        """What goes from a record that belongs to this entry; `is_made`: the product composed it."""
        if entry_id is not None and entry_id < self.since:
            return self.names
        return self.needles.everywhere if is_made else self.needles

    def is_others(self, value: dict[str, Any]) -> bool:
        """Whether this JSON is the form of an entry that loses nothing."""
        return "body_text" in value and value.get("id") in self.others

    def is_sure(self, words: str) -> bool:
        """Whether these words are nobody else's, so that they may go from any record."""
        return is_distinctive(words) or words in self.sure


@dataclass(frozen=True)
class Copy:
    """A copy that is not ours to change: `system` is a word of the screens, `name` says which one."""

    system: str
    name: str


@dataclass(frozen=True)
class Place:
    """
    How many records of a kind hold the words; `name` is one that screens have a word for.

    `is_theirs`: some are known to be about these tickets, and were not found by the words alone.
    """

    name: str
    count: int
    is_theirs: bool = True


class Keeper(Protocol):
    """What holds words, and can take them out."""

    @property
    def place(self) -> str: ...

    @property
    def holds(self) -> frozenset[str]:
        """The columns that it answers for, such as `tickets.Draft.body`."""
        ...

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """Take the words out of everything here; returns how many records that changed, or would change."""
        ...


@dataclass(frozen=True)
class Table:
    """
    A table whose rows hold words in these columns.

    `by` gives the condition for the rows about some tickets. Without it rows are found by the words
    themselves in the columns of `by_words`, of any ticket, since an answer or a call does not say whose it
    is. Only words count there that nobody writes by chance (`is_distinctive`), and only rows in `among`.
    `entry` is the lookup of the entry that a row was made from. `documents` are JSON as text, `bytes_` JSON
    as bytes. `is_persons`: the rows are made from what the requester wrote, and are emptied with them.
    `is_made`: the product composes them of what others wrote, and nobody writes in them.
    `forgets` are columns made from these words, such as vectors: they go empty when any of these changes.
    `is_shared`: a row belongs to several tickets, and who changes it holds it before them (`hold_shared`).
    """

    place: str
    model: type[models.Model]
    by: Callable[[Tickets], Q] | None = None
    by_words: tuple[str, ...] = ()
    among: Q = field(default_factory=Q)
    text: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    bytes_: tuple[str, ...] = ()
    forgets: tuple[str, ...] = ()
    entry: str = ""
    is_persons: bool = False
    is_shared: bool = False
    is_made: bool = False

    @property
    def holds(self) -> frozenset[str]:
        """See `Keeper`."""
        columns = (*self.text, *self.html, *self.json, *self.documents, *self.bytes_)
        return frozenset(f"{self.model._meta.label}.{name}" for name in columns)

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `Keeper`."""
        count = 0
        rows = self._rows(search)
        gone = self._made_from(search, rows)
        sure = search.needles.everywhere.only(search.is_sure) if self.by is None else None
        entries = self._entries(rows) if search.since and self.entry else {}
        for row in rows.iterator(chunk_size=100):
            needles = search.needles_at(entries.get(row.pk), is_made=self.is_made) if sure is None else sure
            changed = self._emptied(row) if row.pk in gone else self._changed(row, search, needles)
            if not changed:
                continue
            count += 1
            if not is_dry:
                changed |= {name: getattr(self.model(), name) for name in self.forgets}
                for name, value in changed.items():
                    setattr(row, name, value)
                row.save(update_fields=list(changed))
        return count

    def _made_from(self, search: Search, rows: QuerySet[Any]) -> set[Any]:
        made: set[Any] = set()
        if self.entry and search.whole:
            made.update(rows.filter(**{f"{self.entry}__in": search.whole}).values_list("pk", flat=True))
        if self.is_persons and self.by is not None and search.emptied:
            made.update(rows.filter(self.by(search.emptied)).values_list("pk", flat=True))
        return made

    def _entries(self, rows: QuerySet[Any]) -> dict[Any, int | None]:
        return dict(rows.values_list("pk", self.entry))

    def _emptied(self, row: Any) -> dict[str, Any]:
        """Everything but the mark, where there is something."""
        wanted: dict[str, Any] = {name: _fitting(row, name, MARK) for name in self.text}
        wanted |= dict.fromkeys(self.html, f"<p>{MARK}</p>")
        wanted |= {name: type(getattr(row, name))() for name in self.json if getattr(row, name)}
        wanted |= dict.fromkeys(self.documents, "")
        return {name: value for name, value in wanted.items() if getattr(row, name) not in (value, "", None)}

    def _rows(self, search: Search) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.order_by("pk")
        if self.by is not None:
            return rows.filter(self.by(search.tickets))
        words_of = [words for words in search.needles.everywhere.words if search.is_sure(words)]
        found = Q(pk__in=[])
        for column in self.by_words:
            is_binary = isinstance(self.model._meta.get_field(column), models.BinaryField)
            shown: Any = Func(F(column), Value("escape"), function="encode", output_field=TextField())
            rows = rows.alias(**{f"{column}_text": shown if is_binary else Cast(column, TextField())})
            for words in words_of:
                # Only candidates: the pattern decides. Escapes of JSON leave letters and digits as they are.
                plain = max(_PLAIN.findall(words), key=len, default="")
                found |= Q(**{f"{column}_text__icontains": plain}) if len(plain) >= 3 else Q(pk__isnull=False)
        return rows.filter(self.among & found)

    def _changed(self, row: Any, search: Search, needles: Needles) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        for names, take in (
            (self.text, needles.in_text),
            (self.html, needles.in_html),
            (self.json, lambda stored: _json_without(search, needles, stored)),
            (self.documents, lambda stored: _document(needles, stored, search)),
            (self.bytes_, lambda stored: bytes_without(needles, stored)),
        ):
            for name in names:
                stored = getattr(row, name)
                if stored is None:
                    continue
                value, count = take(stored)
                if count:
                    changed[name] = _fitting(row, name, value)
        return changed


def _fitting(row: Any, name: str, value: Any) -> Any:
    longest = getattr(row._meta.get_field(name), "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def _json_without(search: Search, needles: Needles, stored: Any) -> tuple[Any, int]:
    value, forms = forms_emptied(search, stored)
    value, count = needles.in_json(value, stays=search.is_others)
    return value, count + forms


def forms_emptied(search: Search, value: Any) -> tuple[Any, int]:
    """JSON in which the forms of whole entries lose their text, and subjects and previews like theirs go."""
    if not (search.whole or search.alone) or not isinstance(value, dict | list):
        return value, 0
    if isinstance(value, list):
        parts = [forms_emptied(search, one) for one in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    found: dict[str, Any] = {}
    count = 0
    is_it = "body_text" in value and value.get("id") in search.whole
    is_made = value.get("entry_id") in search.whole if isinstance(value.get("entry_id"), int) else False
    for name, stored in value.items():
        goes = (is_it and name in _OF_ENTRY) or (is_made and name in _MADE)
        left, more = _member_emptied(search, name, stored, goes=goes)
        found[name], count = left, count + more
    return found, count


def _member_emptied(search: Search, name: str, stored: Any, *, goes: bool) -> tuple[Any, int]:
    if isinstance(stored, str):
        if stored and MARK not in stored and (goes or (name in _ALONE and line_of(stored) in search.alone)):
            return f"<p>{MARK}</p>" if name == "body_html" else MARK, 1
        return stored, 0
    if goes and name == "payload":
        left = emptied(stored, _OURS)
        return left, int(left != stored)
    if name in _ALONE and isinstance(stored, list):
        # What it was and what it is, in a change.
        parts = [_member_emptied(search, name, one, goes=False) for one in stored]
        return [part for part, _ in parts], sum(more for _, more in parts)
    return forms_emptied(search, stored)


def _document(needles: Needles, stored: str, search: Search | None = None) -> tuple[str, int]:
    """JSON as text, perhaps cut: then it is redacted as text."""
    try:
        read = orjson.loads(stored)
        value, count = needles.in_json(read) if search is None else _json_without(search, needles, read)
    except orjson.JSONDecodeError:
        return needles.in_text(stored)
    return (orjson.dumps(value).decode(), count) if count else (stored, 0)


def bytes_without(needles: Needles, stored: Any) -> tuple[bytes, int]:
    """JSON or text as bytes without these words, and how often they stood there."""
    text, count = _document(needles, bytes(stored).decode("utf-8", "replace"))
    return (text.encode(), count) if count else (bytes(stored), 0)


def any_of(conditions: Iterable[Q]) -> Q:
    """Rows for which one of these holds; none without conditions."""
    return reduce(or_, conditions, Q(pk__in=()))


Copies = Callable[[Tickets], list[Copy]]
_keepers: dict[str, Keeper] = {}
_copies: dict[str, Copies] = {}


def add(key: str, keepers: Iterable[Keeper]) -> None:
    """Declare what an app keeps; called in `AppConfig.ready()`, and harmless when repeated."""
    for at, keeper in enumerate(keepers):
        _keepers[f"{key}:{at}"] = keeper


def add_copies(key: str, found: Copies) -> None:
    """Declare how to learn which copies about tickets are elsewhere; called in `AppConfig.ready()`."""
    _copies[key] = found


def copies(tickets: Tickets) -> list[Copy]:
    """Where words about tickets went that nobody here can take back."""
    return [copy for found in _copies.values() for copy in found(tickets)]


def keepers() -> list[Keeper]:
    """All that is declared."""
    return list(_keepers.values())


def hold_shared(tickets: Tickets) -> None:
    """
    Lock what several tickets share, as everybody does before they lock those tickets.

    Until the end of the transaction; the rows of each table by their ids, so that two who do this wait for
    each other in one order.
    """
    for keeper in keepers():
        if isinstance(keeper, Table) and keeper.is_shared and keeper.by is not None:
            rows = keeper.model._default_manager.filter(keeper.by(tickets)).order_by("pk")
            list(rows.select_for_update(no_key=True).values_list("pk"))


def redact(search: Search, *, is_dry: bool = False) -> list[Place]:
    """
    Take the words out everywhere, in the caller's transaction; returns where they stood.

    With `is_dry` it changes nothing.
    """
    places: dict[str, Place] = {}
    for keeper in keepers():
        is_theirs = not getattr(keeper, "by_words", ())
        is_told = search.sees_all or is_theirs
        if is_dry and not is_told:
            continue
        count = keeper.redact(search, is_dry=is_dry)
        if count and is_told:
            before = places.get(keeper.place, Place(keeper.place, 0, is_theirs=False))
            places[keeper.place] = Place(keeper.place, before.count + count, before.is_theirs or is_theirs)
    return list(places.values())

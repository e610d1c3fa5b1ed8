"""Entries that the product itself composed of what somebody wrote, such as the summary of a handoff."""

import re
from collections.abc import Iterable, Sequence, Set
from typing import Any

from core.folding import folded
from core.redacting import MARK, texts_in
from tickets.models import AuthorKind, TimelineEntry, Visibility

_KINDS = frozenset({"ai", "note", "routing", "integration"})
_OURS = (AuthorKind.ASSISTANT, AuthorKind.SYSTEM)
_FREE = ("summary", "title", "comment", "value", "description", "quote", "excerpt")
_OF_OURS = ("Tried: ", "Why a person: ")
_RUN = 4
_MOST = 20_000
_WORD = re.compile(r"[^\W_]+")
Run = tuple[str, ...]
Runs = Set[Run]


def made_from(entries: Sequence[TimelineEntry], own: Iterable[int], asked: Iterable[int] = ()) -> set[int]:
    """
    The entries of ours that were made from some others of the same tickets.

    They share a run of words with one of `own`; summaries of a handoff in the tickets `asked` are made from
    what their requester wrote in any case.
    """
    ids, whole_tickets = set(own), set(asked)
    said = runs_of(one for one in entries if one.pk in ids)
    first = min(ids, default=0)
    found = set()
    for one in entries:
        if one.pk in ids or not is_ours(one):
            continue
        is_summary = one.payload.get("step") == "handoff"
        text = "\n".join([one.body_text, *texts_in(one.payload)])
        if (is_summary and one.ticket_id in whole_tickets) or (one.pk > first and said & _runs(text)):
            found.add(one.pk)
    return found


def changes_of(entries: Sequence[TimelineEntry], own: Iterable[int]) -> frozenset[int]:
    """The steps that say what a message says since its writer changed it."""
    ids = set(own)
    steps = (one for one in entries if one.payload.get("step") == "message_changed")
    return frozenset(one.pk for one in steps if one.payload.get("entry_id") in ids)


def runs_of(entries: Iterable[TimelineEntry]) -> set[Run]:
    """All that these say, in runs of a few words."""
    found: set[Run] = set()
    for one in entries:
        if one.body_text != MARK:
            found |= _runs(one.body_text, is_all=True)
    return found


def is_ours(entry: TimelineEntry) -> bool:
    """Whether the product wrote it for staff."""
    return entry.kind in _KINDS and entry.author_kind in _OURS and entry.visibility == Visibility.INTERNAL


def _runs(text: str, *, is_all: bool = False) -> set[Run]:
    words = _WORD.findall(folded(text[:_MOST]).casefold())
    if is_all and len(words) < _RUN:
        return set()
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def made_words(entries: Sequence[TimelineEntry], made: set[int]) -> str:
    """What stands in them of the other side's words, as lines, to find their copies."""
    lines = [line for one in entries if one.pk in made for line in one.body_text.split("\n")]
    return "\n".join(line for line in lines if not line.startswith(_OF_OURS) and MARK not in line)


def made_forgets(entry: TimelineEntry, said: Runs = frozenset()) -> bool:
    """Empty one, unsaved, but for what was done and when; whether there was anything. `said`: `runs_of`."""
    before = entry.body_text, entry.body_html, entry.payload
    if entry.body_text:
        entry.body_html, entry.body_text = f"<p>{MARK}</p>", MARK
    entry.payload = {
        name: MARK if name in _FREE and isinstance(value, str) and value else _without(value, said)
        for name, value in entry.payload.items()
    }
    return (entry.body_text, entry.body_html, entry.payload) != before


def _without(value: Any, said: Runs) -> Any:
    if isinstance(value, dict):
        return {name: _without(one, said) for name, one in value.items()}
    if isinstance(value, list):
        return [_without(one, said) for one in value]
    return MARK if isinstance(value, str) and said & _runs(value) else value

"""Entries that the product itself composed of what somebody wrote, such as the summary of a handoff."""

import re
from collections.abc import Iterable, Sequence

from core.redacting import MARK
from tickets.models import AuthorKind, TimelineEntry, Visibility

_KINDS = frozenset({"ai", "note", "routing", "integration"})
_OURS = (AuthorKind.ASSISTANT, AuthorKind.SYSTEM)
_FREE = ("summary", "title", "comment", "value", "description", "quote", "excerpt")
_OF_OURS = ("Tried: ", "Why a person: ")
_RUN = 4
_MOST = 20_000
_WORD = re.compile(r"[^\W_]+")


def made_from(entries: Sequence[TimelineEntry], own: Iterable[int], asked: Iterable[int] = ()) -> set[int]:
    """
    The entries of ours that were made from some others of the same tickets.

    They share a run of words with one of `own`; summaries of a handoff in the tickets `asked` are made from
    what their requester wrote in any case.
    """
    ids, whole_tickets = set(own), set(asked)
    said = set()
    for one in entries:
        if one.pk in ids and one.body_text != MARK:
            said |= _runs(one.body_text, is_all=True)
    found = set()
    for one in entries:
        if one.pk in ids or not _is_ours(one):
            continue
        is_summary = one.payload.get("step") == "handoff"
        text = "\n".join([one.body_text, *(str(one.payload.get(name, "")) for name in _FREE)])
        if (is_summary and one.ticket_id in whole_tickets) or said & _runs(text):
            found.add(one.pk)
    return found


def _is_ours(entry: TimelineEntry) -> bool:
    return entry.kind in _KINDS and entry.author_kind in _OURS and entry.visibility == Visibility.INTERNAL


def _runs(text: str, *, is_all: bool = False) -> set[tuple[str, ...]]:
    words = _WORD.findall(text[:_MOST].casefold())
    if is_all and len(words) < _RUN:
        return set()
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def made_words(entries: Sequence[TimelineEntry], made: set[int]) -> str:
    """What stands in them of the other side's words, as lines, to find their copies."""
    lines = [line for one in entries if one.pk in made for line in one.body_text.split("\n")]
    return "\n".join(line for line in lines if not line.startswith(_OF_OURS) and MARK not in line)


def made_forgets(entry: TimelineEntry) -> bool:
    """Empty one, unsaved, but for what was done and when; whether there was anything."""
    before = entry.body_text, entry.body_html, entry.payload
    if entry.body_text:
        entry.body_html, entry.body_text = f"<p>{MARK}</p>", MARK
    entry.payload = {
        name: MARK if name in _FREE and isinstance(value, str) and value else value
        for name, value in entry.payload.items()
    }
    return (entry.body_text, entry.body_html, entry.payload) != before

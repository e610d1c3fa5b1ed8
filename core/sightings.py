"""
What each of our people read, counted: the reads of ordinary work, of which one line each would be too many.

A read costs one round trip to Redis and no statement. Which records it were is a set for each person, day and
kind, so that whoever opens one twice has read one; a task stores the sets (`people.services.watching`). What
Redis loses in between is not counted; reads that matter one by one are lines of the audit log instead
(`core.api.sensitive`).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple

from core import clock
from core.actors import Actor, ActorKind
from core.cache import forgiving

KINDS = ("tickets", "others", "customers", "files", "originals", "exports")
"""Tickets, those of them outside of one's own work, contacts, files, originals and sessions, exports."""
SCREEN, PROGRAM = "screen", "program"
"""Whether a person read in the workspace, or a program with a token of theirs."""
_KEPT_SECONDS = int(timedelta(days=3).total_seconds())


class Seen(NamedTuple):
    """Whose reads, by which way, and of what kind."""

    user_id: int
    via: str
    kind: str


def note(actor: Actor, found: Mapping[str, Collection[int]]) -> None:
    """Count what somebody of ours just read: ids by kind. Of others nothing is counted."""
    if not actor.is_staff or actor.user_id is None:
        return
    via = PROGRAM if actor.kind == ActorKind.TOKEN else SCREEN
    day = clock.now().date()
    sets: dict[str, Iterable[int]] = {
        _key(day, Seen(actor.user_id, via, kind)): ids for kind, ids in found.items() if ids
    }
    if sets:
        forgiving().collect(sets | {f"seen:{day}": [actor.user_id]}, timeout=_KEPT_SECONDS)


def noted(day: date, *, known: Mapping[Seen, int]) -> dict[Seen, set[int]]:
    """What was read on a day, without those sets that are as large as `known` says."""
    readers = forgiving().collected([f"seen:{day}"], but={}).get(f"seen:{day}", set())
    every = [Seen(*one) for one in product(sorted(readers), (SCREEN, PROGRAM), KINDS)]
    keys = {_key(day, seen): seen for seen in every}
    sizes = {key: known.get(seen, 0) for key, seen in keys.items()}
    return {keys[key]: ids for key, ids in forgiving().collected(list(keys), but=sizes).items()}


def _key(day: date, seen: Seen) -> str:
    return f"seen:{day}:{seen.user_id}:{seen.via}:{seen.kind}"

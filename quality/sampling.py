"""
Which conversations of a week are reviewed: some at random, and apart from them those that something speaks
against.

The order is that of digests of a seed with each conversation: nobody can know it before the seed is drawn,
and everybody can check it afterwards. Pure: no database, no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation; `who` is the person whose it is, 0 for the assistant."""

    id: int
    who: int
    risks: tuple[str, ...] = ()


def place_of(seed: str, candidate_id: int) -> str:
    """Where a conversation stands in the order of a seed."""
    return sha256(f"{seed}:{candidate_id}".encode()).hexdigest()


def drawn(candidates: Iterable[Candidate], *, seed: str, each: int) -> list[int]:
    """`each` conversations of everybody at random, or all where there are fewer."""
    of: dict[int, list[int]] = {}
    for one in candidates:
        of.setdefault(one.who, []).append(one.id)
    return [
        pk for _, ids in sorted(of.items()) for pk in sorted(ids, key=lambda pk: place_of(seed, pk))[:each]
    ]


def picked(
    candidates: Sequence[Candidate], *, order: Sequence[str], besides: Iterable[int], most: int, seed: str
) -> list[int]:
    """At most so many of those with a risk, the most urgent first, without those drawn at random."""
    gone = set(besides)
    risky = [one for one in candidates if one.risks and one.id not in gone]
    risky.sort(key=lambda one: (min(order.index(name) for name in one.risks), place_of(seed, one.id)))
    return [one.id for one in risky[:most]]

"""
Who gets a ticket: a filter for who can take it, then a readable score for who should.

Requirements are dropped one by one while a ticket waits, so that it never starves; near-equals take turns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.wording import Worded
from routing.wording import say

NEVER_RELAX, RELAX_LAST, RELAX_MIDDLE, RELAX_FIRST = 0, 1, 2, 3

LOAD_POINTS, FIT_POINTS, SKILL_POINTS, STICKY_POINTS = 40.0, 20.0, 4.0, 30.0
# Two people closer than this are equally good, and the one who has waited longer for work gets the ticket.
TIE_POINTS = 5.0
# The number of results at which a person's own record weighs as much as everybody's average.
FIT_SMOOTHING = 10.0

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Requirement:
    """
    Something the ticket needs: a skill slug or, with `is_language`, a language code.

    `relax` ranks how early it may be dropped: 3 first, 1 last, 0 never.
    """

    name: str
    relax: int = RELAX_LAST
    is_language: bool = False
    label: str = ""


@dataclass(frozen=True)
class Record:
    """
    Past results in this category: tickets taken, and how many of them went well.

    `says_no` after the person said, not long ago, that such a ticket is not their skill.
    """

    taken: int = 0
    good: int = 0
    says_no: bool = False


@dataclass(frozen=True)
class Candidate:
    """
    One person as assignment sees them; `load` and `capacity` are for the ticket's kind of channel.

    `not_now` says why their hours or an absence keep them from taking it; empty if nothing does.
    """

    user_id: int
    name: str
    presence: str
    load: int
    capacity: int
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    not_now: str = ""
    last_assigned_at: datetime | None = None
    record: Record = Record()
    has_declined: bool = False


@dataclass(frozen=True)
class Need:
    """What the ticket asks for; `waited` is in seconds since a person could take it."""

    requirements: tuple[Requirement, ...] = ()
    waited: float = 0.0
    relax_after: float = 300.0
    previous_user_id: int | None = None


@dataclass(frozen=True)
class Refusal:
    """Why somebody cannot take the ticket now."""

    user_id: int
    name: str
    reason: str


@dataclass(frozen=True)
class Choice:
    """The chosen person, if any, and what decided; `relaxed` are the requirements that waiting dropped."""

    user_id: int | None
    name: str = ""
    reasons: tuple[str, ...] = ()
    relaxed: tuple[Requirement, ...] = ()
    refused: tuple[Refusal, ...] = ()


def relax(need: Need) -> tuple[tuple[Requirement, ...], tuple[Requirement, ...]]:
    """Split the requirements into those that hold and those dropped by waiting, one per time-out."""
    droppable = [(item.relax, place, item) for place, item in enumerate(need.requirements) if item.relax]
    # Within a rank, requirements named later matter less.
    order = [item for _, _, item in sorted(droppable, key=lambda entry: entry[:2], reverse=True)]
    count = int(need.waited // need.relax_after) if need.relax_after > 0 else len(order)
    dropped = order[:count]
    kept = tuple(item for item in need.requirements if item not in dropped)
    return kept, tuple(dropped)


def choose(need: Need, candidates: Iterable[Candidate]) -> Choice:
    """The best person for the ticket; a Choice without a person if nobody can take it now."""
    held, dropped = relax(need)
    able: list[Candidate] = []
    refused: list[Refusal] = []
    everyone = list(candidates)
    for candidate in everyone:
        reason = why_not(candidate, held)
        if reason:
            refused.append(Refusal(candidate.user_id, candidate.name, reason))
        else:
            able.append(candidate)
    if not able:
        return Choice(None, relaxed=dropped, refused=tuple(refused))
    average = average_rate(everyone)
    # Who said that such tickets are not their skill gets one only where nobody else can take it.
    willing = [candidate for candidate in able if not candidate.record.says_no]
    best = take_turns([(rate(candidate, need, average), candidate) for candidate in willing or able])
    return Choice(
        best.user_id,
        best.name,
        reasons=reasons_for(best, need, held, dropped),
        relaxed=dropped,
        refused=tuple(refused),
    )


def why_not(candidate: Candidate, requirements: Sequence[Requirement]) -> str:
    """Why this person cannot take the ticket now; empty if they can."""
    if candidate.not_now:
        return candidate.not_now
    if candidate.presence != "online":
        return Worded(candidate.presence.replace("_", " "), "presence", presence=candidate.presence)
    if candidate.has_declined:
        return say("declined")
    if candidate.load >= candidate.capacity:
        return say("full", load=candidate.load, capacity=candidate.capacity)
    for item in requirements:
        if not meets(candidate, item):
            return say("lacks", what=item.label or item.name)
    return ""


def meets(candidate: Candidate, requirement: Requirement) -> bool:
    """Whether the person has the skill or speaks the language."""
    if requirement.is_language:
        return requirement.name in candidate.languages
    return requirement.name in candidate.skills


def rate(candidate: Candidate, need: Need, average: float) -> float:
    """Points for a person who can take the ticket; higher is better."""
    points = LOAD_POINTS * (1 - candidate.load / candidate.capacity)
    points += FIT_POINTS * smoothed(candidate.record, average)
    named = [candidate.skills.get(item.name, 0) for item in need.requirements if not item.is_language]
    points += SKILL_POINTS * sum(named)
    if candidate.user_id == need.previous_user_id:
        points += STICKY_POINTS
    return points


def smoothed(record: Record, average: float) -> float:
    """A success rate that stays near everybody's `average` until the person has enough results."""
    return (record.good + FIT_SMOOTHING * average) / (record.taken + FIT_SMOOTHING)


def average_rate(candidates: Iterable[Candidate]) -> float:
    """The success rate of everybody together; one half without any results."""
    records = [candidate.record for candidate in candidates]
    taken = sum(record.taken for record in records)
    return sum(record.good for record in records) / taken if taken else 0.5


def take_turns(rated: Sequence[tuple[float, Candidate]]) -> Candidate:
    """Among those close to the best, the one whose last assignment is longest ago."""
    best = max(points for points, _ in rated)
    near = [candidate for points, candidate in rated if best - points < TIE_POINTS]
    return min(near, key=lambda person: (person.last_assigned_at or _EPOCH, person.user_id))


def _shown(items: Iterable[Requirement]) -> list[str]:
    """Their names, each once: a skill may be called like a language."""
    return list(dict.fromkeys(item.label or item.name for item in items))


def reasons_for(
    person: Candidate, need: Need, held: Sequence[Requirement], dropped: Sequence[Requirement]
) -> tuple[str, ...]:
    """Short lines that tell the person why it came to them."""
    lines: list[str] = []
    if person.user_id == need.previous_user_id:
        lines.append(say("had_before"))
    known = _shown(item for item in held if meets(person, item))
    if known:
        text = f"knows {' and '.join(known)}" if len(known) < 3 else f"knows {', '.join(known)}"
        lines.append(Worded(text, "knows", what=known))
    lines.append(say("holds", load=person.load, capacity=person.capacity))
    missing = _shown(item for item in dropped if not meets(person, item))
    if missing:
        lines.append(Worded(f"nobody free with {', '.join(missing)}", "nobody_with", what=missing))
    return tuple(lines)

"""What the tellers hand to the writers: one finished conversation with exact times, free of any model."""

from dataclasses import dataclass, field
from datetime import datetime

from demo.companies import Company, Person


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage of an article, by the heading above it."""

    slug: str
    heading: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """Why a conversation went to a person, and what that person should know."""

    reason: str
    wants: str
    why: str
    tried: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """An engineering issue that a ticket is linked to."""

    key: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Moment:
    """
    One thing that happened.

    `kind` is received, answered, clarified, handed_over, replied, noted, linked, reported, resolved, rated
    or closed. `by` is a staff key, or assistant, system or contact; `status` what a reply set.
    """

    kind: str
    at: datetime
    text: str = ""
    by: str = "system"
    sender: Person | None = None
    channel: str = ""
    copied: tuple[Person, ...] = ()
    status: str = ""
    confidence: float = 0.0
    is_sure: bool = True
    citations: tuple[Citation, ...] = ()
    handoff: Handoff | None = None
    issue: Issue | None = None
    score: int = 0


@dataclass(slots=True)
class Story:
    """
    One ticket with everything that happened on it up to now, oldest first.

    `owner` is who gets it when a person has to step in; empty where it still waits for somebody.
    """

    key: str
    number: int
    subject: str
    company: Company
    person: Person
    channel: str
    priority: str
    tier: str
    type: str
    area: str
    team: str
    tags: tuple[str, ...]
    agent: str
    owner: str
    page: dict[str, str]
    moments: list[Moment] = field(default_factory=list)

    @property
    def created_at(self) -> datetime:
        return self.moments[0].at

    @property
    def was_handed_over(self) -> bool:
        """Whether a person had to step in."""
        return any(moment.kind in ("handed_over", "replied") for moment in self.moments)

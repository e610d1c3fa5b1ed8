"""Events of engineering issues."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class IssueLinked(Event):
    """A ticket belongs to an issue now."""

    name: ClassVar[str] = "issues.issue_linked"
    ticket_id: int
    issue_id: int
    by_ref: str


@dataclass(frozen=True)
class IssueUnlinked(Event):
    """A ticket belongs to an issue no longer."""

    name: ClassVar[str] = "issues.issue_unlinked"
    ticket_id: int
    issue_id: int
    by_ref: str


@dataclass(frozen=True)
class IssueChanged(Event):
    """What a ticket shows of its issue has changed."""

    name: ClassVar[str] = "issues.issue_changed"
    ticket_id: int
    issue_id: int


@dataclass(frozen=True)
class IssueCompleted(Event):
    """The issue of a ticket is done, as its tracker says."""

    name: ClassVar[str] = "issues.issue_completed"
    ticket_id: int
    issue_id: int

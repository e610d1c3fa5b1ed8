"""Events of routing."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class TicketRouted(Event):
    """A decision was made about a ticket: where it belongs, who takes it, or that it has to wait."""

    name: ClassVar[str] = "routing.ticket_routed"
    ticket_id: int
    decision_id: int
    step: str


@dataclass(frozen=True)
class TicketEscalated(Event):
    """More people are now looking at a ticket; `notified` are user ids."""

    name: ClassVar[str] = "routing.ticket_escalated"
    ticket_id: int
    decision_id: int
    notified: list[int]


@dataclass(frozen=True)
class PeopleCalled(Event):
    """A rule brings people to a ticket; `notified` are user ids, `why` is the name of the rule."""

    name: ClassVar[str] = "routing.people_called"
    ticket_id: int
    notified: list[int]
    why: str


@dataclass(frozen=True)
class RulesPublished(Event):
    """New rules are in force; they apply to tickets that arrive from now on."""

    name: ClassVar[str] = "routing.rules_published"
    version: int

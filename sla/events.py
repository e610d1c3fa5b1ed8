"""What happens to clocks."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class ClockWarned(Event):
    """A chosen fraction of a target has elapsed; `actions` is what the policy asks for then."""

    name: ClassVar[str] = "sla.clock_warned"
    ticket_id: int
    clock_id: int
    kind: str
    fraction: float
    actions: list[str]


@dataclass(frozen=True)
class ClockBreached(Event):
    """A target was missed; `actions` is what the policy asks for then."""

    name: ClassVar[str] = "sla.clock_breached"
    ticket_id: int
    clock_id: int
    kind: str
    actions: list[str]


@dataclass(frozen=True)
class PoliciesChanged(Event):
    """The service levels or calendars changed; clocks follow within seconds."""

    name: ClassVar[str] = "sla.policies_changed"
    version: int

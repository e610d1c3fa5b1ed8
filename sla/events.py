"""Events in the life of clocks."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class ClockWarned(Event):
    """A configured fraction of a target has elapsed; `actions` are what the policy then asks for."""

    name: ClassVar[str] = "sla.clock_warned"
    ticket_id: int
    clock_id: int
    kind: str
    fraction: float
    actions: list[str]


@dataclass(frozen=True)
class ClockBreached(Event):
    """A target was missed; `actions` are what the policy then asks for."""

    name: ClassVar[str] = "sla.clock_breached"
    ticket_id: int
    clock_id: int
    kind: str
    actions: list[str]


@dataclass(frozen=True)
class PoliciesChanged(Event):
    """Service levels or calendars changed; clocks follow within seconds."""

    name: ClassVar[str] = "sla.policies_changed"
    version: int

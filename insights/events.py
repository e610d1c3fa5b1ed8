"""Events of the insights."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class PlaybookFired(Event):
    """A playbook met its trigger, and something is to be done; for who is held out there is no such event."""

    name: ClassVar[str] = "insights.playbook_fired"
    firing_id: int
    playbook_id: int

"""Events of the widget."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class AnswerRated(Event):
    """The customer said whether one of the assistant's answers helped."""

    name: ClassVar[str] = "widget.answer_rated"
    ticket_id: int
    entry_id: int
    has_helped: bool

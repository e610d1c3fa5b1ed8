"""How often an article is to be reviewed: by how fast its area moves."""

from dataclasses import dataclass
from typing import Any

WINDOW_DAYS = 90
USUAL_DAYS = 180
"""Of an article without an area, and until its area has been looked at."""
_FAST, _BRISK, _STEADY, _QUIET = 30, 90, 180, 365
_MANY_EDITS, _SOME_EDITS = 6, 2
_ENOUGH_TICKETS, _FEW_TICKETS = 20, 5
_FAR_ABOVE = 2.0


@dataclass(frozen=True, slots=True)
class Moves:
    """
    What happened in an area in 90 days.

    `tickets` were asked about it, `usual` is how many were asked about an area on average, `edits` the days
    on which one of its articles was rewritten, each article by itself.
    """

    tickets: int = 0
    usual: float = 0.0
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """After how many days an article is due again, and `why`: `edits`, `tickets`, `quiet` or `no_area`."""

    days: int
    why: str
    moves: Moves = Moves()

    def to_json(self) -> dict[str, Any]:
        """As it is kept beside the article."""
        moves = self.moves
        return {
            "days": self.days,
            "why": self.why,
            "tickets": moves.tickets,
            "usual": round(moves.usual, 1),
            "edits": moves.edits,
        }


def pace_of(moves: Moves | None) -> Pace:
    """The pace of an area; None for an article that has none."""
    if moves is None:
        return Pace(USUAL_DAYS, "no_area")
    is_asked = moves.tickets >= _ENOUGH_TICKETS
    if moves.edits >= _MANY_EDITS:
        return Pace(_FAST, "edits", moves)
    if is_asked and moves.tickets >= _FAR_ABOVE * moves.usual:
        return Pace(_FAST, "tickets", moves)
    if moves.edits >= _SOME_EDITS:
        return Pace(_BRISK, "edits", moves)
    if is_asked and moves.tickets >= moves.usual:
        return Pace(_BRISK, "tickets", moves)
    if moves.edits:
        return Pace(_STEADY, "edits", moves)
    if moves.tickets >= _FEW_TICKETS:
        return Pace(_STEADY, "tickets", moves)
    return Pace(_QUIET, "quiet", moves)

"""The autonomy ladder: what a category's figures earn it, and when they cost it a step."""

from dataclasses import dataclass

from assistant.models import Level

A_MONTH = 20
"""Tickets a month from which figures say something about a category."""
FOR_SUGGEST, FOR_AUTOMATIC = 0.7, 0.9
"""The share of drafts sent unedited that earns the next step."""
BACK_LIMIT = 0.05
"""The share of resolutions that may be taken back within 7 days."""
ENOUGH, ENOUGH_BACK = 20, 3
"""Judged drafts, or resolutions, from which a share counts, and how many come back before one is demoted."""
MONTHS = 3
WINDOW_DAYS = 90


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    What the last 90 days say of a category, or the time since its last step, if that is shorter.

    `tickets` are all that were read as this category; `sent`, `edited`, `unused` and `rejected` the fates of
    drafts; `resolved` and `came_back` count conversations, or sent drafts where it does not answer alone.
    `wrong` are conversations whose answer a person judged to be wrong though nobody came back.
    """

    tickets: int = 0
    sent: int = 0
    edited: int = 0
    unused: int = 0
    rejected: int = 0
    resolved: int = 0
    came_back: int = 0
    wrong: int = 0

    @property
    def a_month(self) -> int:
        return round(self.tickets / MONTHS)

    @property
    def judged(self) -> int:
        return self.sent + self.edited + self.unused + self.rejected

    @property
    def unedited(self) -> float | None:
        """The share of judged drafts that were sent as they were; None without any."""
        return self.sent / self.judged if self.judged else None

    @property
    def back(self) -> float | None:
        """The share of resolutions that were taken back; None without any."""
        return self.came_back / self.resolved if self.resolved else None

    @property
    def bad(self) -> int:
        """How many came back, or were judged to be wrong."""
        return self.came_back + self.wrong


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    The step that a category has earned, or what it lacks for the next one.

    `lacks` is `volume`, `judged`, `unedited` or `came_back`, with how much `is` there and `needed`; empty
    where `level` has been earned, or where there is no further step.
    """

    level: Level | None = None
    lacks: str = ""
    there: float = 0
    needed: float = 0


def proposal(level: Level, evidence: Evidence) -> Proposal:
    """What the figures propose for a category at `level`; only a person takes the step."""
    if level not in (Level.SHADOW, Level.SUGGEST):
        return Proposal()
    bar = FOR_SUGGEST if level == Level.SHADOW else FOR_AUTOMATIC
    if evidence.a_month < A_MONTH:
        return Proposal(None, "volume", evidence.a_month, A_MONTH)
    if evidence.judged < ENOUGH:
        return Proposal(None, "judged", evidence.judged, ENOUGH)
    unedited, back = evidence.unedited or 0.0, evidence.back or 0.0
    if unedited < bar:
        return Proposal(None, "unedited", unedited, bar)
    if level == Level.SUGGEST and back > BACK_LIMIT:
        return Proposal(None, "came_back", back, BACK_LIMIT)
    return Proposal(Level.SUGGEST if level == Level.SHADOW else Level.AUTOMATIC)


def is_to_be_demoted(level: Level, evidence: Evidence) -> bool:
    """Whether too many came back, or were wrong, for a category to go on answering alone."""
    if level != Level.AUTOMATIC or evidence.resolved < ENOUGH or evidence.bad < ENOUGH_BACK:
        return False
    return evidence.bad / evidence.resolved > BACK_LIMIT

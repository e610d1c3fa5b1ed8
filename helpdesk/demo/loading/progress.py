"""How far one story of the demo has been written."""

from dataclasses import dataclass, field
from datetime import datetime

from helpdesk.demo.story import Moment, Story
from sla.models import TicketFact
from sla.services import facts_of_changes
from tickets.models import TimelineEntry


@dataclass
class Progress:
    """
    One story on its way into the database.

    `runs` holds the messages that the assistant has worked on, `moods` the sentiments read so far, `facts`
    the changes of status that came with messages.
    """

    story: Story
    ticket_id: int = 0
    assignee: str = ""
    has_reply: bool = False
    runs: list[int] = field(default_factory=list)
    moods: list[str] = field(default_factory=list)
    asked: TimelineEntry | None = None
    status: str = "new"
    facts: list[TicketFact] = field(default_factory=list)

    @property
    def question(self) -> TimelineEntry:
        """The newest message of the customer. Raises LookupError before the first."""
        if self.asked is None:
            raise LookupError("Nobody has asked yet")
        return self.asked

    def note_status(self, status: str, *, at: datetime) -> None:
        """
        Note a status that came with a message, for the clocks.

        Such a change has no line of its own in the timeline, from which clocks read everything else.
        """
        if status and status != self.status:
            self.facts += facts_of_changes(
                ticket_id=self.ticket_id,
                changes={"status": [self.status, status]},
                key=f"demo:{len(self.facts)}",
                at=at,
                order=self.question.pk,
            )
            self.status = status

    def following(self, index: int) -> Moment | None:
        """The moment after the given one, if it has happened."""
        moments = self.story.moments
        return moments[index + 1] if index + 1 < len(moments) else None

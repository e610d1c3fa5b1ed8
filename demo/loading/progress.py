"""How far one story of the demo has been written."""

from dataclasses import dataclass, field

from demo.story import Moment, Story
from tickets.models import TimelineEntry


@dataclass
class Progress:
    """
    One story on its way into the database.

    `runs` holds the messages that the assistant has worked on, `moods` the sentiments read so far.
    """

    story: Story
    ticket_id: int = 0
    assignee: str = ""
    has_reply: bool = False
    runs: list[int] = field(default_factory=list)
    moods: list[str] = field(default_factory=list)
    asked: TimelineEntry | None = None
    status: str = "new"

    @property
    def question(self) -> TimelineEntry:
        """The newest message of the customer. Raises LookupError before the first."""
        if self.asked is None:
            raise LookupError("Nobody has asked yet")
        return self.asked

    def note_status(self, status: str) -> None:
        """Note a status that came with a message; nothing for none."""
        self.status = status or self.status

    def following(self, index: int) -> Moment | None:
        """The moment after the given one, if it has happened."""
        moments = self.story.moments
        return moments[index + 1] if index + 1 < len(moments) else None

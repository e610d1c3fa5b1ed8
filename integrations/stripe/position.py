"""Where the reading of one kind of object stands."""

from dataclasses import asdict, dataclass

import orjson

FULL, DONE = "full", "done"


@dataclass(frozen=True)
class Position:
    """
    Where a stream stands, kept as JSON in its cursor; moments in ISO 8601.

    `after` is the id behind which a page begins. `began` is when the last whole reading began, and `read` how
    many it has seen. Of events `since` is the moment from which they are asked for, `began` when this asking
    began.
    """

    phase: str = FULL
    after: str = ""
    began: str = ""
    since: str = ""
    read: int = 0

    @classmethod
    def of(cls, text: str) -> "Position":
        """As it was kept; the beginning for an empty text."""
        return cls(**orjson.loads(text)) if text else cls()

    @property
    def text(self) -> str:
        """As it is kept."""
        return orjson.dumps(asdict(self)).decode()

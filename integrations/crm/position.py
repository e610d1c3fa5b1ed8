"""Where the reading of one kind of record stands."""

from dataclasses import asdict, dataclass

import orjson

FULL, DELTA = "full", "delta"


@dataclass(frozen=True)
class Position:
    """
    Where a stream stands, kept as JSON in its cursor; moments in ISO 8601.

    `after` is the CRM's mark within a reading; `since` the moment from which changes are read, `high` the
    latest change seen in this reading; `began` when the last whole reading began, which `read` and `total`
    count; `started` when this reading of changes began.
    """

    phase: str = FULL
    after: str = ""
    since: str = ""
    high: str = ""
    began: str = ""
    started: str = ""
    read: int = 0
    total: int | None = None

    @classmethod
    def of(cls, text: str) -> "Position":
        """As it was kept; the beginning for an empty text."""
        return cls(**orjson.loads(text)) if text else cls()

    @property
    def text(self) -> str:
        """As it is kept."""
        return orjson.dumps(asdict(self)).decode()

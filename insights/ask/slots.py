"""What has been understood of a question so far."""

from dataclasses import dataclass

from insights.ask.tree import Bound, When


@dataclass
class Slots:
    """The parts of a query while a question is read."""

    measure: str = ""
    by: str = ""
    value: Bound | None = None
    within: int | None = None
    when: When | None = None
    sort: str = ""
    limit: int | None = None
    is_ranked: bool = False
    instead: tuple[str, ...] = ()
    """Other measures that may be meant."""
    by_also: str = ""

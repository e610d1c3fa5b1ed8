"""What a message of a side conversation stores besides its text; see `tickets.entries`."""

from dataclasses import dataclass, field

from tickets.entries import Mail
from tickets.payload import Payload


@dataclass(frozen=True)
class Side(Payload):
    """
    A message of a side conversation, to a third party or from one.

    `automatic` says what kind of program wrote it, empty for a person; `is_other` that its sender is nobody
    whom we had asked.
    """

    to: list[str] = field(default_factory=list)
    mail: Mail | None = None
    automatic: str = ""
    is_other: bool = False

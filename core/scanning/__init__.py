"""
Whether a file carries malware: a question to a scanner, which is off until an address is set.

Files of messages wait for their verdict (`tickets.services.scanning`). What staff put somewhere by hand, and
originals of mails, are asked about at once, with the person before the screen: `must_be_clean`.
"""

import io
from dataclasses import dataclass
from enum import Enum
from typing import IO

from django.conf import settings

from core.errors import DomainError, UpstreamFailed
from core.ports import Port


class Finding(Enum):
    """What a scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    REFUSED = "refused"
    """It does not scan this one, now or ever: too large for it, or broken."""
    AWAY = "away"
    """It does not answer, whatever the file."""


@dataclass(frozen=True)
class Verdict:
    """A finding; `detail` is the name of what was found, or why nothing is known."""

    finding: Finding
    detail: str = ""


class Infected(DomainError):
    """The scanner found malware in a file."""

    code = "file_infected"
    status = 422


def _nobody(stream: IO[bytes]) -> Verdict:
    return Verdict(Finding.AWAY, "no scanner")


scanner: Port[[IO[bytes]], Verdict] = Port("scanner", _nobody)
"""Read a file to its end and say what it is (filled by `core`)."""


def is_on() -> bool:
    """Whether files are scanned."""
    return bool(settings.CLAMD_ADDRESS)


def must_be_clean(data: bytes) -> None:
    """
    Let bytes pass that are clean, and all where nothing is scanned. Call it outside any transaction.

    Raises Infected, and UpstreamFailed where the scanner says nothing: without a verdict nothing passes.
    """
    if not is_on():
        return
    verdict = scanner(io.BytesIO(data))
    if verdict.finding == Finding.INFECTED:
        raise Infected(f"The virus scanner found {verdict.detail} in this file.", found=verdict.detail)
    if verdict.finding != Finding.CLEAN:
        raise UpstreamFailed(
            f"The virus scanner could not look at this file ({verdict.detail}). Try again in a few minutes.",
            code="file_unscanned",
        )

"""When a delivery is tried again, and when it is given up."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from integrations.connections import rate_limits

GIVEN_UP_AFTER = timedelta(hours=24)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 120, 360, 840))
MOST_TRIES = len(_PAUSES) + 1
_dice = random.SystemRandom()


def pause_after(tries: int) -> timedelta:
    """
    How long to wait after so many tries, a fifth more or less by chance.

    Not the full jitter of connections: eight tries spread over a day have to reach into its last hours.
    """
    return _PAUSES[min(tries, len(_PAUSES)) - 1] * _dice.uniform(0.8, 1.0 if tries == len(_PAUSES) else 1.2)


def next_try(
    *, tries: int, status: int | None, headers: Mapping[str, str], give_up_at: datetime, now: datetime
) -> datetime | None:
    """
    The moment of the next try after `tries`; None when it is given up.

    What the receiver asks for (`Retry-After`, names in lower case) is waited for, but not beyond a day.
    """
    if tries >= MOST_TRIES:
        return None
    at = now + pause_after(tries)
    asked = rate_limits.read(status, headers, now=now).wait_until if status in (429, 503) else None
    # Without a header of its own a 429 is a failure like any other.
    if asked is not None and "retry-after" in headers:
        at = max(at, asked)
    return at if at <= give_up_at else None

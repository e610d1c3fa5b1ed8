"""When to try again: exponential backoff with full jitter."""

import random
from datetime import datetime, timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=6)
_dice = random.SystemRandom()


def delay(attempt: int, *, first: timedelta = FIRST, longest: timedelta = LONGEST) -> timedelta:
    """
    How long to wait after the attempt with this number (from 1): anything up to `first` doubled each time.

    Full jitter (M. Brooker, "Exponential Backoff and Jitter", AWS 2015): many that failed together do not
    come back together.
    """
    ceiling = min(first * 2 ** min(attempt - 1, 20), longest)
    return timedelta(seconds=_dice.uniform(0, ceiling.total_seconds()))


def next_attempt(attempt: int, *, now: datetime, not_before: datetime | None = None) -> datetime:
    """When to try again after `attempt`; never before the moment that the system itself has named."""
    at = now + delay(attempt)
    return at if not_before is None or at >= not_before else not_before + delay(1) / 5

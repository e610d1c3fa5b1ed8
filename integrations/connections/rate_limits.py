"""What a system's answer says about how often we may still call it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SOON = timedelta(seconds=30)
"""How long to wait after a refusal that names no time."""
LONGEST = timedelta(hours=24)
# Linear counts requests and their complexity apart, HubSpot days and short intervals.
_LIMIT = ("ratelimit-limit", "x-ratelimit-limit", "x-ratelimit-requests-limit", "x-hubspot-ratelimit-max")
_REMAINING = (
    "ratelimit-remaining", "x-ratelimit-remaining", "x-ratelimit-requests-remaining",
    "x-ratelimit-complexity-remaining", "x-hubspot-ratelimit-remaining",
    "x-hubspot-ratelimit-daily-remaining",
)  # fmt: skip
_RESET = (
    "ratelimit-reset", "x-ratelimit-reset", "x-ratelimit-requests-reset", "x-ratelimit-complexity-reset",
)  # fmt: skip
_SALESFORCE = re.compile(r"\bapi-usage=(\d{1,9})/(\d{1,9})")
_ROLLING = timedelta(minutes=15)
"""How long what Salesforce told holds: it counts the last 24 hours, and names no end of them."""
_EPOCH_MILLISECONDS = 10_000_000_000
_EPOCH_SECONDS = 1_000_000_000


@dataclass(frozen=True)
class Allowance:
    """How many calls there are in a period, how many are left, and when there are more; None for not told."""

    limit: int | None = None
    remaining: int | None = None
    resets_at: datetime | None = None
    wait_until: datetime | None = None


def read(status: int, headers: Mapping[str, str], *, now: datetime) -> Allowance:
    """
    The allowance after an answer with this status and these headers (names in lower case).

    `wait_until` is set when the next call would be refused: after a 429, a 403 or 503 with `Retry-After`, or
    with nothing left.
    """
    retry_after = _moment(headers.get("retry-after", ""), now)
    limit = _first(headers, _LIMIT)
    lefts = [left for name in _REMAINING if (left := _number(headers.get(name, ""))) is not None]
    remaining = min(lefts, default=None)
    resets = [at for name in _RESET if (at := _moment(headers.get(name, ""), now)) is not None]
    resets_at = max(resets, default=None)
    usage = _SALESFORCE.search(headers.get("sforce-limit-info", "")[:200])
    if usage is not None:
        limit = int(usage[2])
        remaining, resets_at = max(limit - int(usage[1]), 0), now + _ROLLING
    wait = None
    if status == 429:
        wait = retry_after or (resets_at if remaining in (0, None) else None) or now + SOON
    elif status in (403, 503) and retry_after is not None:
        wait = retry_after
    elif remaining == 0 and resets_at is not None:
        wait = resets_at
    return Allowance(limit, remaining, resets_at, min(wait, now + LONGEST) if wait is not None else None)


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    return next((found for name in names if (found := _number(headers.get(name, ""))) is not None), None)


def _number(text: str) -> int | None:
    # The structured form says "100, 100;w=60": the first number is the one that holds.
    head = text.partition(",")[0].partition(";")[0].strip()
    return int(head) if head.isascii() and head.isdigit() and len(head) <= 9 else None


def _moment(text: str, now: datetime) -> datetime | None:
    """Seconds from now, a moment since 1970 in seconds or milliseconds, or a date of HTTP."""
    text = text.strip()
    head = text.partition(",")[0].partition(";")[0].strip()
    if head.isascii() and head.replace(".", "", 1).isdigit() and len(head) <= 16:
        value = float(head)
        if value >= _EPOCH_MILLISECONDS:
            return datetime.fromtimestamp(min(value / 1000, 4e9), UTC)
        if value >= _EPOCH_SECONDS:
            return datetime.fromtimestamp(value, UTC)
        return now + timedelta(seconds=value)
    try:
        at = parsedate_to_datetime(text) if len(text) < 60 else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo is not None else at.replace(tzinfo=UTC)

"""One counter per actor and minute, reported in RateLimit headers."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core import clock
from core.actors import Actor
from core.cache import count

_SECONDS = {"sec": 1, "min": 60, "hour": 3600}


def parse_rate(text: str) -> tuple[int, int]:
    """`1200/min` as (calls, seconds); raises ValueError for anything else."""
    count, _, unit = text.partition("/")
    if unit not in _SECONDS:
        raise ValueError(f"{text} is not a rate such as 1200/min.")
    return int(count), _SECONDS[unit]


def count_call(key: str, *, limit: int, window: int) -> tuple[bool, int, int]:
    """Count one call in the current window; returns (allowed, remaining, seconds to the next window)."""
    now = int(clock.now().timestamp())
    slot = now // window
    used = count(f"throttle:{key}:{slot}", timeout=window + 5)
    return used <= limit, max(limit - used, 0), window - now % window


class ActorThrottle(BaseThrottle):
    """Limits each actor, or each address if there is no actor; fails open when Redis is down."""

    rate_name = "actor"

    def allow_request(self, request: Request, view: Any) -> bool:
        limit, window = parse_rate(settings.API_RATES[self.rate_name])
        actor = request.auth
        key = actor.ref if isinstance(actor, Actor) else f"ip:{request.META.get('REMOTE_ADDR', '')}"
        is_allowed, remaining, self.seconds = count_call(
            f"{self.rate_name}:{key}", limit=limit, window=window
        )
        request._request.rate_limit = (limit, remaining, self.seconds)  # type: ignore[attr-defined]  # Django's request carries the values for the response's headers
        return is_allowed

    def wait(self) -> float:
        return float(self.seconds)

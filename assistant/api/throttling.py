"""Rate limits for endpoints that make an engine work."""

from django.conf import settings
from rest_framework.request import Request

from core.api.throttling import ActorThrottle, count_call, parse_rate

DEFAULT_RATE = "120/min"


class EngineThrottle(ActorThrottle):
    """Stricter than elsewhere: each call may cost money and seconds. Set by API_RATES["assistant"]."""

    rate_name = "assistant"

    def allow_request(self, request: Request, view: object) -> bool:
        limit, window = parse_rate(settings.API_RATES.get(self.rate_name, DEFAULT_RATE))
        key = getattr(request.auth, "ref", "") or f"ip:{request.META.get('REMOTE_ADDR', '')}"
        is_allowed, remaining, self.seconds = count_call(
            f"{self.rate_name}:{key}", limit=limit, window=window
        )
        request._request.rate_limit = (limit, remaining, self.seconds)  # type: ignore[attr-defined]  # Django's request carries what the response's headers say
        return is_allowed

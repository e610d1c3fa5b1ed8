"""The base class of our endpoints."""

from typing import Any

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

from core.actors import Actor
from core.api.requests import actor_of


class ApiView(APIView):
    """A view with an actor and rate-limit headers; `scope` names the area for token scopes."""

    scope = ""

    @property
    def actor(self) -> Actor:
        """The actor of this request."""
        return actor_of(self.request)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Any:
        final: Any = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        limits = getattr(getattr(request, "_request", None), "rate_limit", None)
        if limits is not None:
            limit, remaining, reset = limits
            final["RateLimit-Limit"] = str(limit)
            final["RateLimit-Remaining"] = str(remaining)
            final["RateLimit-Reset"] = str(reset)
        return final

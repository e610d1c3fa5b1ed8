"""The base of the customer-side endpoints: origins, sessions, limits."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core import clock
from core.actors import Actor
from core.api.throttling import count_call
from core.api.views import ApiView
from tickets.models import Ticket
from widget import selectors, services
from widget.api.authentication import (
    SessionTokenAuthentication,
    is_same_origin,
    session_of,
)
from widget.errors import OriginNotAllowed
from widget.models import WidgetSession, WidgetSettings
from widget.origins import allows
from widget.rendering import conversation_json
from widget.selectors.allowing import brands_allowing, is_allowed_anywhere, origins_of

ALLOWED_HEADERS = "Content-Type, X-Candor-Session"
ALLOWED_METHODS = "GET, POST, DELETE, OPTIONS"
PREFLIGHT_SECONDS = "600"


class WidgetThrottle(BaseThrottle):
    """
    Limits per session, or per address before there is a session; fails open if Redis is down.

    A view declares its limit as `rate`: a name, calls and seconds.
    """

    seconds = 60

    def allow_request(self, request: Request, view: Any) -> bool:
        name, limit, window = view.rate_for(request)
        actor = request.auth
        who = actor.ref if isinstance(actor, Actor) else f"ip:{request.META.get('REMOTE_ADDR', '')}"
        is_allowed, remaining, self.seconds = count_call(f"widget:{name}:{who}", limit=limit, window=window)
        request._request.rate_limit = (limit, remaining, self.seconds)  # type: ignore[attr-defined]  # Django's request carries what the response's headers say
        return is_allowed

    def wait(self) -> float:
        return float(self.seconds)


class OriginView(ApiView):
    """An endpoint that pages on the brand's origins may call; no cookie is ever read or allowed."""

    authentication_classes: Any = ()
    permission_classes = (AllowAny,)
    throttle_classes = (WidgetThrottle,)
    rate = ("read", 300, 60)
    write_rate = ("write", 60, 60)

    def rate_for(self, request: Request) -> tuple[str, int, int]:
        """The limit of this call."""
        return self.rate if request.method == "GET" else self.write_rate

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "OPTIONS":
            return self._preflight(request)
        return super().dispatch(request, *args, **kwargs)

    def _preflight(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponse(status=204)
        origin = request.headers.get("Origin", "")
        response["Vary"] = "Origin"
        if is_same_origin(origin, request.get_host()) or is_allowed_anywhere(origin):
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
            response["Access-Control-Allow-Methods"] = ALLOWED_METHODS
            response["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        return response

    def check_origin(self, settings: WidgetSettings) -> None:
        """Refuse pages whose origin the brand did not list. Raises OriginNotAllowed."""
        origin = self.request.headers.get("Origin", "")
        if not origin or is_same_origin(origin, self.request.get_host()):
            return
        if not allows(origins_of(settings), origin):
            raise OriginNotAllowed(
                f"This page ({origin[:200]}) is not on the list of origins. An admin can add it."
            )

    def note_wrong_key(self, brand_id: int | None) -> None:
        """Remember for the brands whose page this is that it asked with the key of another, or of none."""
        origin = self.request.headers.get("Origin", "")
        if origin and not is_same_origin(origin, self.request.get_host()):
            for other in brands_allowing(origin):
                if other != brand_id:
                    services.sign_seen(brand_id=other, sign=services.Sign.KEY, origin=origin, now=clock.now())

    def note_origin(self, settings: WidgetSettings, *, path: str = "") -> None:
        """Remember which origin asked, so that an admin sees why a widget does not appear."""
        origin = self.request.headers.get("Origin", "")
        host = self.request.get_host()
        if not origin and self.request.headers.get("Sec-Fetch-Site") == "same-origin":
            origin = f"{self.request.scheme}://{host}"
        is_allowed = is_same_origin(origin, host) or allows(origins_of(settings), origin)
        services.origin_seen(
            brand_id=settings.brand.pk, origin=origin, is_allowed=is_allowed, path=path, now=clock.now()
        )
        if is_allowed:
            services.sign_settled(brand_ids=brands_allowing(origin), origin=origin)
        else:
            self.note_wrong_key(settings.brand.pk)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        origin = request.headers.get("Origin", "")
        final["Vary"] = "Origin"
        final.setdefault("Cache-Control", "no-store")
        # Errors are readable for every page that may call at all, so that the widget can say what is wrong.
        if is_same_origin(origin, request.get_host()) or is_allowed_anywhere(origin):
            final["Access-Control-Allow-Origin"] = origin
            final["Access-Control-Expose-Headers"] = "Retry-After"
        return final


class SessionView(OriginView):
    """An endpoint that requires a live session."""

    authentication_classes = (SessionTokenAuthentication,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.settings_now = selectors.settings_of(self.session.brand)
        self.check_origin(self.settings_now)

    @property
    def session(self) -> WidgetSession:
        """The session of this request."""
        return session_of(self.request)

    def rendered(self, ticket: Ticket, *, before: int | None = None) -> dict[str, Any]:
        """A conversation as this session sees it; `ticket` is as it was before a change of this call."""
        return self.shown(selectors.conversation(self.session, str(ticket.public_id)), before=before)

    def shown(self, ticket: Ticket, *, before: int | None = None) -> dict[str, Any]:
        """A conversation that has just been read for this session."""
        return conversation_json(self.session, self.settings_now, ticket, before=before, now=clock.now())

"""
The backend of Halyard, the demo product that embeds the widget at /demo/.

It plays a customer's own server: it knows who is signed in and signs that with the widget's secret. It plays
the few people of `demo.companies.PLAYED` and answers only in an installation that holds the demo world.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import clock
from demo.companies import played_addresses
from demo.loading import is_loaded
from people.models import Contact
from people.selectors import internal as everybody
from widget.models import WidgetSettings
from widget.user_token import ALGORITHM

COOKIE = "halyard_person"
TOKEN_LIFE = timedelta(minutes=15)
PLACEHOLDER = "%CANDOR_KEY%"


@dataclass(frozen=True, slots=True)
class Host:
    """A brand's product: its widget, and the addresses of those who may be played there."""

    widget: WidgetSettings
    people: tuple[str, ...]


def _hosts() -> list[Host]:
    """The products of the demo's brands, the default brand first. Raises Http404 outside of a demo."""
    if not is_loaded():
        raise Http404
    addresses = played_addresses()
    found = (
        WidgetSettings.objects.select_related("brand")
        .filter(brand__slug__in=addresses)
        .order_by("-brand__is_default", "brand__pk")
    )
    hosts = [Host(widget, addresses[widget.brand.slug]) for widget in found]
    if not hosts:
        raise Http404
    return hosts


def _person(request: HttpRequest, hosts: list[Host]) -> tuple[Host, Contact | None]:
    """Who is signed in to the demo product, and the brand whose customer they are."""
    email = request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""
    for host in hosts:
        if email in host.people:
            return host, _contact(email)
    return hosts[0], None


def _contact(email: str) -> Contact | None:
    return everybody.contact_by_email(email)


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The demo product; it does its own routing below /demo/."""
    host, _ = _person(request, _hosts())
    index = settings.FRONTEND_DIST / "demo" / "index.html"
    if not index.is_file():
        return HttpResponse(
            "The demo page is not built: run `make build`.", status=503, content_type="text/plain"
        )
    get_token(request)
    text = index.read_text(encoding="utf-8").replace(PLACEHOLDER, host.widget.brand.widget_key)
    return HttpResponse(text)


def _person_json(contact: Contact) -> dict[str, Any]:
    company = contact.company
    return {
        "email": contact.email,
        "name": contact.name,
        "title": contact.title,
        "company": company.name if company else "",
        "plan": company.plan if company else "",
    }


@never_cache
@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and who could be."""
    hosts = _hosts()
    _, current = _person(request, hosts)
    people = [found for host in hosts for email in host.people if (found := _contact(email))]
    return JsonResponse(
        {
            "person": _person_json(current) if current else None,
            "people": [_person_json(person) for person in people],
        }
    )


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the demo people, or nobody."""
    try:
        email = str(orjson.loads(request.body).get("email", ""))
    except (orjson.JSONDecodeError, AttributeError):
        email = ""
    allowed = {address for host in _hosts() for address in host.people}
    response = JsonResponse({"email": email if email in allowed else ""})
    if email in allowed:
        response.set_signed_cookie(COOKIE, email, salt=COOKIE, httponly=True, samesite="Lax", path="/demo/")
    else:
        response.delete_cookie(COOKIE, path="/demo/", samesite="Lax")
    return response


@never_cache
@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """The signed statement for the widget, made as `docs/widget.md` tells backends to; empty for nobody."""
    host, current = _person(request, _hosts())
    if current is None:
        return HttpResponse("", content_type="text/plain")
    now = clock.now()
    company = current.company
    claims: dict[str, Any] = {
        "sub": current.email,
        "aud": host.widget.brand.widget_key,
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "email": current.email,
        "email_verified": True,
        "name": current.name,
        "locale": current.locale or "en",
        "attributes": {"plan": company.plan if company else "", "role": current.title},
    }
    if company is not None and company.external_id:
        claims["company"] = {"id": company.external_id, "name": company.name, "domain": company.domain}
    return HttpResponse(
        jwt.encode(claims, host.widget.secret, algorithm=ALGORITHM), content_type="text/plain"
    )


@require_POST
def failing(request: HttpRequest) -> HttpResponse:
    """What Halyard answers while the Snowflake role has no warehouse: a request that fails with a code."""
    _hosts()
    body = {
        "code": "HLY-4012",
        "message": "HALYARD_LOADER has no warehouse it may use. The run stopped before the first row.",
    }
    return JsonResponse(body, status=502)

"""The cookie by which the browser that ends a sign-in is known to be the one that began it."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "candor_sign_on"
_AGE = 3600


def browser_of(request: HttpRequest) -> str:
    """The secret of this browser; empty when it has none."""
    value = request.COOKIES.get(COOKIE, "")
    return value if 20 <= len(value) <= 100 else ""


def browser_named(request: HttpRequest) -> str:
    """The same, or a new one, for `browser_mark`."""
    return browser_of(request) or secrets.token_urlsafe(32)


def browser_mark(response: HttpResponseBase, secret: str) -> None:
    """Give the browser its secret. Lax: it comes along when a provider sends the browser back by GET."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=_AGE,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

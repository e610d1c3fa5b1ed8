"""
Who may try another password.

Failures within the last AXES_COOLOFF_TIME are counted in the database by account and client, by client, and
by account. Nobody can lock an account from elsewhere: however many failures there were, the first try from a
client without failures is checked, and a browser that has signed in before has its own count (OWASP's device
cookies).
"""

import ipaddress
import secrets
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse

from people.models import User

DEVICE_COOKIE = "candor_device"
_DEVICE_AGE = 365 * 24 * 3600
_SALT = "candor.device"
_DEVICE = "device:"
CLIENT_LIMIT = 40
"""Failures of one client, on whatever accounts, before it has to wait."""
ACCOUNT_LIMIT = 40
"""Failures on one account, from wherever, after which each client has one guess instead of eight."""


def account_of(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The account that a sign-in is for, under whichever name the libraries use for it."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or ""
    return str(name).strip().lower()[:255]


def client_of(request: HttpRequest) -> str | None:
    """
    The address that a request comes from; for IPv6 the customer's whole network, since it has addresses to
    spare.
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address)


def device_of(request: HttpRequest, account: str) -> str:
    """The mark of a browser that has signed in to this account before; empty for others."""
    user_id, mark = _marked(request)
    if not mark:
        return ""
    is_theirs = User.objects.filter(pk=user_id, email__iexact=account).exists()
    return f"{_DEVICE}{mark}" if is_theirs else ""


def source_of(request: HttpRequest) -> str:
    """
    What a try counts for while its account is not known yet: the browser if somebody has signed in with it
    before, whatever others do behind its address, else the address.
    """
    _, mark = _marked(request)
    return f"{_DEVICE}{mark}" if mark else client_of(request) or ""


def _marked(request: HttpRequest) -> tuple[int, str]:
    try:
        user_id, mark = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT, max_age=_DEVICE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return 0, ""
    return int(user_id), str(mark)


def device_remember(request: HttpRequest, response: HttpResponse, user_id: int) -> None:
    """Mark a browser that has just signed in."""
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps([user_id, secrets.token_hex(16)], salt=_SALT),
        max_age=_DEVICE_AGE,
        path="/_allauth/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class SignInGuard(AxesDatabaseHandler):  # type: ignore[misc]  # the library has no types
    """axes, which stores and clears the failures, with our own rule for when there are too many."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that count against this try; AXES_FAILURE_LIMIT or more refuse it."""
        limit: int = settings.AXES_FAILURE_LIMIT
        account, client = account_of(request, credentials), client_of(request)
        recent = _recent(request)
        if device := _trusted(request, account):
            return _failures(recent.filter(username=account, user_agent=device))
        foreign = recent.exclude(user_agent__startswith=_DEVICE)
        here = _failures(foreign.filter(username=account, ip_address=client))
        if _failures(foreign.filter(ip_address=client)) >= CLIENT_LIMIT:
            return max(here, limit)
        if here and _failures(foreign.filter(username=account)) >= ACCOUNT_LIMIT:
            return max(here, limit)
        return here

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        if request is not None:
            # Not what the client claims, which it could change with every guess.
            request.axes_user_agent = _trusted(request, account_of(request, credentials))
        super().user_login_failed(sender, credentials, request, **kwargs)


def _recent(request: HttpRequest) -> "QuerySet[AccessAttempt]":
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        attempt_time__gte=get_cool_off_threshold(request)
    )
    return found


def _trusted(request: HttpRequest, account: str) -> str:
    """The mark of a known browser, until it has failed too often; after that it counts like any other."""
    device = device_of(request, account)
    if not device:
        return ""
    failed = _failures(_recent(request).filter(username=account, user_agent=device))
    return device if failed < settings.AXES_FAILURE_LIMIT else ""


def _failures(attempts: "QuerySet[AccessAttempt]") -> int:
    return int(attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0)

"""How callers authenticate: a bearer token, or the workspace's session with a CSRF token."""

import ipaddress
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import JSONField, Q
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from core import clock
from core.actors import Actor
from core.statements import fetch
from people.actors import staff_actor, token_actor
from people.models import ApiToken, User
from people.models.access import TOKEN_PREFIX, token_digest
from people.services.sessions import session_note

_USED_RESOLUTION = timedelta(minutes=1)

# Written out because every API call starts with it: compiling it in the ORM took a fifth of a light call. The
# fields left out (JSON, which the driver returns as text) are loaded on access.
_TOKEN_FIELDS = ["id", "user_id", "scopes", "expires_at", "last_used_at"]
_USER_FIELDS = [f.attname for f in User._meta.concrete_fields if not isinstance(f, JSONField)]
_FIND = (
    f"SELECT {', '.join(f't.{name}' for name in _TOKEN_FIELDS)},"  # noqa: S608 (column names from the code)
    f" {', '.join(f'u.{name}' for name in _USER_FIELDS)},"
    " ARRAY(SELECT m.team_id FROM people_teammembership m WHERE m.user_id = u.id)"
    " FROM people_apitoken t JOIN people_user u ON u.id = t.user_id"
    " WHERE {match} AND t.revoked_at IS NULL AND u.is_active"
)
_FIND_NEW = _FIND.replace("{match}", "t.digest = %s")
_FIND_OLD = _FIND.replace("{match}", "t.old_digest = %s AND t.old_until > %s")


def find_token_actor(token: str, *, address: str = "") -> tuple[User, Actor] | None:
    """
    The user and actor of a valid token, or None; `address` is where the call comes from.

    One query, a second for the text before a rotation, and an update at most once a minute.
    """
    if not token.startswith(TOKEN_PREFIX):
        return None
    digest, now = token_digest(token), clock.now()
    found = fetch(_FIND_NEW, [digest]) or fetch(_FIND_OLD, [digest, now])
    if not found:
        return None
    values = found[0]
    row = ApiToken.from_db(connection.alias, _TOKEN_FIELDS, values[: len(_TOKEN_FIELDS)])
    if row.expires_at is not None and row.expires_at <= now:
        return None
    user = User.from_db(connection.alias, _USER_FIELDS, values[len(_TOKEN_FIELDS) : -1])
    if row.last_used_at is None or now - row.last_used_at > _USED_RESOLUTION:
        _note_use(row, address, now)
    return user, token_actor(row, user, values[-1])


def _note_use(token: ApiToken, address: str, now: datetime) -> None:
    # Asked again in the database: of many calls at once, one writes.
    is_due = Q(last_used_at=None) | Q(last_used_at__lt=now - _USED_RESOLUTION)
    where = {"last_used_from": ip} if (ip := _ip(address)) else {}
    ApiToken.objects.filter(is_due, pk=token.pk).update(last_used_at=now, **where)


def _ip(address: str) -> str | None:
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cdr_…`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        try:
            token = parts[1].decode("ascii") if len(parts) == 2 else ""
        except UnicodeDecodeError:
            token = ""
        found = find_token_actor(token, address=request.META.get("REMOTE_ADDR") or "")
        if found is None:
            raise AuthenticationFailed("This token is not valid: it is unknown, expired or revoked.")
        return found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="candor"'


def _never_called(*_: Any) -> HttpResponse:
    raise AssertionError("The CSRF check only looks at the request.")


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: object, reason: str) -> Any:
        return reason


class SessionAuthentication(BaseAuthentication):
    """The workspace's own session cookie; unsafe methods need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        user = getattr(request._request, "user", None)
        if user is None or not user.is_authenticated or not user.is_active:
            return None
        check = _CsrfCheck(_never_called)
        check.process_request(request._request)
        reason = check.process_view(request._request, _never_called, (), {})
        if reason:
            raise PermissionDenied(f"CSRF check failed: {reason} Reload the page and try again.")
        session_note(request._request.session, now=clock.now())
        return user, staff_actor(user)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="candor"'

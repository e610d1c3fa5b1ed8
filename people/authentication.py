"""How callers authenticate: a bearer token, or the workspace's session with a CSRF token."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import JSONField
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from core import clock
from core.actors import Actor
from core.reads import fetch
from people.actors import staff_actor, token_actor
from people.models import ApiToken, User
from people.models.access import TOKEN_PREFIX, token_digest
from people.services.sessions import session_note

_USED_RESOLUTION = timedelta(minutes=5)

# Written out because every API call starts with it: compiling it in the ORM took a fifth of a light call. The
# fields left out (JSON, which the driver returns as text) are loaded on access.
_TOKEN_FIELDS = ["id", "user_id", "scopes", "expires_at", "last_used_at"]
_USER_FIELDS = [f.attname for f in User._meta.concrete_fields if not isinstance(f, JSONField)]
_FIND = (
    f"SELECT {', '.join(f't.{name}' for name in _TOKEN_FIELDS)},"  # noqa: S608 (column names from the code)
    f" {', '.join(f'u.{name}' for name in _USER_FIELDS)},"
    " ARRAY(SELECT m.team_id FROM people_teammembership m WHERE m.user_id = u.id)"
    " FROM people_apitoken t JOIN people_user u ON u.id = t.user_id"
    " WHERE t.digest = %s AND t.revoked_at IS NULL AND u.is_active"
)


def find_token_actor(token: str) -> tuple[User, Actor] | None:
    """The user and actor of a valid token, or None; one query, and an update at most every five minutes."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    found = fetch(_FIND, [token_digest(token)])
    now = clock.now()
    if not found:
        return None
    values = found[0]
    row = ApiToken.from_db(connection.alias, _TOKEN_FIELDS, values[: len(_TOKEN_FIELDS)])
    if row.expires_at is not None and row.expires_at <= now:
        return None
    user = User.from_db(connection.alias, _USER_FIELDS, values[len(_TOKEN_FIELDS) : -1])
    if row.last_used_at is None or now - row.last_used_at > _USED_RESOLUTION:
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return user, token_actor(row, user, values[-1])


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
        found = find_token_actor(token)
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

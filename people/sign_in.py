"""How staff sign in and out: by invitation only; nobody creates an account for themselves."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from core import audit, clock, ports
from people.actors import staff_actor
from people.guarding import client_of, device_remember
from people.models import User
from people.models.sessions import ELSEWHERE
from people.selectors.internal import user_by_email
from people.services import sockets_withdraw

_BEGUN_WITH = "candor_begun_with"


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """allauth with sign-up closed, and for those only who may sign in with what it checks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Every way of the library passes here: passwords, passkeys, and whatever is given a route later."""
        if not ports.local_sign_in(user.pk):
            clear_login(request)
            refused: HttpResponse = self.respond_user_inactive(request, user)
            return refused
        # A sign-in that waits for its second step must not outlive the password it began with.
        request.session[_BEGUN_WITH] = user.get_session_auth_hash()
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        return answer


class AddressBackend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """
    Signs in by `User.email` and nothing else.

    allauth would also accept addresses from a table of its own, which could then point to somebody else.
    Accounts of `CLOSED_SIGN_IN_DOMAINS` are answered like a wrong password, and their sessions end. So are
    those that must sign in at the workspace's identity provider, whose sessions stay.
    """

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        user = user_by_email(email)
        if user is not None and (is_closed(user) or not ports.local_sign_in(user.pk)):
            user = None
        found: AbstractBaseUser | None = self._check_password(user, password)
        return found

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        return bool(super().user_can_authenticate(user)) and not (isinstance(user, User) and is_closed(user))


def may_go_on(request: HttpRequest, user: User) -> bool:
    """Whether a sign-in that has begun may still take its second step."""
    begun = request.session.get(_BEGUN_WITH, "")
    is_same = constant_time_compare(begun, user.get_session_auth_hash())
    return is_same and may_come_in(user)


def may_come_in(user: User) -> bool:
    """Whether what we check ourselves, a password, a code or a passkey, opens this account now."""
    return user.is_active and not is_closed(user) and ports.local_sign_in(user.pk)


def is_closed(user: User) -> bool:
    """Whether this installation signs nobody in with such an address."""
    return user.email.rpartition("@")[2].lower() in settings.CLOSED_SIGN_IN_DOMAINS


class DeviceMiddleware:
    """Marks a browser that has just signed in, see `people.guarding`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user_id: int | None = getattr(request, "candor_signed_in", None)
        if user_id is not None:
            device_remember(request, response, user_id)
        return response


def on_signed_in(*, user: User, request: HttpRequest, **_: Any) -> None:
    """
    Receives Django's `user_logged_in`: records the browser, which distinguishes sessions in the user's list,
    and in the audit log by which steps of ours they came.
    """
    request.session["candor_browser"] = {
        "agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        "address": client_of(request) or "",
    }
    request.session.pop(_BEGUN_WITH, None)
    request.candor_signed_in = user.pk  # type: ignore[attr-defined]  # our mark on Django's request
    if getattr(request, ELSEWHERE, None) is not None:
        # Whoever checked the provider's word records it, with what it said.
        return
    steps = get_authentication_records(request, user)
    audit.record(
        actor=staff_actor(user),
        action="people.signed_in",
        target=f"user:{user.pk}",
        now=clock.now(),
        data={
            "by": [str(step.get("type") or step.get("method") or "") for step in steps],
            "address": client_of(request) or "",
        },
    )


def on_signed_out(*, user: User | None, **_: Any) -> None:
    """Receives Django's `user_logged_out`: a session that has ended must not keep listening."""
    if user is not None:
        sockets_withdraw(user.pk)

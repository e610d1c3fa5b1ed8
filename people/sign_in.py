"""How staff sign in and out: by invitation only; nobody creates an account for themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from people.models import User
from people.services import sockets_withdraw


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth with the sign-up closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def on_signed_out(*, user: User | None, **_: Any) -> None:
    """Receives Django's `user_logged_out`: a session that has ended must not go on listening."""
    if user is not None:
        sockets_withdraw(user.pk)

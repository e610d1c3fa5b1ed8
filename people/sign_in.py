"""How staff sign in: by invitation only; nobody creates an account for themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth with the sign-up closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

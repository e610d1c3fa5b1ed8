"""Somebody has signed in."""

from typing import Any

from django.http import HttpRequest

from core import clock
from integrations.sign_on.selectors.internal import is_required
from integrations.sign_on.services import break_glass_note
from people.guarding import client_of
from people.models import User
from people.services import ELSEWHERE


def on_signed_in(*, user: User, request: HttpRequest | None, **_: Any) -> None:
    """Receives Django's `user_logged_in`: notes and tells of whoever comes in without a required provider."""
    if request is None or getattr(request, ELSEWHERE, None) is not None or not is_required():
        return
    break_glass_note(user=user, address=client_of(request) or "", now=clock.now())

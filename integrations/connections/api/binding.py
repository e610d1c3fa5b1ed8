"""Tying a sign-in to whoever began it."""

from rest_framework.request import Request


def binding_of(request: Request) -> str:
    """What only this browser has: its session's key; for a program its token."""
    key = getattr(getattr(request._request, "session", None), "session_key", None)
    return f"session:{key}" if key else f"token:{request.headers.get('Authorization', '')}"

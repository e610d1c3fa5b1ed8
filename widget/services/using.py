"""How often each signing secret has signed somebody in: what an admin asks before ending the old one."""

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.db.models import F

from core.cache import count
from widget.models import WidgetSettings

WRITE_EVERY = 60
"""Seconds between two writes about one secret: sessions begin often, and all of a brand share a row."""
KEEP = 7 * 24 * 3600


def _name(secret: str) -> str:
    return f"widget:secret:{hashlib.sha256(secret.encode()).hexdigest()[:24]}"


def secret_used(*, settings: WidgetSettings, secret: str, now: datetime) -> None:
    """Count a sign-in with a secret, in the cache; written at most once a minute, without a new version."""
    name = _name(secret)
    count(f"{name}:waiting", timeout=KEEP)
    if not cache.add(f"{name}:written", 1, timeout=WRITE_EVERY):
        return
    waiting = uses_waiting(secret) or 1
    cache.delete(f"{name}:waiting")
    column = "secret" if secret == settings.secret else "previous_secret"
    WidgetSettings.objects.filter(pk=settings.pk).update(
        **{f"{column}_used_at": now, f"{column}_uses": F(f"{column}_uses") + waiting}
    )


def uses_waiting(secret: str) -> int:
    """Sign-ins that are counted and not yet written."""
    found = cache.get(f"{_name(secret)}:waiting") if secret else None
    return int(found) if found else 0

"""Noticing people who have closed the workspace without going offline: no work may go to an empty chair."""

from datetime import datetime, timedelta

from django.core.cache import cache

from core.actors import SYSTEM
from people.models import Presence
from people.selectors import internal as everybody
from people.services import ON_SCREEN, presence_set

# Browsers let a background tab run timers once a minute.
GONE_AFTER = timedelta(minutes=3)


def presence_sweep(*, now: datetime) -> list[int]:
    """
    Set people offline whose workspace was open but has been silent for GONE_AFTER; returns their ids.

    People who never opened one (programs set their presence) are left alone. Opening it again brings them
    back online, since this absence was not their own choice.
    """
    silent = everybody.users_silent_since(now - GONE_AFTER)
    gone = [user_id for user_id in silent if cache.get(ON_SCREEN.format(user_id))]
    for user_id in gone:
        presence_set(actor=SYSTEM, user_id=user_id, presence=Presence.OFFLINE, is_manual=False, now=now)
        cache.delete(ON_SCREEN.format(user_id))
    return gone

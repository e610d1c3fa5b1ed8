"""Who has closed the workspace without saying so: no work may go to an empty chair."""

from datetime import datetime, timedelta

from django.core.cache import cache

from core.actors import SYSTEM
from people.models import Presence, User
from people.services import ON_SCREEN, presence_set

# Browsers let a tab in the background speak once a minute.
GONE_AFTER = timedelta(minutes=3)


def presence_sweep(*, now: datetime) -> list[int]:
    """
    Take people offline whose workspace was open and has been silent for GONE_AFTER; returns their ids.

    Those who never opened one (programs set their presence) are left alone. Whoever opens it again is online
    again, since this absence is not their own choice.
    """
    silent = User.objects.filter(
        is_active=True, presence=Presence.ONLINE, last_active_at__lt=now - GONE_AFTER
    ).values_list("pk", flat=True)
    gone = [user_id for user_id in silent if cache.get(ON_SCREEN.format(user_id))]
    for user_id in gone:
        presence_set(actor=SYSTEM, user_id=user_id, presence=Presence.OFFLINE, is_manual=False, now=now)
        cache.delete(ON_SCREEN.format(user_id))
    return gone

"""Where a brand's widget was asked for: what the settings say when it does not appear."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from core import live
from core.api.throttling import count_call
from widget.models import SeenOrigin
from widget.origins import normalize

MAX_ALLOWED = 50
MAX_BLOCKED = 20
WRITE_EVERY = 60
"""Seconds between two writes about one origin of a brand."""
MAX_WRITES = 30
"""Writes about refused origins of a brand within that time: anybody can invent origins."""
KEEP = timedelta(days=30)


def origin_seen(*, brand_id: int, origin: str, is_allowed: bool, now: datetime) -> None:
    """
    Note that a page of `origin` asked for the widget; at most one write a minute for each origin.

    A new origin that finds no room takes the place of the one that was quiet longest.
    """
    name = normalize(origin)[:200]
    mark = f"widget:seen:{brand_id}:{int(is_allowed)}:{name}"
    if not name or not cache.add(mark, 1, timeout=WRITE_EVERY):
        return
    if not is_allowed:
        has_room, _, _ = count_call(f"widget:blocked:{brand_id}", limit=MAX_WRITES, window=WRITE_EVERY)
        if not has_room:
            return
    with transaction.atomic():
        rows = SeenOrigin.objects.filter(brand=brand_id)
        if rows.filter(origin=name).update(last_at=now, is_allowed=is_allowed, minutes=F("minutes") + 1):
            return
        limit = MAX_ALLOWED if is_allowed else MAX_BLOCKED
        alike = rows.filter(is_allowed=is_allowed).order_by("-last_at", "-pk").values_list("pk", flat=True)
        rows.filter(pk__in=list(alike[limit - 1 :])).delete()
        SeenOrigin.objects.bulk_create(
            [SeenOrigin(brand_id=brand_id, origin=name, is_allowed=is_allowed, first_at=now, last_at=now)],
            ignore_conflicts=True,
        )
        # The set-up guide waits for it; one that is lost costs no more than the guide's next look.
        transaction.on_commit(
            lambda: live.push(topic="queue", name="setup.changed", data={"way": "widget"}), robust=True
        )


def seen_forget(*, now: datetime) -> int:
    """Delete origins that have been quiet for a month; returns how many."""
    return SeenOrigin.objects.filter(last_at__lt=now - KEEP).delete()[0]

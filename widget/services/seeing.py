"""Where a brand's widget was asked for: what the settings say when it does not appear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

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
WRITE_EVERY_WATCHED = 3
"""The same while an admin watches."""
MAX_WRITES = 30
"""Writes about refused origins of a brand within that time: anybody can invent origins."""
WATCH = 600
"""Seconds for which pages tell their path after an admin has looked."""
KEEP = timedelta(days=30)
KEEP_SIGNS = 24 * 3600
"""Seconds for which a sign is kept; it is only in the cache."""


class Sign(StrEnum):
    """What a page did that carries the widget and does not show it."""

    SCRIPT = "script"
    """It loaded the script; without a request for the settings after it, something stops that one."""
    KEY = "key"
    """It asked with a key that is not this brand's."""


@dataclass(frozen=True, slots=True)
class SeenSign:
    """The last time of a sign, and where."""

    origin: str
    at: datetime


def watch(*, brand_id: int) -> None:
    """An admin looks whether the widget arrives: pages that ask from now on are told at once."""
    cache.set(f"widget:watch:{brand_id}", 1, timeout=WATCH)


def is_watched(brand_id: int) -> bool:
    """Whether an admin looks at the installation, or did within the last minutes."""
    return cache.get(f"widget:watch:{brand_id}") is not None


def sign_seen(*, brand_id: int, sign: Sign, origin: str, now: datetime) -> None:
    """Note a sign of a page of `origin`; the last one of each kind is kept for a day."""
    name = f"widget:sign:{brand_id}:{sign}"
    cache.set(name, {"origin": normalize(origin), "at": now}, timeout=KEEP_SIGNS)


def sign_settled(*, brand_ids: Iterable[int], origin: str) -> None:
    """A page of `origin` has asked as it should: whatever brand it is of, its script has done its work."""
    names = [f"widget:sign:{brand_id}:{Sign.SCRIPT}" for brand_id in brand_ids]
    found = cache.get_many(names)
    cache.delete_many([name for name, sign in found.items() if sign["origin"] == normalize(origin)])


def signs_of(brand_id: int) -> dict[Sign, SeenSign]:
    """The signs of a brand's pages."""
    names = {sign: f"widget:sign:{brand_id}:{sign}" for sign in Sign}
    found = cache.get_many(list(names.values()))
    return {sign: SeenSign(**found[name]) for sign, name in names.items() if name in found}


def origin_seen(*, brand_id: int, origin: str, is_allowed: bool, path: str = "", now: datetime) -> None:
    """
    Note that a page of `origin` asked for the widget; at most one write a minute for each origin.

    A new origin that finds no room takes the place of the one that was quiet longest. `path` is kept while an
    admin watches.
    """
    name = normalize(origin)[:200]
    is_now = is_watched(brand_id)
    mark = f"widget:seen:{brand_id}:{int(is_allowed)}:{name}:{int(is_now)}{int(bool(path))}"
    if not name or not cache.add(mark, 1, timeout=WRITE_EVERY_WATCHED if is_now else WRITE_EVERY):
        return
    if not is_allowed:
        has_room, _, _ = count_call(f"widget:blocked:{brand_id}", limit=MAX_WRITES, window=WRITE_EVERY)
        if not has_room:
            return
    where = {"path": path, "path_at": now} if path and is_now and is_allowed else {}
    with transaction.atomic():
        rows = SeenOrigin.objects.filter(brand=brand_id)
        news: dict[str, Any] = {"last_at": now, "is_allowed": is_allowed} | where
        if not path:
            news["minutes"] = F("minutes") + 1
        # Let in, or refused, for the first time since the other.
        if rows.filter(origin=name, is_allowed=not is_allowed).update(first_at=now, **news):
            transaction.on_commit(_tell_guide, robust=True)
            return
        if rows.filter(origin=name).update(**news):
            return
        limit = MAX_ALLOWED if is_allowed else MAX_BLOCKED
        alike = rows.filter(is_allowed=is_allowed).order_by("-last_at", "-pk").values_list("pk", flat=True)
        rows.filter(pk__in=list(alike[limit - 1 :])).delete()
        row = SeenOrigin(
            brand_id=brand_id, origin=name, is_allowed=is_allowed, first_at=now, last_at=now, **where
        )
        SeenOrigin.objects.bulk_create([row], ignore_conflicts=True)
        transaction.on_commit(_tell_guide, robust=True)


def _tell_guide() -> None:
    """The set-up guide waits for it; one that is lost costs no more than the guide's next look."""
    live.push(topic="queue", name="setup.changed", data={"way": "widget"})


def seen_forget(*, now: datetime) -> int:
    """Delete origins that have been quiet for a month; returns how many."""
    return SeenOrigin.objects.filter(last_at__lt=now - KEEP).delete()[0]

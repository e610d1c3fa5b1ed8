"""Going through what is due where some of it has to stay: what stays keeps nothing from its turn."""

from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

PAGE = 500
PAGES = 10
_KEPT_SECONDS = 7 * 86_400


def in_rounds(name: str, due: QuerySet[Any]) -> Iterator[int]:
    """
    The primary keys of `due`, ascending, from where the last call with this `name` stopped; at most 5,000.

    After the last one the next call begins at the first again. Where that stands is in the cache: losing it
    costs a look at some of them once more.
    """
    key = f"rounds:{name}"
    after, is_over = int(cache.get(key) or 0), False
    try:
        for _ in range(PAGES):
            page = list(due.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PAGE])
            for pk in page:
                after = pk
                yield pk
            if len(page) < PAGE:
                is_over = True
                return
    finally:
        # Also when whoever asks has enough.
        cache.set(key, 0 if is_over else after, _KEPT_SECONDS)

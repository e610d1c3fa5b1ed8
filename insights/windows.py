"""
When enough of something has happened within a window, and until when somebody is left in peace.

Pure: no database, no clock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def reached(times: Sequence[datetime], *, count: int, window: timedelta, rest: timedelta) -> list[datetime]:
    """
    The moments at which `count` of these times, in order, lie within the `window` that ends there.

    The window is half-open: what is exactly as long ago is out. After a moment there is none for `rest`.
    """
    found: list[datetime] = []
    start = 0
    for end, at in enumerate(times):
        while at - times[start] >= window:
            start += 1
        if end - start + 1 >= count and (not found or at - found[-1] >= rest):
            found.append(at)
    return found


def quiet_ends(now: datetime, *, zone: ZoneInfo, begins: int, ends: int) -> datetime | None:
    """
    When the quiet hours around `now` end, on the clock of `zone`; None outside of them.

    From the hour `begins` to the hour `ends`, also over midnight. The same hour for both is never quiet.
    """
    here = now.astimezone(zone)
    is_quiet = begins <= here.hour < ends if begins < ends else here.hour >= begins or here.hour < ends
    if begins == ends or not is_quiet:
        return None
    day = here.date() if here.hour < ends else here.date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, ends, tzinfo=zone)

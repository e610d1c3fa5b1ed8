"""The time zones that people may choose."""

from functools import cache
from zoneinfo import available_timezones

# In the database, but no places: the machine's own zone, templates, "not set". Browsers refuse them.
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory", "leapseconds"})
_COPIES = ("posix/", "right/")


@cache
def zone_names() -> frozenset[str]:
    """Names from the IANA time zone database, as browsers know them too."""
    return frozenset(
        name for name in available_timezones() if name not in _NO_PLACES and not name.startswith(_COPIES)
    )


def is_zone(name: object) -> bool:
    """Whether `name` is a time zone, such as Europe/London."""
    return isinstance(name, str) and name in zone_names()

"""The time zones of a calendar: its own definitions (VTIMEZONE, RFC 5545, 3.6.5) before any names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # the library carries no types
from tzlocal.windows_tz import win_tz

MAX_OBSERVANCES = 200
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2}):?(\d{2})?")
_RULE = re.compile(
    r"(?:(?:FREQ=YEARLY|INTERVAL=1|BYMONTH=\d{1,2}|BYDAY=[+-]?\d?(?:MO|TU|WE|TH|FR|SA|SU)|WKST=[A-Z]{2}"
    r"|BYMONTHDAY=-?\d{1,2}(?:,-?\d{1,2}){0,30}|UNTIL=\d{8}(?:T\d{6}Z?)?|COUNT=\d{1,4});?){1,8}"
)
"""The properties that zones consist of. Other rules could keep us busy for hours."""


@dataclass
class Observance:
    """A part of a year with one offset; it begins at `start` and as `rule` and `dates` say, in local time."""

    start: datetime | None = None
    before: timedelta | None = None
    offset: timedelta | None = None
    rule: str = ""
    dates: list[datetime] = field(default_factory=list)

    def last_onset(self, wall: datetime) -> datetime | None:
        """When it last began, in local time; None if it had not begun yet."""
        if self.start is None:
            return None
        onsets = [one for one in (self.start, *self.dates) if one <= wall]
        if self.rule and self.start <= wall:
            begin = self.start
            if "COUNT" not in self.rule and wall.year - begin.year > 2:
                # Two years suffice for yearly events, even if a zone claims to date from 1601.
                begin = begin.replace(year=wall.year - 2, day=min(begin.day, 28))
            found = rrulestr(self.rule, dtstart=begin).before(wall, inc=True)
            if found is not None:
                onsets.append(found)
        return max(onsets, default=None)


class Zones:
    """
    What the zone names in a calendar stand for.

    Its own definitions come first, then IANA's and Windows' names.
    """

    def __init__(self, properties: Iterable[tuple[str, dict[str, str], str]]) -> None:
        self._defined: dict[str, list[Observance]] = {}
        name, observances, current = "", list[Observance](), None
        is_inside, count = False, 0
        for key, parameters, value in properties:
            what = value.strip().upper()
            if key == "BEGIN" and what == "VTIMEZONE":
                is_inside, name, observances = True, "", []
            elif key == "END" and what == "VTIMEZONE" and is_inside:
                is_inside = False
                if name and observances:
                    self._defined.setdefault(name, observances)
            elif is_inside and key == "BEGIN" and what in ("STANDARD", "DAYLIGHT"):
                current, count = Observance(), count + 1
            elif is_inside and key == "END" and current is not None:
                if current.start is not None and current.offset is not None and count <= MAX_OBSERVANCES:
                    observances.append(current)
                current = None
            elif is_inside and current is None and key == "TZID":
                name = _name(value)
            elif current is not None:
                _note(current, key, parameters, value.strip())

    def moment(self, name: str, wall: datetime) -> datetime | None:
        """The instant of a local time in the zone of this name; None for an unknown zone."""
        given = _name(name)
        if given in self._defined:
            offset = _offset(self._defined[given], wall)
            return None if offset is None else wall.replace(tzinfo=timezone(offset))
        zone = _named(given)
        return None if zone is None else wall.replace(tzinfo=zone)


def _name(text: str) -> str:
    """A zone's name: escaped in a value, quoted in a parameter."""
    return text.strip().strip('"').replace("\\,", ",").replace("\\;", ";")


def _note(one: Observance, key: str, parameters: dict[str, str], value: str) -> None:
    try:
        if key == "DTSTART":
            one.start = _wall(value)
        elif key == "TZOFFSETTO":
            one.offset = _span(value)
        elif key == "TZOFFSETFROM":
            one.before = _span(value)
        elif key == "RDATE" and parameters.get("VALUE", "").upper() != "PERIOD":
            one.dates += [_wall(date) for date in value.split(",")[:MAX_OBSERVANCES]]
        elif key == "RRULE" and len(value) < 300 and _RULE.fullmatch(value.upper()):
            # The rule is evaluated in local time here, like its start.
            one.rule = re.sub(r"(UNTIL=\d{8}T\d{6})Z", r"\1", value.upper().rstrip(";"))
    except (ValueError, OverflowError):
        return


def _wall(text: str) -> datetime:
    return datetime.strptime(text.strip().upper().removesuffix("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - no zone


def _span(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if size >= timedelta(hours=24):
        return None
    return -size if match[1] == "-" else size


def _offset(observances: list[Observance], wall: datetime) -> timedelta | None:
    """The offset of the observance that began last; before the first one, the one preceding it."""
    begun = []
    for one in observances:
        try:
            onset = one.last_onset(wall)
        except (ValueError, OverflowError, TypeError):
            onset = one.start if one.start is not None and one.start <= wall else None
        if onset is not None:
            begun.append((onset, one))
    if begun:
        return max(begun, key=lambda pair: pair[0])[1].offset
    first = min(observances, key=lambda one: one.start or wall)
    return first.before if first.before is not None else first.offset


def _named(name: str) -> ZoneInfo | None:
    # "/example.com/2026/Europe/Berlin": some programs put their own name in front of the zone's.
    for candidate in (name, win_tz.get(name, ""), "/".join(name.strip("/").split("/")[-2:])):
        if candidate and len(candidate) < 60:
            try:
                return ZoneInfo(candidate)
            except (ValueError, OSError, LookupError):
                continue
    return None

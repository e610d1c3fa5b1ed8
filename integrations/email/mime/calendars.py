"""Reading invitations: the events in text/calendar parts (RFC 5545), as far as people need them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.html import one_line
from integrations.email.mime.calendar_zones import Zones

MAX_EVENTS = 50
MAX_LINES = 20_000
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?)?"
)
_DAY = re.compile(r"\d{8}")
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True)
class Invitation:
    """
    One event. `method` is REQUEST, CANCEL, REPLY …; times are aware, None if absent or unreadable.

    `is_floating` means that the calendar names no known zone: the times are local wherever the reader is, and
    merely written as UTC. `is_all_day` means that they are dates.
    """

    method: str
    summary: str
    organizer: str
    location: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_floating: bool = False
    is_all_day: bool = False


def invitations(source: str) -> list[Invitation]:
    """The events of a calendar, at most 50; empty for a calendar without events. Never raises."""
    method = ""
    found: list[Invitation] = []
    event: dict[str, tuple[dict[str, str], str]] | None = None
    inner = 0
    properties = _properties(source)
    zones = Zones(properties)
    for name, parameters, value in properties:
        if name == "METHOD" and not method:
            method = one_line(value).upper()[:40]
        elif name == "BEGIN":
            if value.upper() == "VEVENT" and event is None:
                event = {}
            elif event is not None:
                inner += 1
        elif name == "END" and event is not None:
            if inner:
                inner -= 1
            else:
                found.append(_invitation(method, event, zones))
                event = None
        elif event is not None and not inner:
            event.setdefault(name, (parameters, value))
        if len(found) >= MAX_EVENTS:
            break
    if event:
        found.append(_invitation(method, event, zones))
    return found


def _properties(source: str) -> list[tuple[str, dict[str, str], str]]:
    unfolded: list[list[str]] = []
    for line in source.replace("\r\n", "\n").split("\n")[:MAX_LINES]:
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1].append(line[1:])
        elif line.strip():
            unfolded.append([line])
    found = []
    for pieces in unfolded:
        head, value = _cut("".join(pieces)[:20_000])
        name, *rest = head.split(";")
        parameters = {}
        for word in rest:
            key, _, text = word.partition("=")
            parameters[key.strip().upper()] = text.strip().strip('"')
        found.append((name.strip().upper(), parameters, value.strip()))
    return found


def _cut(line: str) -> tuple[str, str]:
    """Split at the first colon outside quotes."""
    is_quoted = False
    for at, letter in enumerate(line[:2_000]):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == ":" and not is_quoted:
            return line[:at], line[at + 1 :]
    head, _, value = line.partition(":")
    return head, value


def _invitation(method: str, event: dict[str, tuple[dict[str, str], str]], zones: Zones) -> Invitation:
    def text(name: str) -> str:
        value = event.get(name, ({}, ""))[1]
        return one_line(_ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value))[:500]

    parameters, organizer = event.get("ORGANIZER", ({}, ""))
    address = organizer[7:] if organizer.lower().startswith("mailto:") else organizer
    start = event.get("DTSTART", ({}, ""))
    starts_at, is_floating = _moment(*start, zones)
    ends_at, _ = _moment(*event.get("DTEND", ({}, "")), zones)
    if ends_at is None and starts_at is not None and "DURATION" in event:
        ends_at = _after(starts_at, event["DURATION"][1])
    return Invitation(
        method=method,
        summary=text("SUMMARY"),
        organizer=one_line(address or parameters.get("CN", ""))[:320],
        location=text("LOCATION"),
        starts_at=starts_at,
        ends_at=ends_at,
        is_floating=is_floating,
        is_all_day=starts_at is not None and _DAY.fullmatch(start[1].strip()) is not None,
    )


def _moment(parameters: dict[str, str], value: str, zones: Zones) -> tuple[datetime | None, bool]:
    """The time, and whether it floats."""
    text = value.strip().upper()
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date(int(text[:4]), int(text[4:6]), int(text[6:])), time(), UTC), True
        wall = datetime.strptime(text.removesuffix("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - see below
        if text.endswith("Z"):
            return wall.replace(tzinfo=UTC), False
        moment = zones.moment(parameters.get("TZID", ""), wall)
        return (wall.replace(tzinfo=UTC), True) if moment is None else (moment, False)
    except (ValueError, OverflowError):
        return None, False


def _after(start: datetime, duration: str) -> datetime | None:
    match = _DURATION.fullmatch(duration.strip())
    if match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None

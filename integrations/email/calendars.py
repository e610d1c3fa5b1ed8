"""Reading invitations: the events in text/calendar parts (RFC 5545), as much as people need to see."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.html import one_line

MAX_EVENTS = 50
MAX_LINES = 20_000
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?)?"
)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_WINDOWS_ZONES = {
    "W. Europe Standard Time": "Europe/Berlin", "Romance Standard Time": "Europe/Paris",
    "Central Europe Standard Time": "Europe/Budapest", "Central European Standard Time": "Europe/Warsaw",
    "GMT Standard Time": "Europe/London", "FLE Standard Time": "Europe/Helsinki",
    "GTB Standard Time": "Europe/Bucharest", "Russian Standard Time": "Europe/Moscow",
    "Turkey Standard Time": "Europe/Istanbul", "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago", "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles", "E. South America Standard Time": "America/Sao_Paulo",
    "China Standard Time": "Asia/Shanghai", "Tokyo Standard Time": "Asia/Tokyo",
    "Korea Standard Time": "Asia/Seoul", "India Standard Time": "Asia/Kolkata",
    "Singapore Standard Time": "Asia/Singapore", "AUS Eastern Standard Time": "Australia/Sydney",
    "Arabian Standard Time": "Asia/Dubai", "Israel Standard Time": "Asia/Jerusalem",
    "South Africa Standard Time": "Africa/Johannesburg", "Greenwich Standard Time": "Atlantic/Reykjavik",
}  # fmt: skip
"""Names of zones that Outlook writes, from the Unicode CLDR's table of Windows zones."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One event. `method` is REQUEST, CANCEL, REPLY …; times are aware, None when absent or unreadable."""

    method: str
    summary: str
    organizer: str
    location: str
    starts_at: datetime | None
    ends_at: datetime | None


def invitations(source: str) -> list[Invitation]:
    """The events of a calendar, at most 50; a calendar without events gives none. Never raises."""
    method = ""
    found: list[Invitation] = []
    event: dict[str, tuple[dict[str, str], str]] | None = None
    inner = 0
    for name, parameters, value in _properties(source):
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
                found.append(_invitation(method, event))
                event = None
        elif event is not None and not inner:
            event.setdefault(name, (parameters, value))
        if len(found) >= MAX_EVENTS:
            break
    if event:
        found.append(_invitation(method, event))
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
    """Split at the first colon outside of quotes."""
    is_quoted = False
    for at, letter in enumerate(line[:2_000]):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == ":" and not is_quoted:
            return line[:at], line[at + 1 :]
    head, _, value = line.partition(":")
    return head, value


def _invitation(method: str, event: dict[str, tuple[dict[str, str], str]]) -> Invitation:
    def text(name: str) -> str:
        value = event.get(name, ({}, ""))[1]
        return one_line(_ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value))[:500]

    parameters, organizer = event.get("ORGANIZER", ({}, ""))
    address = organizer[7:] if organizer.lower().startswith("mailto:") else organizer
    starts_at = _moment(*event.get("DTSTART", ({}, "")))
    ends_at = _moment(*event.get("DTEND", ({}, "")))
    if ends_at is None and starts_at is not None and "DURATION" in event:
        ends_at = _after(starts_at, event["DURATION"][1])
    return Invitation(
        method=method,
        summary=text("SUMMARY"),
        organizer=one_line(address or parameters.get("CN", ""))[:320],
        location=text("LOCATION"),
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _moment(parameters: dict[str, str], value: str) -> datetime | None:
    try:
        if len(value) == 8:
            return datetime.combine(
                date(int(value[:4]), int(value[4:6]), int(value[6:])), time(), _zone(parameters)
            )
        moment = datetime.strptime(value.rstrip("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone follows
        return moment.replace(tzinfo=UTC if value.endswith("Z") else _zone(parameters))
    except (ValueError, OverflowError):
        return None


def _zone(parameters: dict[str, str]) -> ZoneInfo:
    name = parameters.get("TZID", "")
    for candidate in (name, _WINDOWS_ZONES.get(name, ""), "/".join(name.strip("/").split("/")[-2:])):
        if candidate and len(candidate) < 60:
            try:
                return ZoneInfo(candidate)
            except (ValueError, OSError, LookupError):
                continue
    return ZoneInfo("UTC")


def _after(start: datetime, duration: str) -> datetime | None:
    match = _DURATION.fullmatch(duration.strip())
    if match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None

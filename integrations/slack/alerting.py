"""
When an alert may be told, and in which words.

Pure: no database, no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import pages
from integrations.slack.mrkdwn import link, told

MOST_LINES = 15


def out_of_quiet(now: datetime, begins: time | None, ends: time | None, timezone: str) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into; they may go over midnight."""
    if begins is None or ends is None or begins == ends:
        return now
    zone = ZoneInfo(timezone)
    here = now.astimezone(zone)
    clock = here.time().replace(tzinfo=None)
    is_quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if not is_quiet:
        return now
    moments = (datetime.combine(here.date() + timedelta(days=days), ends, zone) for days in range(3))
    return next(found for moment in moments if (found := moment.astimezone(now.tzinfo)) > now)


def due_at(
    now: datetime, *, digest_minutes: int, begins: time | None, ends: time | None, timezone: str
) -> datetime:
    """When something that happens now is told: at once or with the next digest, out of quiet hours."""
    at = now
    if digest_minutes:
        step = digest_minutes * 60
        at = datetime.fromtimestamp((int(now.timestamp()) // step + 1) * step, tz=now.tzinfo)
    return out_of_quiet(at, begins, ends, timezone)


@dataclass(frozen=True)
class Line:
    """One alert in words: what happened to which ticket."""

    kind: str
    number: int
    subject: str
    priority: str
    company: str
    text: str
    url: str


_SIGNS = {
    "breach": ":red_circle:",
    "risk": ":large_yellow_circle:",
    "escalation": ":arrow_up:",
    "mention": ":speech_balloon:",
}


def words(lines: Sequence[Line], language: str) -> str:
    """What is told, as mrkdwn; several things are one message, and many are counted."""
    shown = [_line(line, language) for line in lines[:MOST_LINES]]
    rest = len(lines) - len(shown)
    if rest > 0:
        shown.append(pages.text("slack.more", language, count=rest))
    head = [f"*{pages.text('slack.alerts', language, count=len(lines))}*"] if len(lines) > 1 else []
    return "\n".join([*head, *shown])


def _line(line: Line, language: str) -> str:
    who = f" · {told(line.company)}" if line.company else ""
    priority = f" · {told(line.priority)}" if line.priority else ""
    subject = link(line.url, f"#{line.number} {line.subject}"[:200])
    text = f"\n> {told(line.text)}".replace("\n\n", "\n> ") if line.text else ""
    what = f"{_SIGNS[line.kind]} {pages.text(f'slack.alert_{line.kind}', language)}"
    return f"{what}: {subject}{priority}{who}{text}"

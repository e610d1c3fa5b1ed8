"""Parsing policies and calendars from an admin's JSON; errors name the offending field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import Invalid
from core.zones import is_zone
from people.models import Segment
from people.selectors import internal as everybody
from sla.calendar import DAY_SECONDS, InvalidCalendar, check_week, regional_holidays
from sla.clock import Measure
from sla.defaults import CHANNEL_GROUPS, PRIORITIES
from sla.matching import CONDITIONS
from tickets.channels import CHANNELS
from tickets.models import Priority, TicketType
from tickets.services import clean_tags

ACTIONS = (
    "notify_assignee",
    "notify_team",
    "notify_lead",
    "notify_csm",
    "escalate_senior",
    "escalate_tier",
    "reassign_senior",
    "reassign_csm",
    "reassign_on_call",
    "raise_priority",
)
TO_TEAM = "reassign_team:"
"""With the slug of a team behind it, an action that gives the ticket to that team."""
_MOVES = ("escalate_tier", "reassign_senior", "reassign_csm", "reassign_on_call")
PAUSABLE = ("pending", "on_hold")
TARGET_CHANNELS = tuple(dict.fromkeys([*CHANNEL_GROUPS.values(), *CHANNEL_GROUPS]))
MIN_SECONDS, MAX_SECONDS = 30, 366 * 24 * 3600
MAX_POLICIES, MAX_CALENDARS, MAX_STEPS = 60, 40, 10
MIN_FRACTION, MAX_FRACTION = 0.05, 5.0
_KNOWN_VALUES: dict[str, tuple[str, ...]] = {
    "segments": tuple(Segment.values),
    "channels": tuple(CHANNELS),
    "priorities": tuple(Priority.values),
    "types": tuple(TicketType.values),
}


@dataclass(frozen=True)
class PolicyInput:
    """One validated policy."""

    id: int | None
    name: str
    is_default: bool
    conditions: dict[str, list[Any]]
    calendar_id: int | None
    pause_on: list[str]
    steps: list[dict[str, Any]]
    targets: list[dict[str, Any]]


@dataclass(frozen=True)
class CalendarInput:
    """One validated calendar; intervals as (weekday, opens, closes) in seconds, holidays as (date, name)."""

    id: int | None
    name: str
    timezone: str
    is_default: bool
    holiday_region: str
    intervals: tuple[tuple[int, int, int], ...] = ()
    holidays: tuple[tuple[date, str], ...] = ()
    brand_ids: list[int] = field(default_factory=list)
    team_ids: list[int] = field(default_factory=list)

    @property
    def hours(self) -> tuple[Any, ...]:
        """The parts that decide when it is open."""
        return self.timezone, self.holiday_region, self.intervals, self.holidays


class Reader:
    """One JSON object and its path, so that errors name the place."""

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, Mapping):
            raise refuse(path, "Must be an object.")
        self.data, self.path = data, path

    def at(self, name: str) -> str:
        """The path of a member."""
        return f"{self.path}.{name}"

    def text(self, name: str, *, maximum: int = 120, default: str | None = None) -> str:
        """A trimmed text."""
        value = self.data.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()) or len(value) > maximum:
            raise refuse(self.at(name), f"Must be a text of at most {maximum} characters.")
        return value.strip()

    def flag(self, name: str) -> bool:
        """A boolean; false if absent."""
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            raise refuse(self.at(name), "Must be true or false.")
        return value

    def items(self, name: str, *, maximum: int = 1000) -> list[Any]:
        """A list; empty if absent."""
        value = self.data.get(name) or []
        if not isinstance(value, list) or len(value) > maximum:
            raise refuse(self.at(name), f"Must be a list of at most {maximum}.")
        return value

    def choices(self, name: str, allowed: tuple[Any, ...] | set[int]) -> list[Any]:
        """A list of allowed values without duplicates."""
        values = self.items(name)
        if any(isinstance(value, bool) or not isinstance(value, str | int) for value in values):
            raise refuse(self.at(name), "Must be a list of plain values.")
        unknown = [value for value in values if value not in allowed]
        if unknown:
            raise refuse(self.at(name), f"Unknown: {', '.join(map(str, unknown))}.")
        return list(dict.fromkeys(values))

    def id_of(self, name: str, known: set[int]) -> int | None:
        """The id of an existing record, or None."""
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value not in known:
            raise refuse(self.at(name), "There is no such record.")
        return value

    def seconds(self, name: str) -> int | None:
        """A target in seconds, or None for no promise."""
        value = self.data.get(name)
        if value is None:
            return None
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not MIN_SECONDS <= value <= MAX_SECONDS:
            raise refuse(self.at(name), f"Must be seconds from {MIN_SECONDS} to {MAX_SECONDS}, or null.")
        return int(value)


def refuse(path: str, message: str) -> Invalid:
    """The error for one place; people read it in words, programs find it under its path."""
    said = message if path == "results" else f"{place_of(path)}: {message}"
    return Invalid(said, errors={path: [message]})


def place_of(path: str) -> str:
    """`results[2].intervals[0].opens` in words: "Entry 3, interval 1, opens"."""
    words = []
    for part in path.split("."):
        name, _, index = part.partition("[")
        name = "entry" if name == "results" else name.replace("_", " ")
        words.append(f"{name.removesuffix('s')} {int(index[:-1]) + 1}" if index else name)
    said = ", ".join(words)
    return said[:1].upper() + said[1:]


def results_of(data: Any) -> list[Any]:
    """The list in a body: bare, or under `results` as in a GET response."""
    found = data.get("results") if isinstance(data, Mapping) else data
    if not isinstance(found, list):
        raise refuse("results", "Must be a list.")
    return found


def read_policies(data: Any, *, known_ids: set[int], calendar_ids: set[int]) -> list[PolicyInput]:
    """Policies in order, the default last. Raises Invalid."""
    rows = results_of(data)
    if not 1 <= len(rows) <= MAX_POLICIES:
        raise refuse("results", f"Send 1 to {MAX_POLICIES} policies.")
    found = [
        read_policy(Reader(item, f"results[{index}]"), known_ids=known_ids, calendar_ids=calendar_ids)
        for index, item in enumerate(rows)
    ]
    ids = [item.id for item in found if item.id is not None]
    if len(ids) != len(set(ids)):
        raise refuse("results", "Each policy may appear once.")
    if sum(item.is_default for item in found) != 1 or not found[-1].is_default:
        raise refuse("results", "The last policy must be the default one, and the only default.")
    return found


def read_policy(reader: Reader, *, known_ids: set[int], calendar_ids: set[int]) -> PolicyInput:
    """One policy. Raises Invalid."""
    is_default = reader.flag("is_default")
    conditions = read_conditions(Reader(reader.data.get("conditions") or {}, reader.at("conditions")))
    if is_default and conditions:
        raise refuse(
            reader.at("conditions"), "The default policy takes every ticket: leave its conditions empty."
        )
    targets = [
        read_target(Reader(item, f"{reader.at('targets')}[{index}]"))
        for index, item in enumerate(reader.items("targets"))
    ]
    places = [(row["channel"], row["priority"]) for row in targets]
    if len(places) != len(set(places)):
        raise refuse(reader.at("targets"), "Each channel and priority may appear once.")
    return PolicyInput(
        id=reader.id_of("id", known_ids),
        name=reader.text("name"),
        is_default=is_default,
        conditions=conditions,
        calendar_id=reader.id_of("calendar_id", calendar_ids),
        pause_on=reader.choices("pause_on", PAUSABLE),
        steps=read_steps(reader),
        targets=targets,
    )


def read_conditions(reader: Reader) -> dict[str, list[Any]]:
    """The conditions that name values; empty ones are dropped. Raises Invalid."""
    unknown = set(reader.data) - set(CONDITIONS)
    if unknown:
        raise refuse(
            reader.path, f"Unknown: {', '.join(sorted(map(str, unknown)))}. Known: {', '.join(CONDITIONS)}."
        )
    found: dict[str, list[Any]] = {}
    for name in CONDITIONS:
        if name in _KNOWN_VALUES:
            values = reader.choices(name, _KNOWN_VALUES[name])
        else:
            wanted = str if name == "tags" else int
            values = reader.items(name)
            if any(isinstance(value, bool) or not isinstance(value, wanted) for value in values):
                raise refuse(
                    reader.at(name), "Must be a list of tags." if name == "tags" else "Must be a list of ids."
                )
        if name == "tags":
            # As tickets have them: in lower case, with hyphens.
            values = [word for value in values for word in clean_tags([value])]
        if values:
            found[name] = list(dict.fromkeys(values))
    return found


def read_target(reader: Reader) -> dict[str, Any]:
    """One row of targets. Raises Invalid."""
    channel, priority = reader.text("channel"), reader.text("priority")
    if channel not in TARGET_CHANNELS:
        raise refuse(reader.at("channel"), f"Must be one of {', '.join(TARGET_CHANNELS)}.")
    if priority not in PRIORITIES:
        raise refuse(reader.at("priority"), f"Must be one of {', '.join(PRIORITIES)}.")
    targets = {measure.value: reader.seconds(measure.value) for measure in Measure}
    return {"channel": channel, "priority": priority, "always_open": reader.flag("always_open"), **targets}


def read_steps(reader: Reader) -> list[dict[str, Any]]:
    """What happens at which fraction, in ascending order. Raises Invalid."""
    found: dict[float, list[str]] = {}
    for index, item in enumerate(reader.items("steps", maximum=MAX_STEPS)):
        step = Reader(item, f"{reader.at('steps')}[{index}]")
        fraction = step.data.get("fraction")
        is_number = isinstance(fraction, int | float) and not isinstance(fraction, bool)
        if not is_number or not MIN_FRACTION <= float(fraction or 0) <= MAX_FRACTION:
            raise refuse(step.at("fraction"), f"Must be a number from {MIN_FRACTION} to {MAX_FRACTION}.")
        if round(float(fraction or 0), 4) in found:
            raise refuse(step.at("fraction"), "Each fraction may appear once.")
        found[round(float(fraction or 0), 4)] = read_actions(step)
    return [{"fraction": fraction, "actions": found[fraction]} for fraction in sorted(found)]


def read_actions(step: Reader) -> list[str]:
    """What a step asks for; at most one of it gives the ticket to somebody else. Raises Invalid."""
    to_team = {
        value for value in step.items("actions") if isinstance(value, str) and value.startswith(TO_TEAM)
    }
    gone = [value for value in to_team if everybody.team_by_slug(value.removeprefix(TO_TEAM)) is None]
    found: list[str] = step.choices("actions", (*ACTIONS, *(to_team - set(gone))))
    if sum(action in _MOVES or action in to_team for action in found) > 1:
        raise refuse(step.at("actions"), "A step can give the ticket to one place only. Keep one of them.")
    return found


def read_calendars(data: Any, *, known_ids: set[int], used: Mapping[int, str]) -> list[CalendarInput]:
    """
    Calendars, exactly one of them the default; `used` maps those in use to a policy name. Raises Invalid.
    """
    rows = results_of(data)
    if not 1 <= len(rows) <= MAX_CALENDARS:
        raise refuse("results", f"Send 1 to {MAX_CALENDARS} calendars.")
    brands = everybody.brand_ids()
    teams = everybody.team_ids()
    found = [
        read_calendar(Reader(item, f"results[{index}]"), known_ids=known_ids, brands=brands, teams=teams)
        for index, item in enumerate(rows)
    ]
    if sum(item.is_default for item in found) != 1:
        raise refuse("results", "Exactly one calendar must be the default.")
    ids = [item.id for item in found if item.id is not None]
    if len(ids) != len(set(ids)):
        raise refuse("results", "Each calendar may appear once.")
    missing = [name for pk, name in used.items() if pk not in ids]
    if missing:
        raise refuse("results", f"The policy {missing[0]} uses a calendar that is left out.")
    for name in ("brand_ids", "team_ids"):
        everywhere = [pk for item in found for pk in getattr(item, name)]
        if len(everywhere) != len(set(everywhere)):
            raise refuse("results", f"A brand or team may have one calendar ({name}).")
    return found


def read_calendar(reader: Reader, *, known_ids: set[int], brands: set[int], teams: set[int]) -> CalendarInput:
    """One calendar. Raises Invalid."""
    timezone = reader.text("timezone", maximum=60)
    if not is_zone(timezone):
        raise refuse(reader.at("timezone"), "Must be a time zone such as Europe/London.")
    intervals = sorted(
        part
        for index, item in enumerate(reader.items("intervals", maximum=7 * 12))
        for part in read_interval(Reader(item, f"{reader.at('intervals')}[{index}]"))
    )
    if not intervals:
        raise refuse(reader.at("intervals"), "A calendar must be open at some time.")
    week = tuple(tuple((a, b) for day, a, b in intervals if day == weekday) for weekday in range(7))
    region = reader.text("holiday_region", maximum=12, default="")
    try:
        check_week(week)
        regional_holidays(region, 2026)
    except InvalidCalendar as error:
        place = "holiday_region" if "region" in str(error) else "intervals"
        raise refuse(reader.at(place), str(error)) from error
    return CalendarInput(
        id=reader.id_of("id", known_ids),
        name=reader.text("name"),
        timezone=timezone,
        is_default=reader.flag("is_default"),
        holiday_region=region,
        intervals=tuple(intervals),
        holidays=read_holidays(reader),
        brand_ids=reader.choices("brand_ids", brands),
        team_ids=reader.choices("team_ids", teams),
    )


def read_interval(reader: Reader) -> list[tuple[int, int, int]]:
    """
    One interval on a weekday, Monday 0; times as HH:MM, 24:00 for the end of the day. Raises Invalid.

    One that closes at or before its opening time closes on the next day: it is cut at midnight, so that a
    holiday closes its own date and nothing of the night before.
    """
    weekday = reader.data.get("weekday")
    if isinstance(weekday, bool) or not isinstance(weekday, int) or not 0 <= weekday <= 6:
        raise refuse(reader.at("weekday"), "Must be a number from 0 (Monday) to 6.")
    opens, closes = read_time(reader, "opens"), read_time(reader, "closes")
    if opens == closes:
        raise refuse(reader.at("closes"), "Must differ from the opening time; a whole day is 00:00 to 24:00.")
    if opens < closes:
        return [(weekday, opens, closes)]
    if opens == DAY_SECONDS:
        raise refuse(reader.at("opens"), "Must be before 24:00.")
    night = [(weekday, opens, DAY_SECONDS)]
    return [*night, ((weekday + 1) % 7, 0, closes)] if closes else night


def read_time(reader: Reader, name: str) -> int:
    """A time of day in seconds after midnight. Raises Invalid."""
    parts = reader.text(name, maximum=8).split(":")
    is_short = len(parts[0]) == 1
    parts = [f"0{parts[0]}", *parts[1:]] if is_short else parts
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) == 2]
    if len(numbers) == len(parts) and len(numbers) in (2, 3):
        hours, minutes, seconds = [*numbers, 0][:3]
        total = hours * 3600 + minutes * 60 + seconds
        if minutes < 60 and seconds < 60 and total <= 86_400:
            return total
    raise refuse(reader.at(name), "Must be a time such as 09:00, at most 24:00.")


def read_holidays(reader: Reader) -> tuple[tuple[date, str], ...]:
    """Closed dates with their names, in ascending order. Raises Invalid."""
    found: dict[date, str] = {}
    for index, item in enumerate(reader.items("holidays")):
        holiday = Reader(item, f"{reader.at('holidays')}[{index}]")
        try:
            on = date.fromisoformat(holiday.text("on", maximum=10))
        except ValueError as error:
            raise refuse(holiday.at("on"), "Must be a date such as 2026-04-03.") from error
        if on in found:
            raise refuse(holiday.at("on"), "Each date may appear once.")
        found[on] = holiday.text("name", default="Closed")
    return tuple(sorted(found.items()))

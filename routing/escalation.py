"""
When work has to reach more or other people, and who they are: triggers, a chain for each tier, and the rota.

A chain is a list of steps, each a list of actions; every further cause takes the ticket one step on, and the
last step repeats. Each cause counts once for a ticket.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from routing.signals import SENTIMENT, graded
from routing.wording import listed, revenue, say

TIERS = ("T1", "T2", "T3")
ACTIONS = (
    "escalate_senior", "escalate_tier", "reassign_senior", "reassign_csm", "reassign_on_call",
    "raise_priority", "notify_assignee", "notify_team", "notify_lead", "notify_csm", "notify_on_call",
)  # fmt: skip
TO_TEAM = "reassign_team:"
"""With the slug of a team behind it, an action that gives the ticket to that team."""
_MOVES = ("escalate_tier", "reassign_senior", "reassign_csm", "reassign_on_call")
MAX_STEPS, MAX_ON_CALL = 6, 40

TRIGGERS: dict[str, int] = {
    "sentiment_messages": 3,
    "repeated_contacts": 3,
    "repeated_days": 7,
    "value_arr": 25_000,
    "value_renewal_days": 60,
    "value_health": 50,
}
"""
`sentiment_messages`: this many messages of the customer, each no better than the one before; 0 never.
`repeated_contacts` tickets of one person within `repeated_days`; 0 never. `value_arr`: a yearly revenue in
USD from which an upset customer counts as value at risk when the contract renews within `value_renewal_days`
or the health is below `value_health`; 0 never.
"""

CHAINS: dict[str, list[list[str]]] = {
    "T1": [["escalate_senior"], ["escalate_tier", "notify_csm"]],
    "T2": [["escalate_senior"], ["escalate_tier", "notify_csm"]],
    "T3": [["escalate_senior", "notify_csm"], ["notify_on_call", "raise_priority"]],
}
_LIMITS = {
    "sentiment_messages": 20,
    "repeated_contacts": 100,
    "repeated_days": 365,
    "value_arr": 1_000_000_000,
    "value_renewal_days": 730,
    "value_health": 100,
}
_UPSET = -0.5


@dataclass(frozen=True)
class Cause:
    """Why a ticket escalates; `key` is the same whenever it is looked at."""

    key: str
    why: str


@dataclass(frozen=True)
class Course:
    """
    What a ticket shows of itself; `moods` are the sentiments of the customer's messages, oldest first.

    `contacts` counts the person's tickets in the span that the triggers name.
    """

    ticket_id: int
    reopened: int = 0
    moods: Sequence[str] = ()
    contacts: int = 0
    arr: float | None = None
    renewal_days: int | None = None
    health: int | None = None


def causes_of(course: Course, triggers: Mapping[str, int]) -> list[Cause]:
    """The causes that a ticket gives now."""
    mark = f"{course.ticket_id}:{course.reopened}"
    grades = [graded(word, SENTIMENT) for word in course.moods if word]
    found: list[Cause] = []
    count = triggers["sentiment_messages"]
    if count and sinks(grades, count):
        found.append(Cause(f"mood:{mark}", say("mood", count=count)))
    if triggers["repeated_contacts"] and course.contacts >= triggers["repeated_contacts"]:
        days = triggers["repeated_days"]
        why = say("repeated", contacts=course.contacts, days=days)
        found.append(Cause(f"repeated:{course.ticket_id}", why))
    risk = at_risk(course, triggers)
    if risk and grades and grades[-1] <= _UPSET:
        found.append(Cause(f"value:{mark}", say("at_risk", risk=risk)))
    return found


def sinks(grades: Sequence[float], count: int) -> bool:
    """Whether the last messages went from better to bad, none of them up again."""
    last = grades[-count:]
    falls = all(later <= earlier for earlier, later in pairwise(last))
    return len(last) == count and falls and last[-1] <= _UPSET and (count == 1 or last[-1] < last[0])


def at_risk(course: Course, triggers: Mapping[str, int]) -> str:
    """What is at risk, in words; empty when nothing is."""
    if not triggers["value_arr"] or course.arr is None or course.arr < triggers["value_arr"]:
        return ""
    if course.renewal_days is not None and 0 <= course.renewal_days <= triggers["value_renewal_days"]:
        return listed([revenue(course.arr), say("renews", days=course.renewal_days)])
    if course.health is not None and course.health < triggers["value_health"]:
        return listed([revenue(course.arr), say("health", health=course.health)])
    return ""


def step_of(chains: Mapping[str, list[list[str]]], tier: str, before: int) -> list[str]:
    """What to do at the next cause, after `before` escalations; a ticket without a tier counts as T1."""
    chain = chains.get(tier or TIERS[0]) or []
    return list(chain[min(before, len(chain) - 1)]) if chain else []


def on_call(
    rota: Mapping[str, Any], now: datetime, absent: Collection[int] = (), gone: Collection[int] = ()
) -> int | None:
    """
    Whose turn it is, as a user id; None without a rota, before it begins, and when all are `gone` for good.

    For somebody `absent` or gone the next in the rota steps in; when all are absent, it stays their turn:
    somebody must be called. Turns change every `days` days at `hour` o'clock local time, also across clock
    changes.
    """
    people = rota.get("people") or []
    if not people:
        return None
    zone = ZoneInfo(rota["timezone"])
    local = now.astimezone(zone)
    begun = (local.date() - date.fromisoformat(rota["since"])).days
    if local.time() < time(rota["hour"]):
        begun -= 1
    if begun < 0:
        return None
    place = begun // rota["days"] % len(people)
    turns: list[int] = [one for one in [*people[place:], *people[:place]] if one not in gone]
    return next((user_id for user_id in turns if user_id not in absent), turns[0] if turns else None)


def turn_ends(rota: Mapping[str, Any], now: datetime) -> datetime | None:
    """When the present turn ends; None without one."""
    if on_call(rota, now) is None:
        return None
    zone = ZoneInfo(rota["timezone"])
    local = now.astimezone(zone)
    since, days = date.fromisoformat(rota["since"]), rota["days"]
    begun = (local.date() - since).days - (local.time() < time(rota["hour"]))
    ends = since + timedelta(days=(begun // days + 1) * days)
    return datetime.combine(ends, time(rota["hour"]), zone)


def check_triggers(data: Any) -> str:
    """What is wrong with triggers; empty when nothing is."""
    if not isinstance(data, Mapping) or set(data) != set(TRIGGERS):
        return f"must be {', '.join(TRIGGERS)}"
    for name, high in _LIMITS.items():
        if not _is_whole(data[name], 0, high):
            return f"{name} must be from 0 to {high}"
    return ""


def check_chains(data: Any) -> str:
    """What is wrong with chains."""
    if not isinstance(data, Mapping) or set(data) != set(TIERS):
        return "must be T1, T2 and T3"
    for tier, chain in data.items():
        if not isinstance(chain, list) or len(chain) > MAX_STEPS:
            return f"{tier} must be a list of at most {MAX_STEPS} steps"
        for step in chain:
            if not isinstance(step, list) or not step or not all(map(is_action, step)):
                return f"a step of {tier} must be a list of {', '.join(ACTIONS)}, {TO_TEAM}SLUG"
            if sum(action in _MOVES or action.startswith(TO_TEAM) for action in step) > 1:
                return f"a step of {tier} can give the ticket to one place only"
    return ""


def is_action(word: Any) -> bool:
    """Whether a step can ask for this; whether the team of `reassign_team:` exists is asked elsewhere."""
    return isinstance(word, str) and (word in ACTIONS or (word.startswith(TO_TEAM) and word != TO_TEAM))


def team_named(actions: Iterable[str]) -> str:
    """The slug of the team that gets the ticket; empty without one."""
    return next((action.removeprefix(TO_TEAM) for action in actions if action.startswith(TO_TEAM)), "")


def teams_named(chains: Mapping[str, list[list[str]]]) -> set[str]:
    """The slugs of all teams that chains give tickets to."""
    return {slug for chain in chains.values() for step in chain if (slug := team_named(step))}


def check_on_call(data: Any) -> str:
    """What is wrong with a rota; an empty one is fine."""
    if not isinstance(data, Mapping):
        return "must be an object"
    if not data:
        return ""
    if set(data) != {"people", "since", "days", "hour", "timezone"}:
        return "must have people, since, days, hour and timezone"
    people = data["people"]
    if not isinstance(people, list) or len(people) > MAX_ON_CALL or not all(map(_is_id, people)):
        return f"people must be at most {MAX_ON_CALL} user ids"
    if not _is_whole(data["days"], 1, 60) or not _is_whole(data["hour"], 0, 23):
        return "days must be from 1 to 60 and hour from 0 to 23"
    try:
        date.fromisoformat(data["since"])
        ZoneInfo(data["timezone"])
    except (TypeError, ValueError, OSError, KeyError):
        return "since must be a date, and timezone a time zone such as Europe/Berlin"
    return ""


def _is_id(value: Any) -> bool:
    return _is_whole(value, 1, 2**62)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

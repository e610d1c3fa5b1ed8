"""How fast people and the assistant act in the demo world: mostly in time, now and then too late."""

from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from demo.companies import Company
from sla import defaults
from sla.calendar import ALWAYS, Calendar
from tickets.channels import LIVE

SUPPORT_ZONE = "Europe/London"
OPENS, CLOSES, WORKDAYS = 8 * 3600, 20 * 3600, 6
SUPPORT = Calendar(
    zone=SUPPORT_ZONE,
    week=(((OPENS, CLOSES),),) * WORKDAYS + ((),) * (7 - WORKDAYS),
    name="Support desk, London",
)
AROUND_THE_CLOCK = ("enterprise", "mid_market")
LATE_SHARE = 0.035
SILENCE = timedelta(hours=72)
CHATS = LIVE


def hours(segment: str, *, is_urgent: bool = False) -> Calendar:
    """When somebody works for a segment: the larger customers are served in shifts, day and night."""
    return ALWAYS if is_urgent or segment in AROUND_THE_CLOCK else SUPPORT


def assistant_answers(rng: Random, last: datetime, channel: str) -> datetime:
    """Seconds in a chat, a minute or two by email."""
    seconds = rng.uniform(3, 14) if channel in CHATS else rng.uniform(40, 150)
    return last + timedelta(seconds=seconds)


def customer_writes(rng: Random, last: datetime, channel: str, *, is_back: bool = False) -> datetime:
    """Minutes in a chat, hours by email, by day; somebody who comes back does so after a day or two."""
    if is_back:
        return _by_day(rng, last + timedelta(minutes=rng.uniform(900, 3600)))
    minutes = rng.uniform(1.2, 14) if channel in CHATS else rng.lognormvariate(4.0, 0.8)
    return _by_day(rng, last + timedelta(minutes=min(minutes, 1400)))


def _by_day(rng: Random, at: datetime) -> datetime:
    local = at.astimezone(ZoneInfo(SUPPORT_ZONE))
    if 7 <= local.hour < 21:
        return at
    morning = local.replace(hour=7, minute=40, second=rng.randint(0, 59))
    if local.hour >= 21:
        morning += timedelta(days=1)
    return (morning + timedelta(minutes=rng.uniform(0, 95))).astimezone(at.tzinfo)


@lru_cache(maxsize=512)
def target(segment: str, channel: str, priority: str, *, is_first: bool) -> tuple[int, bool]:
    """Seconds of the default service level for a reply, and whether nights count."""
    policy = next(policy for policy in defaults.POLICIES if segment in policy.conditions.get("segments", ()))
    group = defaults.CHANNEL_GROUPS[channel]
    row = next(row for row in policy.targets if row.channel == group and row.priority == priority)
    seconds = row.first_reply if is_first else row.next_reply
    return seconds or 24 * 3600, row.always_open


def agent_replies(
    rng: Random, since: datetime, *, company: Company, channel: str, priority: str, is_first: bool
) -> datetime:
    """A reply somewhere within its service level; about one in twenty is late."""
    seconds, always = target(company.segment, channel, priority, is_first=is_first)
    share = rng.uniform(1.1, 2.2) if rng.random() < LATE_SHARE else rng.uniform(0.12, 0.85)
    return hours(company.segment, is_urgent=always).add_business_seconds(since, seconds * share)

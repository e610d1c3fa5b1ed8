"""Decides who has which conversation, on which channel and when: the same seed gives the same cast."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from demo.articles import ArticleText
from demo.companies import Company, Person
from demo.pace import SUPPORT_ZONE
from demo.people import STAFF
from demo.scripts import Script, variants
from demo.story import Story
from demo.telling import Casting, tell

WEIGHTS = {"enterprise": 3.2, "mid_market": 2.4, "smb": 1.5, "self_serve": 1.2}
CHANNELS = {
    "enterprise": {"email": 0.6, "widget": 0.4},
    "mid_market": {"email": 0.5, "widget": 0.45, "web": 0.05},
    "smb": {"widget": 0.55, "email": 0.38, "web": 0.07},
    "self_serve": {"widget": 0.7, "email": 0.22, "web": 0.08},
}
SLACK_SHARE = 0.45
REPLYING_ROLES = ("owner", "admin", "supervisor", "agent")
WEEKEND_SHARE = 0.25
# One conversation in so many began within the last hour: a queue that is alive at any time of day.
FRESH_EACH = 15
FRESH_MINUTES = (2.5, 62.0)
NEWEST = timedelta(minutes=70)


@dataclass(frozen=True)
class World:
    """What casting draws from."""

    companies: Mapping[str, Company]
    people: Sequence[Person]
    articles: Mapping[str, ArticleText]
    now: datetime
    seed: str = "halyard"

    def staff_of(self, company: str) -> list[Person]:
        """The contacts of one company."""
        return [person for person in self.people if person.company == company]

    def may_read(self, company: Company, slug: str) -> bool:
        """Whether a verified contact of `company` may read an article."""
        article = self.articles[slug]
        if company.brand not in article.brands or not article.is_for_customers:
            return False
        if article.audience == "segments":
            return company.segment in article.segments
        return article.audience != "companies" or company.domain in article.companies


def cast(*, featured: Sequence[Script], scripts: Sequence[Script], world: World) -> list[Story]:
    """
    All stories of the demo, oldest first, each as far as it has come by `world.now`.

    Featured scripts keep their number and person; every opening of the other scripts is told once.
    """
    known = [(script, _feature(script, world)) for script in featured]
    parts = [(script, 0, casting) for script, casting in known]
    parts += _background(scripts, [casting for _, casting in known], world)
    stories = [
        tell(script=script, variant=variant, casting=casting, now=world.now, seed=world.seed)
        for script, variant, casting in parts
    ]
    return sorted(stories, key=lambda story: story.number)


def _feature(script: Script, world: World) -> Casting:
    person = next(person for person in world.people if person.name == script.person)
    return Casting(
        number=script.number,
        company=world.companies[person.company],
        person=person,
        colleagues=world.staff_of(person.company),
        channel=script.channel or "email",
        agent=_agent(script, Random(f"{world.seed}:{script.key}")),
        created_at=world.now + timedelta(minutes=script.at),
    )


def _background(
    scripts: Sequence[Script], featured: Sequence[Casting], world: World
) -> list[tuple[Script, int, Casting]]:
    load: Counter[str] = Counter(casting.company.key for casting in featured)
    parts = []
    for index, (script, variant) in enumerate(variants(scripts)):
        rng = Random(f"{world.seed}:{script.key}:{variant}:cast")
        person = _person(script, rng, load, world)
        company = world.companies[person.company]
        load[company.key] += 1
        casting = Casting(
            number=0,
            company=company,
            person=person,
            colleagues=world.staff_of(company.key),
            channel=script.channel or _channel(person, company, rng),
            agent=_agent(script, rng),
            created_at=_created_at(script, rng, world.now, is_fresh=index % FRESH_EACH == FRESH_EACH // 2),
        )
        parts.append((script, variant, casting))
    parts.sort(key=lambda part: part[2].created_at)
    numbered = _numbered([casting for _, _, casting in parts], featured)
    return [(script, variant, casting) for (script, variant, _), casting in zip(parts, numbered, strict=True)]


def _person(script: Script, rng: Random, load: Mapping[str, int], world: World) -> Person:
    slugs = {slug for step in script.steps if step.kind == "ai" for slug, _ in step.citations}
    able = [
        company
        for company in world.companies.values()
        if company.segment in script.segments and all(world.may_read(company, slug) for slug in slugs)
    ]
    people = [
        person
        for company in able
        for person in world.staff_of(company.key)
        if script.locale == "en" or person.locale == script.locale
        if person.is_proven or all(world.articles[slug].audience == "public" for slug in slugs)
    ]
    if not people:
        raise ValueError(f"Nobody can have the conversation {script.key}")
    # Who has asked often is less likely to ask again, so that every company has a history.
    weights = [
        WEIGHTS[world.companies[person.company].segment] / (1 + load[person.company]) for person in people
    ]
    return rng.choices(people, weights)[0]


def _channel(person: Person, company: Company, rng: Random) -> str:
    if person.slack and rng.random() < SLACK_SHARE:
        return "slack"
    shares = CHANNELS[company.segment]
    return rng.choices(list(shares), list(shares.values()))[0]


def _agent(script: Script, rng: Random) -> str:
    members = [
        staff.key
        for staff in STAFF
        if staff.role in REPLYING_ROLES
        and script.team in [team.rstrip("*") for team in staff.teams]
        and (script.locale == "en" or script.locale in (staff.locale, *_LANGUAGES.get(staff.key, ())))
    ]
    return rng.choice(members or ["elena"])


_LANGUAGES = {"aisha": ("fr",), "camille": ("fr",), "diego": ("es",), "lukas": ("de",), "owner": ("pt",)}


def _created_at(script: Script, rng: Random, now: datetime, *, is_fresh: bool) -> datetime:
    """By day in London, mostly on weekdays, a little more often of late; or within the last hour."""
    if is_fresh:
        return now - timedelta(minutes=rng.uniform(*FRESH_MINUTES))
    oldest = timedelta(days=script.within_days)
    for _ in range(40):
        at: datetime = now - NEWEST - oldest * float(rng.random() ** 1.15)
        local = at.astimezone(ZoneInfo(SUPPORT_ZONE))
        if 7 <= local.hour < 20 and (local.weekday() < 5 or rng.random() < WEEKEND_SHARE):
            return at
    return now - NEWEST - oldest / 2


_Placed = tuple[int, Casting]
"""A casting with its place in the order in which it was cast."""


def _numbered(castings: Sequence[Casting], featured: Sequence[Casting]) -> list[Casting]:
    """
    Numbers that rise with time, in the gaps that the featured tickets leave; in the order given.

    What does not fit into its gap moves into the one before, a little earlier.
    """
    anchors = sorted(featured, key=lambda casting: casting.created_at)
    times = [anchor.created_at for anchor in anchors]
    gaps: list[list[_Placed]] = [[] for _ in range(len(anchors))]
    for place, casting in enumerate(castings):
        gaps[min(bisect_right(times, casting.created_at), len(anchors) - 1)].append((place, casting))
    for index in range(len(gaps) - 1, 0, -1):
        gaps[index].sort(key=_when)
        room = anchors[index].number - anchors[index - 1].number - 1
        too_many = max(0, len(gaps[index]) - room)
        start = times[index - 2] if index > 1 else times[0] - timedelta(days=1)
        for step, (place, moved) in enumerate(gaps[index][:too_many], start=1):
            earlier = start + (times[index - 1] - start) * step / (too_many + 1)
            gaps[index - 1].append((place, replace(moved, created_at=earlier)))
        gaps[index] = gaps[index][too_many:]
    numbered: list[_Placed] = []
    for index, gap in enumerate(gaps):
        low = anchors[index - 1].number if index else anchors[0].number - 3 * (len(gap) + 1)
        numbered += _spread(sorted(gap, key=_when), low, anchors[index].number)
    # Who moved came past others, and has to stay with the story that it was cast for.
    return [casting for _, casting in sorted(numbered, key=lambda placed: placed[0])]


def _when(placed: _Placed) -> datetime:
    return placed[1].created_at


def _spread(placed: Iterable[_Placed], low: int, high: int) -> list[_Placed]:
    """Numbers strictly between `low` and `high`, evenly apart."""
    waiting = list(placed)
    step = (high - low) / (len(waiting) + 1)
    return [
        (place, replace(casting, number=low + max(index, int(step * index))))
        for index, (place, casting) in enumerate(waiting, start=1)
    ]

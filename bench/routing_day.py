"""
A day of tickets, from a seed: arrivals, people with shifts, absences, skills and languages, work of known
length.

It drives the pure cores of routing (`routing.assign`, `routing.line`) as `routing.services` does, without a
database, and three plain strategies over the same day.
"""

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from math import log
from statistics import mean, pstdev

from routing.assign import (
    NEVER_RELAX,
    RELAX_LAST,
    RELAX_MIDDLE,
    Candidate,
    Need,
    Record,
    Requirement,
    choose,
)
from routing.line import Place, in_line

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
DAY = 24 * 3600.0
TEAMS = ("general", "billing", "pipelines", "platform", "engineering")
SHARES = (0.42, 0.22, 0.18, 0.11, 0.07)
SKILLS = ("snowflake", "saml", "api", "invoices")
PRIORITIES, WEIGHTS = ("P1", "P2", "P3", "P4"), (0.05, 0.20, 0.55, 0.20)
TARGETS = {"P1": 3600, "P2": 2 * 3600, "P3": 4 * 3600, "P4": 8 * 3600}
# How often a segment asks, what it is promised of the times above, and what a ticket of it weighs.
SEGMENTS = {"enterprise": (0.15, 0.5, 4), "mid-market": (0.35, 1.0, 2), "small": (0.5, 1.0, 1)}
LANGUAGES, SPOKEN = ("en", "de", "fr"), (0.8, 0.14, 0.06)
# Who works on what they do not know takes longer, and hands a part of it back.
MISFIT_FACTOR, HAND_BACK, HAND_BACK_SECONDS = 1.6, 0.35, 300.0
SWEEP = 15.0
WEIGHTED = "SLA met by weight of segment, %"
LOOK_AT = 60


@dataclass(frozen=True)
class Work:
    """One ticket; `length` in seconds of work for somebody who knows it."""

    number: int
    at: float
    team: str
    language: str
    skill: str
    priority: str
    length: float
    category: str
    segment: str

    @property
    def due(self) -> float:
        """When somebody has to have begun."""
        return self.at + TARGETS[self.priority] * SEGMENTS[self.segment][1]

    @property
    def weight(self) -> int:
        """What it counts in figures that are weighted by segment."""
        return SEGMENTS[self.segment][2]


@dataclass
class Agent:
    """One person of the day; `quality` is their rate of success by category, which only results reveal."""

    number: int
    team: str
    skills: dict[str, int]
    languages: frozenset[str]
    begins: float
    ends: float
    away: tuple[float, float]
    capacity: int
    quality: dict[str, float]
    record: dict[str, Record]
    held: int = 0
    worked: float = 0.0
    free_at: float = 0.0
    last: float | None = None

    def is_here(self, at: float) -> bool:
        """Whether they are at work."""
        return self.begins <= at < self.ends and not self.away[0] <= at < self.away[1]

    def knows(self, work: Work) -> bool:
        """Whether the ticket is theirs to solve."""
        can_speak = work.language in self.languages
        return self.team == work.team and can_speak and (not work.skill or work.skill in self.skills)


@dataclass(frozen=True)
class Day:
    """All that happens, the same for every strategy."""

    work: tuple[Work, ...]
    agents: tuple[Agent, ...]
    seed: int


@dataclass
class Result:
    """What a strategy made of a day; waits in seconds until somebody began."""

    waits: list[float] = field(default_factory=list)
    urgent_waits: list[float] = field(default_factory=list)
    met: int = 0
    met_weight: int = 0
    misrouted: int = 0
    handed_back: int = 0
    good: float = 0.0
    unserved: int = 0
    loads: list[float] = field(default_factory=list)
    over_capacity: int = 0
    given_twice: int = 0

    def figures(self, day: Day) -> dict[str, float]:
        """The figures of the table."""
        total = len(day.work)
        waits = sorted(self.waits) or [0.0]
        busy = mean(self.loads) if self.loads else 0.0
        return {
            "median wait, min": waits[len(waits) // 2] / 60,
            "p95 wait, min": waits[int(len(waits) * 0.95)] / 60,
            "mean wait of P1, min": mean(self.urgent_waits or [0.0]) / 60,
            "SLA met, %": 100 * self.met / total,
            WEIGHTED: 100 * self.met_weight / sum(work.weight for work in day.work),
            "misroutes, %": 100 * self.misrouted / total,
            "handed back, %": 100 * self.handed_back / total,
            "solved well, %": 100 * self.good / total,
            "load spread": pstdev(self.loads) / busy if busy else 0.0,
            "never begun, %": 100 * self.unserved / total,
        }


def day_of(seed: int, *, tickets: int = 5000) -> Day:
    """The day of a seed."""
    dice = random.Random(seed)
    people = max(len(TEAMS) * 2, round(tickets / 20))
    agents = tuple(_agent(dice, number) for number in range(people))
    times = sorted(_arrival(dice) for _ in range(tickets))
    return Day(tuple(_work(dice, number, at) for number, at in enumerate(times)), agents, seed)


def _arrival(dice: random.Random) -> float:
    """Busy from nine to five, quiet at night."""
    while True:
        at = dice.random() * DAY
        hour = at / 3600
        if dice.random() < (1.0 if 9 <= hour < 17 else 0.55 if 7 <= hour < 20 else 0.15):
            return at


def _work(dice: random.Random, number: int, at: float) -> Work:
    team = dice.choices(TEAMS, SHARES)[0]
    skill = dice.choice(SKILLS) if dice.random() < 0.3 else ""
    return Work(
        number,
        at,
        team,
        dice.choices(LANGUAGES, SPOKEN)[0],
        skill,
        dice.choices(PRIORITIES, WEIGHTS)[0],
        min(-log(1 - dice.random()) * 900 + 180, 7200.0),
        f"{team}/{dice.randrange(4)}",
        dice.choices(tuple(SEGMENTS), [share for share, _, _ in SEGMENTS.values()])[0],
    )


def _agent(dice: random.Random, number: int) -> Agent:
    # Each team has people for its share; shifts of eight hours begin at seven, nine, thirteen and twenty-two.
    team = TEAMS[number] if number < len(TEAMS) else dice.choices(TEAMS, SHARES)[0]
    begins = dice.choices((0.0, 7 * 3600.0, 9 * 3600.0, 13 * 3600.0), (0.12, 0.28, 0.34, 0.26))[0]
    length = 9 * 3600.0 if begins else 8 * 3600.0
    is_absent = dice.random() < 0.06
    lunch = begins + length / 2
    away = (0.0, DAY) if is_absent else (lunch, lunch + 2400.0)
    skills = {skill: dice.randint(1, 3) for skill in SKILLS if dice.random() < 0.45}
    languages = frozenset({"en"} | {code for code in LANGUAGES[1:] if dice.random() < 0.35})
    quality, record = {}, {}
    for place in range(4):
        category = f"{team}/{place}"
        quality[category] = dice.uniform(0.55, 0.98)
        taken = dice.randint(0, 60)
        record[category] = Record(taken, sum(dice.random() < quality[category] for _ in range(taken)))
    capacity = dice.choice((3, 4, 5))
    return Agent(number, team, skills, languages, begins, begins + length, away, capacity, quality, record)


def fresh(day: Day) -> list[Agent]:
    """The people as the day begins."""
    return [replace(agent) for agent in day.agents]


class Ours:
    """The product's own assignment: filter, score, relaxing, taking turns."""

    def __call__(self, work: Work, agents: Sequence[Agent], at: float) -> Agent | None:
        """Whom `routing.assign.choose` gives it to."""
        need = Need(requirements_of(work), waited=at - work.at, relax_after=300.0)
        choice = choose(need, [candidate_of(agent, work, at) for agent in agents])
        return next((agent for agent in agents if agent.number == choice.user_id), None)

    def order(self, waiting: Sequence[Work], at: float) -> list[Work]:
        """The line of `routing.line`."""
        by_number = {work.number: work for work in waiting}
        places = [
            Place(w.number, w.priority, moment(w.at), moment(w.due)) for w in waiting
        ]  # fmt: skip
        return [by_number[place.ticket_id] for place in in_line(places, moment(at))]


class RoundRobin:
    """Next in turn of the team who is there and has room; the line is first come, first served."""

    def __init__(self) -> None:
        self.turn = 0

    def __call__(self, work: Work, agents: Sequence[Agent], at: float) -> Agent | None:
        """The next who can."""
        for step in range(len(agents)):
            agent = agents[(self.turn + step) % len(agents)]
            if is_able(agent, work, at):
                self.turn = (self.turn + step + 1) % len(agents)
                return agent
        return None

    def order(self, waiting: Sequence[Work], at: float) -> list[Work]:
        """By arrival."""
        return sorted(waiting, key=lambda work: work.at)


class LeastLoaded(RoundRobin):
    """Who of the team holds the fewest."""

    def __call__(self, work: Work, agents: Sequence[Agent], at: float) -> Agent | None:
        """The one with the fewest, then the one who waits longest for work."""
        able = [agent for agent in agents if is_able(agent, work, at)]
        return min(able, key=lambda agent: (agent.held, agent.last or 0.0, agent.number), default=None)


class PriorityFirst(LeastLoaded):
    """The most urgent first, then who waits longest; skills are required and never relaxed."""

    def __call__(self, work: Work, agents: Sequence[Agent], at: float) -> Agent | None:
        """The least loaded of those who have the skill and the language."""
        return super().__call__(work, [agent for agent in agents if agent.knows(work)], at)

    def order(self, waiting: Sequence[Work], at: float) -> list[Work]:
        """By priority, then by arrival."""
        return sorted(waiting, key=lambda work: (work.priority, work.at))


STRATEGIES: dict[str, Callable[[], Ours | RoundRobin]] = {
    "ours": Ours,
    "round robin": RoundRobin,
    "least loaded": LeastLoaded,
    "priority, then eligibility": PriorityFirst,
}


def is_able(agent: Agent, work: Work, at: float) -> bool:
    """Whether they are there, in the team, and have room."""
    return agent.team == work.team and agent.held < agent.capacity and agent.is_here(at)


def moment(at: float) -> datetime:
    """Seconds of the day as a time."""
    return BEGIN + timedelta(seconds=at)


def requirements_of(work: Work) -> tuple[Requirement, ...]:
    """What a ticket asks for."""
    found = [Requirement(f"team:{work.team}", NEVER_RELAX)]
    if work.language != "en":
        found.append(Requirement(work.language, RELAX_LAST, is_language=True))
    if work.skill:
        found.append(Requirement(work.skill, RELAX_MIDDLE))
    return tuple(found)


def candidate_of(agent: Agent, work: Work, at: float) -> Candidate:
    """A person as assignment sees them."""
    return Candidate(
        agent.number,
        str(agent.number),
        "online" if agent.is_here(at) else "offline",
        agent.held,
        agent.capacity,
        skills=agent.skills | {f"team:{agent.team}": 0},
        languages=agent.languages,
        last_assigned_at=None if agent.last is None else moment(agent.last),
        record=agent.record.get(work.category, Record()),
    )


def simulate(day: Day, strategy: Ours | RoundRobin) -> Result:
    """Run a day; what nobody began by its end counts as never begun and as missed."""
    return _Run(day, strategy).result()


class _Run:
    """One day under way: `events` are (time, order, count, who is free again, what comes)."""

    def __init__(self, day: Day, strategy: Ours | RoundRobin) -> None:
        dice = random.Random(day.seed + 1)
        self.day, self.strategy, self.found = day, strategy, Result()
        self.luck = {work.number: (dice.random(), dice.random()) for work in day.work}
        self.agents = fresh(day)
        self.by_team = {team: [agent for agent in self.agents if agent.team == team] for team in TEAMS}
        self.waiting: dict[str, dict[int, Work]] = {team: {} for team in TEAMS}
        self.declined: dict[int, set[int]] = {}
        self.begun: set[int] = set()
        self.count = count()
        self.events: list[tuple[float, int, int, Agent | None, Work | None]] = []
        for work in day.work:
            self.plan(work.at, 0, None, work)
        for at in _sweeps():
            self.plan(at, 2, None, None)

    def plan(self, at: float, order: int, agent: Agent | None, work: Work | None) -> None:
        """Something will happen."""
        heapq.heappush(self.events, (at, order, next(self.count), agent, work))

    def result(self) -> Result:
        """Let the day pass."""
        while self.events and self.events[0][0] <= DAY:
            at, _, _, agent, work = heapq.heappop(self.events)
            if agent is not None:
                agent.held -= 1
            if work is not None:
                self.waiting[work.team][work.number] = work
            team = agent.team if agent is not None else work.team if work is not None else ""
            for one in [team] if team else TEAMS:
                self.give(one, at)
        self.found.unserved = len(self.day.work) - len(self.begun)
        present = [agent for agent in self.agents if agent.away != (0.0, DAY)]
        self.found.loads = [agent.worked / (agent.ends - agent.begins) for agent in present]
        return self.found

    def give(self, team: str, at: float) -> None:
        """Hand out what waits for a team, in the order of the strategy."""
        line, people = self.waiting[team], self.by_team[team]
        if not line or not any(agent.held < agent.capacity and agent.is_here(at) for agent in people):
            return
        for work in self.strategy.order(list(line.values()), at)[:LOOK_AT]:
            refused = self.declined.get(work.number, set())
            agent = self.strategy(work, [one for one in people if one.number not in refused], at)
            if agent is not None:
                self.take(agent, work, at)

    def take(self, agent: Agent, work: Work, at: float) -> None:
        """Somebody gets a ticket: they begin it when they are free, or hand it back."""
        found = self.found
        found.given_twice += work.number not in self.waiting[work.team]
        del self.waiting[work.team][work.number]
        agent.held, agent.last = agent.held + 1, at
        found.over_capacity += agent.held > agent.capacity
        is_fit = agent.knows(work)
        found.misrouted += not is_fit
        if not is_fit and work.number not in self.declined and self.luck[work.number][0] < HAND_BACK:
            found.handed_back += 1
            self.declined[work.number] = {agent.number}
            self.plan(at + HAND_BACK_SECONDS, 1, agent, work)
            return
        start = max(at, agent.free_at)
        self.begin(work, start)
        quality = agent.quality.get(work.category, 0.5) * (1.0 if is_fit else 0.6)
        found.good += self.luck[work.number][1] < quality
        length = work.length * (1.0 if is_fit else MISFIT_FACTOR)
        agent.free_at, agent.worked = start + length, agent.worked + length
        self.plan(start + length, 1, agent, None)

    def begin(self, work: Work, start: float) -> None:
        """Note how long a ticket waited."""
        self.begun.add(work.number)
        self.found.waits.append(start - work.at)
        if work.priority == "P1":
            self.found.urgent_waits.append(start - work.at)
        if start <= work.due:
            self.found.met += 1
            self.found.met_weight += work.weight


def _sweeps() -> Iterator[float]:
    at = 0.0
    while at < DAY:
        yield at
        at += SWEEP * 4

"""Trying rules on past tickets: where these would go, without moving any of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.actors import Actor
from core.errors import Invalid
from people.policy import require
from routing import selectors
from routing.assign import Choice, Need, choose
from routing.comparing import Comparison, compare
from routing.models import TicketRouting
from routing.overlaps import Fault, Warning, by_place, disagree, static_warnings
from routing.rules import Rule, groups_of, holds
from routing.selectors import InForce, Past, Person, TeamBook
from routing.services.configuring import read_draft
from routing.services.routing import Route, decide
from routing.signals import Facts
from tickets.models import Priority, Ticket

MAX_TICKETS, SHOWN, EXAMPLES = 1000, 300, 5


@dataclass(frozen=True)
class Destination:
    """Where rules send a ticket; `rule` is the key of the one that decided, empty when the signals did."""

    tier: str
    team: str
    priority: str
    place: int = 0
    rule: str = ""

    @property
    def where(self) -> tuple[str, str]:
        """What counts as a place."""
        return self.tier, self.team


@dataclass(frozen=True)
class Move:
    """A past ticket that would go elsewhere."""

    ticket: Ticket
    before: Destination
    after: Destination


@dataclass
class Tried:
    """
    The result of a dry run.

    `counts` has for each rule the tickets it would decide, the tickets it would hold for, and by path ("",
    "0", "0.1") those that each condition alone holds for.
    """

    version: int
    looked_at: int
    since: datetime | None
    until: datetime | None
    moves: list[Move] = field(default_factory=list)
    reprioritized: int = 0
    decided: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    conditions: dict[str, Counter[str]] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)
    rules: Sequence[Rule] = ()


def rules_try(*, actor: Actor, data: Any, tickets: int = MAX_TICKETS, now: datetime) -> Tried:
    """
    What the draft would have done with the last tickets that the actor sees, beside the rules in force.

    Each ticket is judged by the facts of its first decision. Nothing is stored or sent. Raises Forbidden,
    Invalid naming the faulty rule.
    """
    require(actor, "routing.write")
    force = selectors.in_force()
    draft = read_draft(data, force)
    asks = groups_of(draft.rules) | groups_of(force.rules)
    past = selectors.past_tickets_routed(actor=actor, limit=min(max(tickets, 1), MAX_TICKETS), asks=asks)
    times = [item.at for item in past]
    found = Tried(
        version=force.version,
        looked_at=len(past),
        since=min(times, default=None),
        until=max(times, default=None),
        comparison=compare(force.rules, draft.rules, vars(force.preferences), vars(draft.preferences)),
        rules=draft.rules,
    )
    people, teams = selectors.takers(), TeamBook()
    for item in past:
        before = destination(item, force, people, teams, now=now)
        after = destination(item, draft, people, teams, now=now)
        if before.where != after.where:
            found.moves.append(Move(item.ticket, before, after))
        found.reprioritized += before.priority != after.priority
        found.decided[after.rule] += 1
    count_conditions(found, past)
    found.warnings = by_place(
        [*static_warnings(draft.rules), *measured(draft.rules, past), *unstaffed(draft.rules, people)]
    )
    return found


def destination(
    item: Past, force: InForce, people: list[Person], teams: TeamBook, *, now: datetime
) -> Destination:
    """Where a ticket would have gone on its arrival."""
    route = arrival(item, force, people, teams, now=now)
    team = route.team.slug if route.team else ""
    key = route.rule.key if route.rule else ""
    return Destination(route.tier, team, route.priority, route.place, key)


def arrival(item: Past, force: InForce, people: list[Person], teams: TeamBook, *, now: datetime) -> Route:
    """The route of a ticket as if nobody had decided anything about it."""
    ticket = copy(item.ticket)
    ticket.tier, ticket.priority, ticket.priority_is_pinned = "", Priority.P3, False
    ticket.team = None
    return decide(
        ticket,
        TicketRouting(ticket=ticket),
        item.facts,
        force,
        people,
        teams=teams,
        is_held=False,
        is_first=True,
        now=now,
    )


def count_conditions(found: Tried, past: Sequence[Past]) -> None:
    """Count for how many tickets each rule, and each condition in it, holds."""
    for rule in found.rules:
        counts: Counter[str] = Counter()
        for item in past:
            count_one(rule.when, item.facts, "", counts)
        found.conditions[rule.key] = counts
        found.held[rule.key] = counts[""]


def count_one(condition: Mapping[str, Any], facts: Facts, path: str, counts: Counter[str]) -> None:
    """Count a condition and what is in it."""
    counts[path] += holds(condition, facts)
    for group in ("all", "any"):
        for index, item in enumerate(condition.get(group, ())):
            count_one(item, facts, f"{path}.{index}" if path else str(index), counts)


def measured(rules: Sequence[Rule], past: Sequence[Past]) -> list[Warning]:
    """Rules that both held for the same tickets and send them to different places."""
    both: dict[tuple[int, int], list[int]] = {}
    for item in past:
        places = [
            place
            for place, rule in enumerate(rules, start=1)
            if rule.is_active and rule.when and holds(rule.when, item.facts)
        ]
        for later in places[1:]:
            if disagree(rules[places[0] - 1].then, rules[later - 1].then):
                both.setdefault((later, places[0]), []).append(item.ticket.pk)
    return [
        Warning(Fault.CONTRADICTION, later, (first,), len(numbers), tuple(numbers[:EXAMPLES]))
        for (later, first), numbers in both.items()
    ]


def unstaffed(rules: Sequence[Rule], people: Sequence[Person]) -> list[Warning]:
    """Rules whose team or skills nobody who can answer has."""
    slugs = {slug for person in people for slug in person.skills}
    staffed = {team_id for person in people for team_id in person.team_ids}
    book, found = TeamBook(), []
    for place, rule in enumerate(rules, start=1):
        team = book.by_slug(rule.then.team)
        if rule.is_active and team is not None and team.pk not in staffed:
            found.append(Warning(Fault.NOBODY, place, detail=f"team: {team.name}"))
        if rule.is_active:
            missing = [slug for slug in rule.then.skills if slug not in slugs]
            found += [Warning(Fault.NOBODY, place, detail=f"skill: {slug}") for slug in missing]
    return found


@dataclass(frozen=True)
class Example:
    """
    One ticket under a draft: its route, the truth of each condition by path for each rule, and who would get
    it now.
    """

    ticket: Ticket
    route: Route
    truths: dict[str, dict[str, bool]]
    choice: Choice
    version: int


def ticket_try(*, actor: Actor, data: Any, number: int, now: datetime) -> Example:
    """
    What the draft would decide about one past ticket, and who would get it. Nothing is stored.

    Raises Forbidden, Invalid naming the faulty rule, or for a ticket that routing decided nothing about or
    that the actor does not see.
    """
    require(actor, "routing.write")
    force = selectors.in_force()
    draft = read_draft(data, force)
    past = selectors.past_tickets_routed(actor=actor, limit=1, number=number, asks=groups_of(draft.rules))
    if not past:
        raise Invalid(
            f"Routing decided nothing about ticket {number}, or you may not see it. Choose another.",
            errors={"number": ["Unknown."]},
        )
    (item,) = past
    people = selectors.takers()
    route = arrival(item, draft, people, TeamBook(), now=now)
    truths: dict[str, dict[str, bool]] = {}
    for rule in draft.rules:
        counts: Counter[str] = Counter()
        count_one(rule.when, item.facts, "", counts)
        truths[rule.key] = {path: bool(count) for path, count in counts.items()}
    ticket = copy(item.ticket)
    ticket.tier, ticket.team = route.tier, route.team
    candidates = selectors.candidates_for(
        ticket, people, category=ticket.product_area or ticket.type, now=now
    )
    return Example(
        item.ticket, route, truths, choose(Need(requirements=route.requirements), candidates), force.version
    )

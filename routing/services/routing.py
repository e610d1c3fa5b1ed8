"""Where a ticket belongs: its tier, team, priority and tags, from rules and signals together."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from core import writes
from core.actors import SYSTEM
from core.events import publish, step
from core.wording import Worded
from people.models import Team
from routing import selectors
from routing.assign import Requirement
from routing.events import PeopleCalled
from routing.models import Decision, TicketRouting
from routing.needs import requirements_for, to_json
from routing.rules import PRIORITIES, TIERS, Rule, first_match, groups_of
from routing.score import Score, score
from routing.selectors import InForce, Person, TeamBook
from routing.services.notifying import people_notify
from routing.services.recording import (
    ESCALATED,
    Reasons,
    is_known,
    line,
    newest_and_routed,
    one_at_a_time,
    record,
    state_of,
)
from routing.signals import Facts
from routing.stored_facts import to_json as to_stored
from routing.tier import choose_tier
from routing.wording import say
from tickets import selectors as ticket_selectors
from tickets.models import Ticket
from tickets.services import MAX_TAGS, clean_tags, ticket_update


@dataclass
class Route:
    """What was decided, not yet applied."""

    score: Score
    tier: str
    priority: str
    team: Team | None = None
    place: int = 0
    rule: Rule | None = None
    requirements: tuple[Requirement, ...] = ()
    reasons: Reasons = field(default_factory=list)


@step()
def ticket_route(*, ticket_id: int, key: str = "", is_afresh: bool = False, now: datetime) -> Decision | None:
    """
    Decide where a ticket belongs and apply it; what people decided stays.

    Later decisions only raise tier and priority, unless made with `is_afresh`. Once somebody holds the
    ticket, only its priority changes. Returns None when there is nothing to decide: the ticket is closed,
    spam or gone, or `key` has already decided.
    """
    one_at_a_time()
    if is_known(key):
        return None
    ticket = ticket_selectors.ticket_for_update(actor=SYSTEM, ticket_id=ticket_id)
    if not ticket.is_open or ticket.is_spam or ticket.is_deleted:
        return None
    state = state_of(ticket_id)
    last, routed = newest_and_routed(ticket_id)
    is_first = routed is None
    force, people = selectors.in_force(), selectors.takers()
    facts = selectors.facts_of(ticket, asks=groups_of(force.rules), now=now)
    before = ticket
    if is_afresh and ticket.assignee_id is None:
        is_first, before = True, as_new(ticket, state)
    route = decide(
        before, state, facts, force, people, teams=selectors.TeamBook(),
        is_held=before.assignee_id is not None, is_first=is_first, now=now,
    )  # fmt: skip
    changes = changes_for(ticket, route)
    _, homeless = tags_for(ticket, route.rule)
    if homeless:
        route.reasons.append(line("Tags", say("no_room_for_tags", tags=homeless).cut(200)))
    if changes:
        ticket = ticket_update(
            actor=SYSTEM, ticket_id=ticket_id, changes=changes, reason=why(route), held=ticket, now=now
        )
    if ticket.assignee_id is None:
        state.requirements = to_json(route.requirements)
        writes.update(state, ["requirements"])
    decision = record(
        ticket,
        Decision.Step.ROUTED,
        key=key,
        is_held=True,
        before=last,
        reasons=route.reasons,
        text="" if selectors.is_dormant(people) or not (is_first or changes) else told(ticket),
        rule=f"{route.place}. {route.rule.name}"[:120] if route.rule else "",
        rule_key=route.rule.key if route.rule else "",
        rules_version=force.version,
        score=route.score.to_json(),
        inputs=to_stored(facts),
        now=now,
    )
    if route.rule is not None and is_first:
        call_people(ticket, route.rule, people, now=now)
    return decision


def why(route: Route) -> Worded:
    """What decided, as the line in the timeline names it."""
    return say("rule", place=route.place, name=route.rule.name) if route.rule else say("routing")


def call_people(ticket: Ticket, rule: Rule, people: list[Person], *, now: datetime) -> None:
    """Notify those whom a rule brings to the ticket, if it names any."""
    if rule.then.notify:
        ids = [user.pk for user in people_notify(ticket, rule.then.notify, people, now=now)]
        publish(PeopleCalled(ticket_id=ticket.pk, notified=ids, why=rule.name))


def as_new(ticket: Ticket, state: TicketRouting) -> Ticket:
    """The ticket as if only people had decided anything about it so far."""
    found = copy(ticket)
    if "tier" not in state.pinned:
        found.tier = ""
    if "team" not in state.pinned:
        found.team = None
    return found


def decide(
    ticket: Ticket,
    state: TicketRouting,
    facts: Facts,
    force: InForce,
    people: list[Person],
    *,
    teams: TeamBook,
    is_held: bool,
    is_first: bool,
    now: datetime,
) -> Route:
    """
    The route for a ticket, whose tier and team stay while somebody has it; reads only.

    A dry run asks the same of many, with one book of teams.
    """
    match = first_match(force.rules, facts)
    place, rule = match or (0, None)
    points = score(facts, force.preferences.weights)
    route = Route(points, ticket.tier, ticket.priority, ticket.team, place, rule)
    if rule is not None:
        route.reasons.append(line("Rule", f"{place}. {rule.name}"))
    decide_priority(route, ticket, force, is_first=is_first)
    if is_held:
        route.reasons.append(line("Person", say("held")))
        return route
    decide_tier(route, ticket, state, facts, is_first=is_first)
    decide_team(route, ticket, state, facts, people, teams=teams, now=now)
    return route


def decide_priority(route: Route, ticket: Ticket, force: InForce, *, is_first: bool) -> None:
    """The score's priority, but at least the rule's; later decisions only raise it."""
    if ticket.priority_is_pinned:
        route.reasons.append(line("Priority", say("by_person", what=ticket.priority)))
        return
    total = route.score.total
    scored = route.score.priority(dict(force.preferences.thresholds))
    asked = (route.rule.then.min_priority if route.rule else "") or scored
    route.priority = min([scored, asked, *([] if is_first else [ticket.priority])], key=PRIORITIES.index)
    if route.priority == scored:
        said = say("from_score", priority=scored, total=total)
    elif route.rule and route.priority == asked:
        said = say("from_rule", priority=asked, place=route.place, name=route.rule.name, total=total)
    else:
        said = say("stays_from_before", priority=route.priority, total=total)
    route.reasons.append(line("Priority", said))


def decide_tier(route: Route, ticket: Ticket, state: TicketRouting, facts: Facts, *, is_first: bool) -> None:
    """What a person set, else the rule's tier, else the tier all signals suggest; later only upwards."""
    if "tier" in state.pinned and ticket.tier:
        by = "by_escalation" if ESCALATED in state.pinned else "by_person"
        route.reasons.append(line("Tier", say(by, what=ticket.tier)))
        return
    if route.rule and route.rule.then.tier:
        route.tier = route.rule.then.tier
        return
    choice = choose_tier(facts)
    route.tier = choice.tier
    if ticket.tier and not is_first:
        route.tier = max(ticket.tier, choice.tier, key=TIERS.index)
    named = [line(item.label, item.detail) for item in choice.evidence if route.tier in item.weights]
    route.reasons += named or [line("Tier", say("nothing_higher", tier=route.tier))]


def decide_team(
    route: Route,
    ticket: Ticket,
    state: TicketRouting,
    facts: Facts,
    people: list[Person],
    *,
    teams: TeamBook,
    now: datetime,
) -> None:
    """What a person set, else the rule's team, else one that fits; and what the assignee must bring."""
    names = {slug: name for person in people for slug, name in person.skill_names.items()}
    rule_skills = route.rule.then.skills if route.rule else ()
    asked = requirements_for(
        facts, team=None, is_team_fixed=False, rule_skills=rule_skills, skills=names,
        languages={code for person in people for code in person.languages},
    )  # fmt: skip
    is_fixed = "team" in state.pinned and ticket.team is not None
    rule_team = teams.by_slug(route.rule.then.team) if route.rule else None
    if rule_team is not None and not any(rule_team.pk in person.team_ids for person in people):
        route.reasons.append(line("Team", say("team_empty", team=rule_team.name)))
        rule_team = None
    below = None
    if rule_team is not None and ESCALATED in state.pinned and f"T{rule_team.tier}" < route.tier:
        # The next tier takes over, whatever the rule said when the ticket came.
        below, rule_team = rule_team, None
    if is_fixed:
        route.reasons.append(line("Team", say("team_by_person")))
    elif rule_team is not None:
        route.team, is_fixed = rule_team, True
    elif ticket.team is None or route.tier != ticket.tier:
        found = selectors.infer_team(
            facts,
            tier=route.tier,
            brand_id=ticket.brand_id,
            people=people,
            skills=[item.name for item in asked],
            refused=state.refused_teams,
            teams=teams,
            now=now,
        )
        if found is not None:
            route.team = found[0]
            route.reasons.append(line("Team", found[1]))
        elif below is not None:
            route.team = below
            route.reasons.append(line("Team", say("team_below", team=below.name, tier=route.tier)))
    team = (route.team.pk, route.team.name) if route.team else None
    own = requirements_for(facts, team=team, is_team_fixed=is_fixed, skills={}, languages=())
    route.requirements = (*own, *asked)


def changes_for(ticket: Ticket, route: Route) -> dict[str, Any]:
    """The ticket fields that the route changes."""
    wanted: dict[str, Any] = {
        "tier": route.tier,
        "priority": route.priority,
        "team": route.team.pk if route.team else None,
    }
    current = {"tier": ticket.tier, "priority": ticket.priority, "team": ticket.team_id}
    changes = {name: value for name, value in wanted.items() if value != current[name]}
    tags, _ = tags_for(ticket, route.rule)
    return changes | ({"tags": tags} if tags != ticket.tags else {})


def tags_for(ticket: Ticket, rule: Rule | None) -> tuple[list[str], list[str]]:
    """
    The ticket's tags with those of the rule, and which of the rule's found no room.

    Read one by one: rules published before may hold more than a ticket can.
    """
    kept: list[str] = list(ticket.tags)
    left: list[str] = []
    for tag in rule.then.tags if rule else ():
        for word in clean_tags([tag]):
            if word in kept:
                continue
            (kept if len(kept) < MAX_TAGS else left).append(word)
    return kept, left


def told(ticket: Ticket) -> str:
    """The decision on one line."""
    parts = [ticket.team.name if ticket.team else "everybody", ticket.tier, ticket.priority]
    team = {"team": ticket.team.name} if ticket.team else {}
    return Worded(
        f"Routed to {', '.join(part for part in parts if part)}.",
        "routed", tier=ticket.tier, priority=ticket.priority, **team,
    )  # fmt: skip


@transaction.atomic
def ticket_pin(*, ticket_id: int, fields: list[str], now: datetime) -> None:
    """Record that a person decided these fields (`tier`, `team`): routing leaves them alone from now on."""
    one_at_a_time()
    state = state_of(ticket_id)
    # From now on a person stands for the tier.
    gone = {ESCALATED} if "tier" in fields else set()
    state.pinned = sorted({*state.pinned, *fields} - gone)
    writes.update(state, ["pinned"])

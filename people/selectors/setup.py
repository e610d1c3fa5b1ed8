"""The set-up guide: its steps, what holds already, and what is proposed, each read from the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core import ports, setup
from core.actors import Actor
from core.setup import Evidence, Facts, Found, Proposal, Rule, State, Way
from people.models import User, Workspace
from people.policy import require
from people.selectors import brands

DAYS = "days"
"""The kind of evidence that every proposal has: how long tickets have been coming in."""


@dataclass(frozen=True)
class Step:
    """A step with its ways; `state` is that of the way that has come furthest."""

    id: str
    ways: list[tuple[Way, Found]]

    @property
    def state(self) -> State:
        states = {found.state for _, found in self.ways}
        return next(state for state in (State.DONE, State.WAITING, State.OPEN) if state in states)


@dataclass(frozen=True)
class Guide:
    """The steps; `aside_at` is when somebody put the guide aside, None while it leads the way."""

    steps: list[Step]
    aside_at: datetime | None

    @property
    def is_done(self) -> bool:
        return all(step.state == State.DONE for step in self.steps)


@dataclass(frozen=True)
class Outlook:
    """What holds without anybody's doing, and what is for later, each with its evidence."""

    rules: list[tuple[Rule, Facts]]
    proposals: list[tuple[Proposal, list[Evidence]]]


def guide(*, actor: Actor) -> Guide:
    """The steps and where they stand. Raises Forbidden."""
    require(actor, "brand.write")
    aside_at = Workspace.objects.values_list("guide_aside_at", flat=True).first()
    return Guide(_steps(actor), aside_at)


def outlook(*, actor: Actor, now: datetime) -> Outlook:
    """What stands beside the steps. Raises Forbidden."""
    require(actor, "brand.write")
    return Outlook(_rules(actor), _proposals(actor, now))


def _steps(actor: Actor) -> list[Step]:
    found: dict[str, Step] = {}
    for way in setup.ways.items():
        seen = way.look(actor)
        if not actor.may_read(way.scope):
            seen = setup.without_names(seen)
        found.setdefault(way.step, Step(way.step, [])).ways.append((way, seen))
    return list(found.values())


def _rules(actor: Actor) -> list[tuple[Rule, Facts]]:
    known = [rule for rule in setup.rules.items() if actor.may_read(rule.scope)]
    return [(rule, rule.look(actor)) for rule in known]


def _proposals(actor: Actor, now: datetime) -> list[tuple[Proposal, list[Evidence]]]:
    since = ports.first_ticket_at()
    age = (now - since).days if since is not None else 0
    found = []
    for proposal in setup.proposals.items():
        evidence = proposal.look(actor) if actor.may_read(proposal.scope) else None
        if evidence is not None:
            days = Evidence(DAYS, min(age, proposal.days), proposal.days)
            found.append((proposal, [days, *evidence]))
    return found


def is_proposed(evidence: list[Evidence]) -> bool:
    """Whether all of it is there."""
    return all(one.count >= one.needed for one in evidence)


def brand_way(actor: Actor) -> Found:
    """The default brand: done once somebody gave it more than the name that it was born with."""
    brand = next(iter(brands()), None)
    if brand is None:
        return Found(State.OPEN)
    is_own = brand.changed_at is not None or bool(brand.site_url or brand.logo or brand.host)
    names: Mapping[str, str] = {
        "brand": brand.name,
        "slug": brand.slug,
        "address": brand.host or brand.site_url,
        "color": brand.color,
        "language": brand.language,
    }
    return Found(State.DONE if is_own else State.OPEN, Facts(names, {"id": brand.pk}))


def invite_way(actor: Actor) -> Found:
    """A second person: waits while all of the invited have still to come."""
    others = User.objects.exclude(pk=actor.user_id or 0)
    seen = others.order_by("-is_active", "pk").values_list("name", "email", "is_active", "joined_at").first()
    if seen is None:
        return Found(State.OPEN)
    name, email, is_active, joined_at = seen
    # Who has left again was here, so that the guide does not ask a second time.
    state = State.DONE if is_active or joined_at is not None else State.WAITING
    return Found(state, Facts({"person": name or email}))


def survey_rule(actor: Actor) -> Facts:
    """Whether customers are asked after a solution, by the default brand's setting."""
    brand = next(iter(brands()), None)
    return Facts(counts={"is_on": int(brand is not None and brand.asks_rating)})

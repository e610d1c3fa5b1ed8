"""What was decided about a ticket, and the current state of routing."""

from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor
from core.errors import NotFound
from people import selectors as people_selectors
from people.models import Team
from routing.models import Decision, RuleSet
from routing.selectors.people import Person, is_dormant, load_of, takers
from routing.selectors.rules import InForce, in_force
from routing.selectors.waiting import waiting_tickets
from tickets import selectors as ticket_selectors

HISTORY = 20


@dataclass(frozen=True)
class Standing:
    """People with their load as (chat, email), their teams, and the number of waiting tickets."""

    in_force: InForce
    is_dormant: bool
    teams: list[Team]
    people: list[Person]
    loads: dict[int, tuple[int, int]]
    waiting: int


def ticket_decisions(*, actor: Actor, ticket_id: int) -> list[Decision]:
    """Why a ticket is where it is, newest decision first. Raises NotFound."""
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    return latest_decisions(ticket_id=ticket.pk)


def latest_decisions(*, ticket_id: int) -> list[Decision]:
    """The decisions about a ticket that the caller may see. Raises NotFound if there are none."""
    rows = list(
        Decision.objects.filter(ticket_id=ticket_id)
        .select_related("team", "assignee")
        .order_by("-id")[:HISTORY]
    )
    if not rows:
        raise NotFound("Nothing was decided about this ticket yet.", code="routing.no_decision")
    return rows


def escalation_words(decision_id: int) -> str:
    """Why a ticket was escalated, in words; empty if the decision is gone."""
    reasons = Decision.objects.filter(pk=decision_id).values_list("reasons", flat=True).first() or []
    return str(reasons[0].get("detail", "")) if reasons else ""


def published(found: InForce) -> RuleSet | None:
    """Who published the rules in force, and when; None if nobody ever did."""
    return RuleSet.objects.filter(version=found.version).first()


def standing(*, now: datetime) -> Standing:
    """The current state of routing."""
    people = takers()
    return Standing(
        in_force=in_force(),
        is_dormant=is_dormant(people),
        teams=list(people_selectors.teams().order_by("tier", "name")),
        people=people,
        loads=load_of(person.user.pk for person in people),
        waiting=len(waiting_tickets(now=now)),
    )

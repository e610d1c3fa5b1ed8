"""What was decided about a ticket, and the current state of routing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from core.actors import Actor
from core.errors import NotFound
from core.wording import worded
from people import selectors as people_selectors
from people.models import Team
from routing.models import Decision, RuleSet, TicketRouting
from routing.selectors.people import Person, is_dormant, load_of, takers
from routing.selectors.rules import InForce, in_force
from routing.selectors.waiting import waiting_tickets
from tickets import selectors as ticket_selectors

HISTORY = 20
VERSIONS = 50


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
    """Why a ticket was escalated, with its message; empty if the decision is gone."""
    reasons = Decision.objects.filter(pk=decision_id).values_list("reasons", flat=True).first() or []
    return worded(str(reasons[0].get("detail", "")), reasons[0].get("message")) if reasons else ""


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


def versions(*, limit: int = VERSIONS, before: int | None = None) -> list[RuleSet]:
    """Published versions, the newest first, or those before one."""
    rows = RuleSet.objects.order_by("-version")
    return list((rows if before is None else rows.filter(version__lt=before))[:limit])


def version_find(version: int) -> RuleSet | None:
    """One published version."""
    return RuleSet.objects.filter(version=version).first()


@dataclass(frozen=True)
class Applied:
    """How often a rule decided since a moment, and in the last day; an empty key is "no rule"."""

    key: str
    day: int
    week: int


def applied(*, now: datetime) -> list[Applied]:
    """How many tickets each rule was applied to in the last seven days: one query."""
    day = Count("ticket_id", distinct=True, filter=Q(created_at__gte=now - timedelta(days=1)))
    rows = (
        Decision.objects.filter(step=Decision.Step.ROUTED, created_at__gte=now - timedelta(days=7))
        .values("rule_key")
        .annotate(day=day, week=Count("ticket_id", distinct=True))
        .order_by("rule_key")
    )
    return [Applied(*row) for row in rows.values_list("rule_key", "day", "week")]


def steps_taken(ticket_id: int) -> int:
    """How many escalations a ticket has behind it."""
    return Decision.objects.filter(ticket_id=ticket_id, step=Decision.Step.ESCALATED).count()


def keys_decided(keys: Iterable[str]) -> set[str]:
    """Which of these causes were acted on."""
    return set(Decision.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def decision_of(key: str) -> Decision | None:
    """The decision that a cause led to."""
    return Decision.objects.filter(key=key).first()


def request_made(*, ticket_id: int, why: str, since: datetime) -> Decision | None:
    """The escalation that somebody asked for with these words since a moment."""
    asked = Decision.objects.filter(ticket_id=ticket_id, step=Decision.Step.ESCALATED)
    same = asked.filter(key__startswith="request:", created_at__gte=since, reasons__0__detail=why)
    return same.order_by("-id").first()


def remembered(ticket_id: int) -> TicketRouting:
    """What routing remembers about a ticket; unsaved where it has not heard of it."""
    return TicketRouting.objects.filter(pk=ticket_id).first() or TicketRouting(ticket_id=ticket_id)

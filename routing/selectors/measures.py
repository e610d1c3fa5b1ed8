"""The sets of tickets that the measures of routing are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from core.actors import Actor
from people.policy import require
from routing.measures import MISROUTES, RESOLVED_AT_ONCE, Figure, reassigned, share_of, spread
from routing.models import Decision, Feedback
from routing.selectors.people import takers
from tickets.models import OPEN_STATUSES, AuthorKind, Status, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.selectors import internal as all_tickets
from tickets.selectors import tickets_visible

_WRONG = (Feedback.Reason.WRONG_TEAM, Feedback.Reason.WRONG_TIER, Feedback.Reason.NOT_MY_SKILL)
_BY_HAND = (AuthorKind.STAFF, AuthorKind.TOKEN)
_DONE = (Status.RESOLVED, Status.CLOSED)
MAX_SHOWN = 1_000


@dataclass(frozen=True)
class Period:
    """From `start` up to `end`; with a team, the tickets that it has now."""

    start: datetime
    end: datetime
    team_id: int | None = None


def measures(*, actor: Actor, period: Period) -> list[Figure]:
    """All measures of the tickets that the actor may see, in the order of their definitions."""
    require(actor, "routing.write")
    seen = _seen(actor, period)
    routed = seen.filter(pk__in=_first(Decision.Step.ROUTED, period))
    return [
        _misroutes(routed),
        reassigned(_holders(routed)),
        _resolved_at_once(seen, period),
        _spread(seen, period),
    ]


def measured_tickets(
    *, actor: Actor, figure: Figure, person_id: int | None, everything: bool
) -> list[Ticket]:
    """
    The tickets behind a figure, the newest first, at most MAX_SHOWN: those it speaks of, or with `everything`
    all that it is a share of; of the spread those of one person.
    """
    numbers = figure.whole if everything else figure.part
    if person_id is not None:
        numbers = figure.shares.get(person_id, frozenset())
    seen: TicketQuerySet = tickets_visible(actor).present()
    return list(seen.filter(pk__in=numbers).with_names().order_by("-pk")[:MAX_SHOWN])


def _seen(actor: Actor, period: Period) -> TicketQuerySet:
    seen: TicketQuerySet = tickets_visible(actor).present()
    return seen if period.team_id is None else seen.filter(team_id=period.team_id)


def _first(step: str, period: Period) -> QuerySet[Any, Any]:
    """The tickets whose first decision of this kind lies in the period."""
    first = (
        Decision.objects.filter(step=step).order_by().values("ticket_id").annotate(first=Min("created_at"))
    )
    return first.filter(first__gte=period.start, first__lt=period.end).values("ticket_id")


def _misroutes(routed: TicketQuerySet) -> Figure:
    called = Feedback.objects.filter(ticket=OuterRef("pk"), reason__in=_WRONG)
    moved = all_tickets.changes_of(OuterRef("pk"), "team", "tier").filter(author_kind__in=_BY_HAND)
    # What had no place yet was not in the wrong one.
    elsewhere = moved.filter(
        Q(payload__changes__team__0__isnull=False) & ~Q(payload__changes__team__0=None)
        | Q(payload__changes__tier__0__in=["T1", "T2", "T3"])
    )
    wrong = routed.filter(Exists(called) | Exists(elsewhere))
    return share_of(MISROUTES, _numbers(wrong), _numbers(routed))


def _holders(routed: TicketQuerySet) -> dict[int, list[int | None]]:
    """Who held each ticket, one after the other."""
    now = dict(routed.order_by().values_list("pk", "assignee_id"))
    found: dict[int, list[int | None]] = {}
    rows = all_tickets.changes_in(routed, "assignee").values_list("ticket_id", "payload__changes__assignee")
    for ticket_id, (old, new) in rows:
        found.setdefault(ticket_id, [old]).append(new)
    return {ticket_id: found.get(ticket_id, [holder]) for ticket_id, holder in now.items()}


def _resolved_at_once(seen: TicketQuerySet, period: Period) -> Figure:
    escalated = seen.filter(pk__in=_first(Decision.Step.ESCALATED, period)).exclude(status__in=OPEN_STATUSES)
    whole = _numbers(escalated)
    since = dict(
        Decision.objects.filter(step=Decision.Step.ESCALATED, ticket_id__in=whole)
        .order_by()
        .values_list("ticket_id")
        .annotate(first=Min("created_at"))
    )
    replies: dict[int, int] = {}
    for ticket_id, at in all_tickets.replies_of_people(whole):
        replies[ticket_id] = replies.get(ticket_id, 0) + (at >= since[ticket_id])
    reopened = {
        ticket_id
        for ticket_id, at, (old, new) in all_tickets.changes_in(escalated, "status").values_list(
            "ticket_id", "created_at", "payload__changes__status"
        )
        if old in _DONE and new not in _DONE and at >= since[ticket_id]
    }
    part = {ticket_id for ticket_id in whole if replies.get(ticket_id, 0) <= 1} - reopened
    return share_of(RESOLVED_AT_ONCE, part, whole)


def _spread(seen: TicketQuerySet, period: Period) -> Figure:
    people = takers()
    if period.team_id is not None:
        people = [person for person in people if period.team_id in person.team_ids]
    shares: dict[int, set[int]] = {person.user.pk: set() for person in people}
    given = Decision.objects.filter(
        step=Decision.Step.ASSIGNED,
        created_at__gte=period.start,
        created_at__lt=period.end,
        ticket__in=seen,
        assignee__in=list(shares),
    )
    for user_id, ticket_id in given.order_by().values_list("assignee_id", "ticket_id"):
        shares[user_id].add(ticket_id)
    return spread({user_id: frozenset(tickets) for user_id, tickets in shares.items()})


def _numbers(tickets: TicketQuerySet) -> Iterable[int]:
    return set(tickets.order_by().values_list("pk", flat=True))

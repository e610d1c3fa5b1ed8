"""Reads of signals: lists, one with its steps and tickets, and how many were worth an alert."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from core.actors import Actor
from core.errors import Forbidden, NotFound
from insights.models import Signal, SignalQuerySet, SignalStep
from insights.selectors.figures import SEE
from insights.selectors.health import owners_possible, require_whole_sight, rules_in_force
from people.models import User
from people.policy import may
from tickets.models import Ticket
from tickets.selectors import tickets_visible

LISTS = ("open", "mine", "unowned", "held", "ended")
JUDGED_DAYS = 90
WEEK = timedelta(days=7)
MOST = 200


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the signals of a kind that were judged in 90 days: how many were worth an alert."""

    kind: str
    worth: int
    judged: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The signals of a list, the strongest first, with how many each list has."""

    rows: list[Signal]
    counts: dict[str, int]
    precision: list[Precision]
    budget: int
    used: int


def signals_listed(
    *, actor: Actor, which: str = "open", company_id: int | None = None, now: datetime
) -> Listed:
    """Signals that the actor may see. Raises Forbidden for who can see none."""
    seen = _seen(actor)
    lists = {name: _in_list(name, actor) for name in LISTS}
    rows = seen.filter(lists[which]).select_related("company", "owner")
    if company_id is not None:
        rows = rows.filter(company_id=company_id)
    order = ("-ended_at", "-pk") if which == "ended" else ("-strength", "-pk")
    counts = seen.aggregate(**{name: Count("pk", filter=condition) for name, condition in lists.items()})
    judged = seen.filter(judged_at__gt=now - timedelta(days=JUDGED_DAYS), was_worth__isnull=False)
    told = (
        judged.order_by().values("kind").annotate(n=Count("pk"), worth=Count("pk", filter=Q(was_worth=True)))
    )
    found = {row["kind"]: row for row in told}
    return Listed(
        rows=list(rows.order_by(*order)[:MOST]),
        counts=counts,
        precision=[
            Precision(kind, found[kind]["worth"], found[kind]["n"])
            for kind in Signal.Kind.values
            if kind in found
        ],
        budget=rules_in_force().rules.alerts_a_week,
        used=seen.filter(owner_id=actor.user_id, alerted_at__gt=now - WEEK).count(),
    )


def _seen(actor: Actor) -> SignalQuerySet:
    """Raises Forbidden where nothing can ever be seen: for who is no staff, or sees only some tickets."""
    if actor.user_id is None and not actor.is_internal:
        raise Forbidden("Signals are for staff.")
    require_whole_sight(actor)
    return Signal.objects.visible_to(actor)


def _in_list(name: str, actor: Actor) -> Q:
    is_open = Q(state__in=[Signal.State.NEW, Signal.State.ACCEPTED])
    match name:
        case "mine":
            return is_open & Q(owner_id=actor.user_id)
        case "unowned":
            return is_open & Q(owner_id=None)
        case "held":
            return is_open & Q(alerted_at=None, owner__isnull=False)
        case "ended":
            return ~is_open
        case _:
            return is_open


@dataclass(frozen=True, slots=True)
class Whole:
    """One signal with everything; `tickets` are those that the reader sees, by number."""

    row: Signal
    steps: list[SignalStep]
    tickets: dict[int, Ticket]
    owners: list[User]


def signal_get(*, actor: Actor, signal_id: int) -> Whole:
    """One signal. Raises NotFound, also for who may not see it."""
    row = Signal.objects.visible_to(actor).select_related("company", "owner").filter(pk=signal_id).first()
    if row is None:
        raise NotFound("There is no such signal, or you may not see it.")
    numbers = {pk for one in (*row.pro, *row.con) for pk in one["tickets"]}
    seen = tickets_visible(actor).present().filter(pk__in=numbers).with_names()
    return Whole(
        row=row,
        steps=list(SignalStep.objects.filter(signal=row).select_related("by").order_by("pk")),
        tickets={ticket.pk: ticket for ticket in seen},
        owners=owners_possible() if may(actor, SEE) else [],
    )


def causes_standing(rule: str) -> set[str]:
    """The causes of a rule's open signals that were still so when last looked at; for internal work."""
    rows = Signal.objects.filter(rule=rule, state__in=[Signal.State.NEW, Signal.State.ACCEPTED], holds=True)
    return set(rows.values_list("cause", flat=True))

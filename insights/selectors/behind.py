"""The tickets behind a figure."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from core.actors import Actor
from insights.measures import BY_NAME, UTILISATION, Kind
from insights.models import FactPoint
from insights.selectors.figures import Wanted, desk_seen, facts, fits, people_of, points
from insights.selectors.working import Desk
from tickets.models import Ticket
from tickets.selectors import tickets_visible

MAX_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Behind:
    """The newest tickets behind a figure, and how many there are."""

    tickets: list[Ticket]
    total: int

    @property
    def is_partial(self) -> bool:
        """Whether there are more than these."""
        return self.total > len(self.tickets)


def tickets_behind(*, actor: Actor, wanted: Wanted, measure: str, side: str = "all") -> Behind:
    """
    The tickets that a figure speaks of; `side` is `part`, `rest` (the whole without it) or `all`.

    Only those that the actor sees. Raises Forbidden.
    """
    if measure == UTILISATION:
        desk = desk_seen(actor, wanted)
        numbers = Q(pk__in=in_hand(desk, people_of(desk, wanted), wanted, side))
    elif measure == "backlog":
        numbers = _open_at_end(actor, wanted)
    elif BY_NAME[measure].kind == Kind.STATE:
        numbers = Q(pk__in=facts(actor=actor, wanted=wanted).filter(is_open=True).values("pk"))
    else:
        rows = points(actor=actor, wanted=wanted).filter(measure=measure)
        if side != "all":
            rows = rows.filter(is_part=side == "part")
        numbers = Q(pk__in=rows.order_by().values("facts_id"))
    return newest(actor, numbers)


def in_hand(desk: Desk, user_ids: Collection[int], wanted: Wanted, side: str) -> frozenset[int]:
    """The tickets that took up the hours of these people; none took up the rest of them."""
    if side == "rest":
        return frozenset()
    return desk.worked(user_ids, (wanted.period.start, wanted.period.end))[0].tickets


def newest(actor: Actor, numbers: Q) -> Behind:
    """The newest of these that the actor sees."""
    seen = tickets_visible(actor).present().filter(numbers)
    return Behind(list(seen.with_names().order_by("-pk")[:MAX_SHOWN]), seen.count())


def _open_at_end(actor: Actor, wanted: Wanted) -> Q:
    """Open now and not opened since, or finished since and open then."""
    after = FactPoint.objects.filter(fits(actor, wanted, "facts__"), measure="backlog")
    changes: dict[int, float] = {}
    rows = after.filter(at__gte=wanted.period.end).order_by().values_list("facts_id", "value")
    for ticket_id, value in rows:
        changes[ticket_id] = changes.get(ticket_id, 0) + (value or 0)
    still = facts(actor=actor, wanted=wanted).filter(is_open=True)
    opened_since = [pk for pk, change in changes.items() if change > 0]
    finished_since = [pk for pk, change in changes.items() if change < 0]
    return Q(pk__in=still.exclude(pk__in=opened_since).values("pk")) | Q(pk__in=finished_since)

"""Reads of the resolution ledger: figures, the conversations behind each, and their entries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from assistant.models import Conversation, LedgerEntry, State
from core.actors import Actor
from core.errors import NotFound
from people.policy import require
from tickets import selectors as ticket_selectors

GROUPS = {"category": "category", "channel": "channel"}
MAX_EXPORTED = 20_000
ENDS = tuple(state.value for state in State if state != State.OPEN)
FEW = 20
"""Below this many ended conversations a share says nothing; there are only counts."""


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one group, or of all (an empty `key`): how many ended in each way, how many are open."""

    key: str
    counts: dict[str, int]
    open: int

    @property
    def ended(self) -> int:
        return sum(self.counts.values())

    def share(self, state: str) -> float | None:
        """The share of a state among those that ended; None where these are too few."""
        return self.counts[state] / self.ended if self.ended >= FEW else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations: those that began in the last `days`, of a category, channel, state."""

    days: int = 28
    category: str = ""
    channel: str = ""
    state: str = ""


def conversations(*, actor: Actor, wanted: Wanted, now: datetime) -> QuerySet[Conversation]:
    """The conversations that fit, of tickets that the actor sees. Raises Forbidden."""
    require(actor, "assistant.review")
    seen = ticket_selectors.tickets_visible(actor).present().order_by()
    rows = Conversation.objects.filter(
        is_ours=True, began_at__gte=now - timedelta(days=wanted.days), ticket__in=seen.values("pk")
    )
    for name in ("category", "channel", "state"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    return rows


def with_names(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With what a list shows of each."""
    return rows.select_related("ticket__requester", "ticket__company")


def exported(*, actor: Actor, wanted: Wanted, now: datetime) -> list[Conversation]:
    """The conversations that fit, the newest first, for a file. Raises Forbidden."""
    rows = with_names(conversations(actor=actor, wanted=wanted, now=now))
    return list(rows.order_by("-began_at", "-ticket_id")[:MAX_EXPORTED])


def figures(*, actor: Actor, by: str, wanted: Wanted, now: datetime) -> list[Line]:
    """How conversations ended, all of them first, then by group, the largest first. Raises Forbidden."""
    rows = conversations(actor=actor, wanted=wanted, now=now)
    group = GROUPS[by]
    counted: dict[str, Counter[str]] = {}
    for key, state, count in rows.values_list(group, "state").annotate(n=Count("pk")).order_by():
        counted.setdefault(key, Counter())[state] += count
    total: Counter[str] = sum(counted.values(), Counter())
    lines = [_line(key, counts) for key, counts in counted.items()]
    return [_line("", total), *sorted(lines, key=lambda line: (-line.ended, line.key))]


def _line(key: str, counts: Counter[str]) -> Line:
    return Line(key, {state: counts[state] for state in ENDS}, counts[State.OPEN])


def conversation_get(*, actor: Actor, ticket_id: int) -> Conversation:
    """One conversation of the ledger. Raises Forbidden, NotFound."""
    require(actor, "assistant.review")
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    rows = with_names(Conversation.objects.filter(pk=ticket.pk, is_ours=True))
    found = rows.first()
    if found is None:
        raise NotFound("The assistant had no part in this ticket.")
    return found


def entries_of(ticket_id: int) -> list[LedgerEntry]:
    """The entries of a conversation, the oldest first."""
    return list(LedgerEntry.objects.filter(conversation=ticket_id).select_related("by").order_by("pk"))


def last_whys(rows: list[Conversation]) -> dict[int, str]:
    """What the last entry of each conversation rests on."""
    newest = LedgerEntry.objects.filter(conversation__in=[row.pk for row in rows])
    found = newest.order_by("conversation_id", "-pk").distinct("conversation_id")
    return dict(found.values_list("conversation_id", "why"))

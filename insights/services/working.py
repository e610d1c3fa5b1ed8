"""Keeping who had which ticket in hand, and when people took work."""

from collections.abc import Iterable, Sequence

from core.events import reading
from insights.holding import Held
from insights.models import HeldSpan, PresenceTurn, TicketFacts
from people.events import PresenceChanged


def spans_write(row: TicketFacts, held: Sequence[Held], *, is_live: bool) -> bool:
    """Store what differs for a ticket whose facts are locked; whether anything did."""
    wanted = [(one.user_id, is_live, one.since, one.until) for one in held]
    rows = HeldSpan.objects.filter(facts=row).order_by("number")
    if list(rows.values_list("user_id", "is_live", "started_at", "ended_at")) == wanted:
        return False
    rows.delete()
    HeldSpan.objects.bulk_create(
        HeldSpan(facts=row, number=number, user_id=user_id, is_live=live, started_at=since, ended_at=until)
        for number, (user_id, live, since, until) in enumerate(wanted)
    )
    return True


def turns_keep(rows: Iterable[reading.Row]) -> int:
    """Keep what events tell of presence; returns how many told. Safe to repeat."""
    told = [
        PresenceTurn(
            event_id=row.id,
            user_id=row.payload["user_id"],
            presence=row.payload["presence"],
            at=row.occurred_at,
        )
        for row in rows
        if row.name == PresenceChanged.name and {"user_id", "presence"} <= row.payload.keys()
    ]
    if told:
        PresenceTurn.objects.bulk_create(told, ignore_conflicts=True)
    return len(told)


def turns_rebuild() -> int:
    """Keep what every event that is still there tells, also from before this was kept; returns how many."""
    return turns_keep(reading.kept(PresenceChanged.name))

"""Looking for falls of quality, and raising one signal for each cause."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core.actors import SYSTEM
from insights.models import Signal
from insights.selectors.health import rules_in_force
from insights.selectors.signals import causes_standing
from insights.services.signalling import Evidence, Raised, evidence, signal_fade, signal_raise
from quality.drift import APART, Cause, Row, Scope, causes
from quality.selectors.drifting import changes, standings

RULE = "drift"
CLOSER = 2.0
"""What is watched closer is told of before the rest."""
_LOCK = 7_401_153_013


@transaction.atomic
def drift_look(*, now: datetime) -> int:
    """Raise a signal for each fall of quality, and note those that are over; returns how many stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    rules = rules_in_force().rules
    fallen: dict[Scope, list[tuple[str, Row]]] = {}
    close: set[Scope] = set()
    for one in standings(actor=SYSTEM, now=now):
        if one.row.has_fallen:
            fallen.setdefault(one.scope, []).append((one.measure, one.row))
            close |= {one.scope} if one.is_close else set()
    standing = set()
    for cause in causes(fallen):
        raised = _raised(cause, is_close=not close.isdisjoint({cause.scope, *cause.joined}), now=now)
        standing.add(raised.cause)
        signal_raise(raised=raised, rules=rules, now=now)
    for name in causes_standing(RULE) - standing:
        signal_fade(cause=name, now=now)
    return len(standing)


def _raised(cause: Cause[str], *, is_close: bool, now: datetime) -> Raised:
    kind, value = cause.scope
    data: dict[str, Any] = {
        "series": kind,
        "value": value,
        "name": value,
        "measures": [measure for measure, _ in cause.rows],
        "on": cause.since.date().isoformat(),
        "count": len(cause.tickets),
    }
    extra = 100 * (cause.strength - 1) + 10 * len(cause.rows)
    return Raised(
        kind=Signal.Kind.OPERATIONS,
        rule=RULE,
        cause=f"drift:{kind}:{value}",
        strength=max(1.0, extra) * (CLOSER if is_close else 1.0),
        data=data,
        pro=[_fall(measure, row) for measure, row in cause.rows],
        con=list(_changed(cause, now)),
    )


def _fall(measure: str, row: Row) -> Evidence:
    return evidence(
        "fell",
        row.tickets,
        measure=measure,
        bad=row.bad,
        all=row.all,
        bad_before=row.usual.bad,
        all_before=row.usual.all,
    )


def _changed(cause: Cause[str], now: datetime) -> list[Evidence]:
    """What was changed around then: it may explain the fall without anybody having become worse."""
    found = changes(actor=SYSTEM, since=cause.since - APART, until=now)
    kinds = dict.fromkeys(one.what for one in found)
    return [evidence("changed", what=what, count=sum(one.what == what for one in found)) for what in kinds]

"""Looking for more than the season explains (`insights.spikes`), in the last 24 hours."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from insights.models import Signal
from insights.selectors.figures import oldest
from insights.selectors.health import rules_in_force
from insights.selectors.observing import Opened, missed_in, opened_in
from insights.services.signalling import OPEN, Evidence, Raised, evidence, signal_fade, signal_raise
from insights.spikes import Spike, counts_in, distinct, spikes, windows
from insights.wishes import codes_in
from people.models import Company
from people.selectors import facts as company_facts
from people.selectors import internal as everybody
from tickets.selectors import internal as all_tickets

_LOCK = 7_401_153_003
Key = tuple[str, str]
_QUALITY = frozenset({"code", "area"})
_PRODUCT = frozenset({"bug", "integration"})
MOSTLY = 0.5


@transaction.atomic
def spikes_look(*, now: datetime) -> int:
    """Raise a signal for each spike, and note those that are over; returns how many stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    since = oldest()
    if since is None:
        return 0
    rules = rules_in_force().rules
    stretches = windows(now)
    standing = set()
    for rows in (opened_in(stretches, codes_of), missed_in(stretches)):
        for spike, tickets in spikes_in(rows, now=now, since=since):
            raised = _raised(spike, tickets)
            standing.add(raised.cause)
            signal_raise(raised=raised, rules=rules, now=now)
    for cause in _open_causes() - standing:
        signal_fade(cause=cause, now=now)
    return len(standing)


def _open_causes() -> set[str]:
    rows = Signal.objects.filter(rule="spike", state__in=OPEN, holds=True)
    return set(rows.values_list("cause", flat=True))


def codes_of(ticket_ids: list[int]) -> dict[int, frozenset[str]]:
    """The error codes in the first message of each ticket."""
    texts = all_tickets.first_texts(ticket_ids)
    return {pk: codes_in(f"{title}\n{text}") for pk, (title, text) in texts.items()}


def spikes_in(rows: list[Opened], *, now: datetime, since: datetime) -> list[tuple[Spike[Key], list[Opened]]]:
    """The spikes of these rows, each cause once, with what they are made of; one count for each ticket."""
    series: dict[Key, dict[int, Opened]] = {}
    for row in rows:
        for key in row.keys:
            series.setdefault(key, {}).setdefault(row.ticket_id, row)
    stretches = windows(now)
    start, end = stretches[0]
    newest = {key: [one for one in own.values() if start <= one.at < end] for key, own in series.items()}
    counts = {
        key: counts_in(sorted(one.at for one in own.values()), stretches, since=since)
        for key, own in series.items()
    }
    found = spikes(counts)
    numbers = {one.key: frozenset(row.ticket_id for row in newest[one.key]) for one in found}
    return [(one, newest[one.key]) for one in distinct(found, numbers)]


def _raised(spike: Spike[Key], rows: list[Opened]) -> Raised:
    series, value = spike.key
    companies = {row.company_id for row in rows if row.company_id is not None}
    known = company_facts.companies_known(ids=companies)
    tickets = [row.ticket_id for row in rows]
    data = {
        "series": series,
        "value": value,
        "name": _name(series, value),
        "count": spike.count,
        "usual": round(spike.usual.mean, 1),
        "weeks": spike.usual.weeks,
        "chance": spike.chance,
        "companies": len(companies),
        "arr": str(sum((one.arr for one in known if one.arr is not None), Decimal(0))),
    }
    is_quality = series in _QUALITY or (series == "category" and value in _PRODUCT)
    return Raised(
        kind=Signal.Kind.QUALITY if is_quality else Signal.Kind.OPERATIONS,
        rule="spike",
        cause=f"spike:{series}:{value}",
        strength=10 * (spike.count - spike.usual.mean),
        data=data,
        pro=[
            evidence("count", tickets, count=spike.count, usual=data["usual"], weeks=spike.usual.weeks),
            evidence("companies", count=len(companies)),
        ],
        con=list(_against(rows, known)),
    )


def _name(series: str, value: str) -> str:
    if series != "missed":
        return value
    team = everybody.team_find(int(value))
    return team.name if team is not None else ""


def _against(rows: list[Opened], known: Iterable[Company]) -> Iterable[Evidence]:
    names: Mapping[Any, str] = {one.pk: one.name for one in known}
    for company_id, name in names.items():
        own = [row.ticket_id for row in rows if row.company_id == company_id]
        if len(own) >= MOSTLY * len(rows):
            yield evidence("one_company", own, company=name, count=len(own), all=len(rows))

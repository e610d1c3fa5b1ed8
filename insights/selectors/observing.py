"""
What is known of a company, in the form that its health is worked out of; nothing here has an actor.

Only the last half year is read, so that a company's history does not make it slower.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from assistant.selectors import moods_of
from insights.health import LOW_SCORE, RATED_DAYS, SEEN_DAYS, WINDOW_DAYS, WINDOWS_BEFORE, Observed
from insights.measures import GOOD_SCORE
from insights.models import FactPoint, TicketFacts, UsageCount
from integrations.issues.selectors import open_issues_of_company
from people.models import Company
from sla.selectors import installation_zone

BAD_MOODS = frozenset({"angry", "negative", "frustrated"})
MOST_READ = 400
"""How many tickets of a window are asked for their mood."""
_MEASURES = ("sla", "csat", "ai_quality", "ai_wrong")
_WINDOW = timedelta(days=WINDOW_DAYS)


def observe(company: Company, *, now: datetime) -> Observed:
    """What is known of a company now."""
    rows = list(
        TicketFacts.objects.filter(
            company_id=company.pk, is_counted=True, opened_at__gte=now - timedelta(days=SEEN_DAYS)
        ).order_by("-pk").values_list("pk", "opened_at", "category")
    )  # fmt: skip
    opened = {pk: at for pk, at, _ in rows if at is not None}
    recent = tuple(pk for pk, at in opened.items() if at > now - _WINDOW)
    earlier = tuple(
        sum(now - (place + 2) * _WINDOW < at <= now - (place + 1) * _WINDOW for at in opened.values())
        for place in range(WINDOWS_BEFORE)
    )
    still = TicketFacts.objects.filter(company_id=company.pk, is_counted=True, is_open=True)
    open_ones = dict(still.values_list("pk", "category"))
    issues = open_issues_of_company(company.pk)
    bugs = {pk for pk, category in open_ones.items() if category == "bug"} | set(issues)
    return Observed(
        on=now.astimezone(installation_zone()).date(),
        seen=len(rows),
        recent=recent,
        earlier=earlier,
        bugs=tuple(sorted(bugs, reverse=True)),
        issues=tuple(sorted({key for keys in issues.values() for key in keys if key})[:10]),
        open=len(open_ones),
        renewal_on=company.renewal_on,
        **_moods(opened, now),
        **_judged(company.pk, now),
        **_usage(company.pk, now),
    )


def _moods(opened: Mapping[int, datetime], now: datetime) -> dict[str, Any]:
    recent = [pk for pk, at in opened.items() if at > now - _WINDOW][:MOST_READ]
    before = [pk for pk, at in opened.items() if now - 2 * _WINDOW < at <= now - _WINDOW][:MOST_READ]
    found = moods_of([*recent, *before])
    read = {pk: [mood for mood in moods if mood] for pk, moods in found.items()}
    bad = {pk: sum(mood in BAD_MOODS for mood in moods) for pk, moods in read.items()}
    return {
        "moods": sum(len(read.get(pk, ())) for pk in recent),
        "bad_moods": sum(bad.get(pk, 0) for pk in recent),
        "moods_before": sum(len(read.get(pk, ())) for pk in before),
        "bad_moods_before": sum(bad.get(pk, 0) for pk in before),
        "moody": tuple(pk for pk in recent if bad.get(pk)),
    }


def _judged(company_id: int, now: datetime) -> dict[str, Any]:
    rows = FactPoint.objects.filter(
        facts__company_id=company_id, facts__is_counted=True, measure__in=_MEASURES,
        at__gte=now - timedelta(days=RATED_DAYS), at__lte=now,
    ).values_list("measure", "facts_id", "at", "value", "is_part")  # fmt: skip
    found = list(rows)
    lately = [row for row in found if row[2] > now - _WINDOW]
    scores = [(pk, value) for measure, pk, _, value, _ in found if measure == "csat"]
    # What the assistant took for solved and was not, and what a person has judged as wrong.
    failed = {("ai_quality", False), ("ai_wrong", True)}
    return {
        "silent": _numbers(pk for measure, pk, _, _, is_part in lately if (measure, is_part) in failed),
        "late": _numbers(pk for measure, pk, _, _, is_part in lately if measure == "sla" and not is_part),
        "judged": sum(measure == "sla" for measure, *_ in lately),
        "low": _numbers(pk for pk, value in scores if value is not None and value <= LOW_SCORE),
        "rated": len(scores),
        "well_rated": sum(value is not None and value >= GOOD_SCORE for _, value in scores),
    }


def _numbers(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(ids), reverse=True))


def _usage(company_id: int, now: datetime) -> dict[str, Any]:
    """The newest count of the last 14 days, and the newest one that is at least four weeks older."""
    counts = UsageCount.objects.filter(company_id=company_id).order_by("-on")
    newest = counts.filter(on__gte=(now - timedelta(days=14)).date()).first()
    if newest is None:
        return {}
    span = (newest.on - timedelta(days=90), newest.on - _WINDOW)
    before = counts.filter(on__range=span).first()
    return {"used": newest.people, "used_before": before.people if before is not None else None}


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket as the search for spikes sees it."""

    ticket_id: int
    at: datetime
    company_id: int | None
    keys: tuple[tuple[str, str], ...] = field(default=())


def opened_in(
    stretches: Iterable[tuple[datetime, datetime]],
    codes_of: Callable[[list[int]], Mapping[int, frozenset[str]]],
) -> list[Opened]:
    """The tickets opened in these stretches, in order, with the series that each belongs to."""
    rows: list[tuple[int, datetime, int | None, str, str]] = []
    for start, end in stretches:
        points = FactPoint.objects.filter(
            measure="created", at__gte=start, at__lt=end, facts__is_counted=True
        )
        rows += points.values_list("facts_id", "at", "facts__company_id", "facts__category", "facts__area")
    codes = codes_of([pk for pk, *_ in rows])
    return sorted(
        (
            Opened(
                pk,
                at,
                company_id,
                tuple(
                    (kind, value)
                    for kind, value in (
                        *(("code", code) for code in sorted(codes.get(pk, ()))),
                        ("area", area),
                        ("category", category),
                    )
                    if value
                ),
            )
            for pk, at, company_id, category, area in rows
        ),
        key=lambda one: one.at,
    )


def missed_in(stretches: Iterable[tuple[datetime, datetime]]) -> list[Opened]:
    """The tickets whose targets were missed in these stretches, in order, by team."""
    rows: list[tuple[int, datetime, int | None, int | None]] = []
    for start, end in stretches:
        points = FactPoint.objects.filter(
            measure="sla", is_part=False, at__gte=start, at__lt=end, facts__is_counted=True
        )
        rows += points.values_list("facts_id", "at", "facts__company_id", "facts__team_id")
    found = [
        Opened(pk, at, company_id, (("missed", str(team_id or 0)),)) for pk, at, company_id, team_id in rows
    ]
    return sorted(found, key=lambda one: one.at)

"""The JSON and CSV forms of the insights."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from core.sheets import csv_of
from insights.api.definitions import definition_json
from insights.api.serializers import NONE
from insights.measures import BY_NAME, DEFINITIONS
from insights.models import Assumptions
from insights.money import Measured, Money, shown
from insights.periods import Period
from insights.selectors import Baseline, Behind, Figure, Series
from people import selectors as people_selectors
from people.models import Segment
from people.selectors import internal as everybody
from tickets.channels import CHANNELS
from tickets.models import Ticket, TicketType
from tickets.rendering import stamp

_FIGURE = ("measure", "value", "p90", "business", "business_p90", "part", "whole", "tickets")
_TICKET = (
    "number", "subject", "status", "priority", "tier", "company", "team", "assignee", "created_at",
)  # fmt: skip


def definitions_json(language: str) -> list[dict[str, Any]]:
    """All measures, in order, with words of a language."""
    return [definition_json(one.name, language) for one in DEFINITIONS]


def figures_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures, in order."""
    return [{name: getattr(one, name) for name in _FIGURE} for one in figures]


def insights_json(
    *,
    period: Period,
    figures: list[Figure],
    before: list[Figure],
    baseline: Baseline | None,
    language: str,
) -> dict[str, Any]:
    """A period with what it is compared with."""
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "timezone": str(period.zone),
        "definitions": definitions_json(language),
        "figures": figures_json(figures),
        "before": figures_json(before),
        "baseline": None
        if baseline is None
        else {
            "since": baseline.since.isoformat(),
            "until": baseline.until.isoformat(),
            "figures": figures_json(baseline.figures.values()),
        },
    }


def groups_json(groups: list[tuple[Any, list[Figure]]], by: str) -> dict[str, Any]:
    """Groups with the names that they have now."""
    names = names_of(by)
    return {
        "results": [
            {
                "key": _key(key, by),
                "name": names.get(key, str(key or "")),
                "figures": figures_json(figures),
            }
            for key, figures in groups
        ]
    }


def _key(key: Any, by: str) -> str:
    if key in (None, ""):
        return "0" if by == "team" else NONE
    return str(key)


def names_of(by: str) -> Mapping[Any, str]:
    """The names of groups; of areas, which are names, none."""
    match by:
        case "team":
            return {team.pk: team.name for team in people_selectors.teams()}
        case "brand":
            return everybody.brand_names()
        case "segment":
            return {value: str(label) for value, label in Segment.choices}
        case "category":
            return {value: str(label) for value, label in TicketType.choices}
        case "channel":
            return {name: str(kind.label) for name, kind in CHANNELS.items()}
    return {}


def series_json(period: Period, series: Iterable[Series]) -> dict[str, Any]:
    """The days, and each measure on each of them."""
    return {"days": [day.isoformat() for day in period.dates], "series": [asdict(one) for one in series]}


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """A ticket behind a figure."""
    return {
        "number": ticket.pk,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "tier": ticket.tier,
        "company": ticket.company.name if ticket.company else None,
        "team": ticket.team.name if ticket.team else None,
        "assignee": ticket.assignee.name if ticket.assignee else None,
        "created_at": stamp(ticket.created_at),
    }


def behind_json(found: Behind) -> dict[str, Any]:
    """The newest tickets behind a figure."""
    return {
        "results": [ticket_json(ticket) for ticket in found.tickets],
        "total": found.total,
        "is_partial": found.is_partial,
    }


def tickets_csv(tickets: Iterable[Ticket]) -> str:
    """The same as lines of a file."""
    rows = (ticket_json(ticket) for ticket in tickets)
    return csv_of(_TICKET, ([row[name] for name in _TICKET] for row in rows))


def figures_csv(period: Period, figures: Iterable[Figure], before: Iterable[Figure]) -> str:
    """Each figure with its definition, a line each."""
    earlier = {one.measure: one for one in before}
    head = ("since", "until", "timezone", *_FIGURE, "value_before", *_DEFINED)
    rows = []
    for one in figures:
        defined = asdict(BY_NAME[one.measure])
        rows.append(
            [
                period.since.isoformat(),
                period.until.isoformat(),
                str(period.zone),
                *(getattr(one, name) for name in _FIGURE),
                earlier[one.measure].value,
                *(defined[name] for name in _DEFINED),
            ]
        )
    return csv_of(head, rows)


_DEFINED = ("unit", "at_least", "at_most", "risk_above", "formula", "excludes", "origin")


def money_json(*, period: Period, counted: Measured, row: Assumptions, results: Money) -> dict[str, Any]:
    """Money, amounts as text with cents."""
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "measured": {
            "days": counted.days,
            "deflected": counted.deflected,
            "solved_by_people": counted.solved_by_people,
            "drafts_used": counted.drafts_used,
            "ai_cost": shown(counted.ai_cost),
        },
        "own": own_json(row),
        "results": {
            "potential": results.potential,
            "deflection": None if results.deflection is None else round(float(results.deflection), 1),
            **{name: shown(getattr(results, name)) for name in _RESULTS},
        },
    }


_RESULTS = (
    "cost_per_ticket", "assisted_cost", "self_service_cost", "saving", "productivity", "monthly_return",
)  # fmt: skip
_OWN = (
    "assisted_cost", "self_service_cost", "hourly_cost", "minutes_per_draft", "support_cost_monthly",
    "churn_reduction_monthly", "licence_monthly", "implementation_once",
)  # fmt: skip


def own_json(row: Assumptions) -> dict[str, Any]:
    """The installation's own figures, and who changed them last."""
    person = everybody.user_any(row.changed_by_id) if row.changed_by_id else None
    return {
        "currency": row.currency,
        "usd_rate": f"{row.usd_rate:.6f}",
        **{name: shown(getattr(row, name)) for name in _OWN},
        "version": row.version,
        "changed_by": None if person is None else {"id": person.pk, "name": person.name},
        "changed_at": stamp(row.changed_at),
    }

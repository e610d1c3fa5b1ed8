"""Reads of health: of one company, the rules, and what became of the companies of each band."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.actors import Actor
from core.errors import Forbidden
from insights.health import BANDS, WINDOW_DAYS, Correction, assess, band_of, restored
from insights.measures import FEW
from insights.models import CompanyHealth, CompanyOutcome, HealthCorrection, HealthDay, SignalRules
from insights.rules import Rules, read_rules
from insights.selectors.figures import SEE
from people import selectors as people_selectors
from people.models import Company, User
from people.policy import may, require
from people.selectors import internal as everybody
from sla.selectors import installation_zone
from tickets.models import Ticket
from tickets.selectors import tickets_visible

TREND_DAYS = 84
MOST_COMPARED = 20


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules in force; version 0 are those of the house."""

    version: int
    rules: Rules
    by_name: str = ""
    created_at: datetime | None = None


def rules_in_force() -> InForce:
    """The newest rules."""
    row = SignalRules.objects.order_by("-version").first()
    if row is None:
        return InForce(0, Rules())
    return InForce(row.version, read_rules(row.content), row.by_name, row.created_at)


def owners_possible() -> list[User]:
    """Who can own signals: everybody active who sees all tickets."""
    return [user for user in everybody.people_active() if user.ticket_scope == "all"]


def rules_read_by(*, actor: Actor) -> tuple[InForce, list[SignalRules], list[User]]:
    """The rules, the versions, and who can own signals. Raises Forbidden."""
    require(actor, SEE)
    return rules_in_force(), rule_versions(), owners_possible()


def rule_versions(*, limit: int = 20) -> list[SignalRules]:
    """The newest versions."""
    return list(SignalRules.objects.order_by("-version")[:limit])


@dataclass(frozen=True, slots=True)
class Health:
    """
    A company's health as somebody may see it.

    `before` is the score 28 days ago, `days` the scores of twelve weeks; `tickets` are those of all reasons
    that the reader sees, by number.
    """

    company: Company
    row: CompanyHealth
    before: int | None
    days: list[tuple[date, int]]
    corrections: list[HealthCorrection]
    tickets: dict[int, Ticket]
    rules: InForce


def require_whole_sight(actor: Actor) -> None:
    """Raise Forbidden for who sees only some tickets: health is of all tickets of a company."""
    if not actor.sees_all_tickets:
        raise Forbidden(
            "Health and signals are of all tickets, and you see some of them. Ask somebody who sees all."
        )


def health_get(*, actor: Actor, company_id: int) -> Health:
    """
    The health of a company, for its CSM and who may see the insights.

    Raises Forbidden, NotFound.
    """
    company = people_selectors.company_get(actor=actor, company_id=company_id)
    require_whole_sight(actor)
    if company.csm_id is None or company.csm_id != actor.user_id:
        require(actor, SEE)
    row = CompanyHealth.objects.filter(pk=company.pk).first() or CompanyHealth(company=company)
    today = clock_day(row.worked_out_at)
    days = list(
        HealthDay.objects.filter(company_id=company.pk, on__gt=today - timedelta(days=TREND_DAYS))
        .order_by("on").values_list("on", "score")
    )  # fmt: skip
    numbers = {pk for one in row.told for pk in one["tickets"]}
    seen = tickets_visible(actor).present().filter(pk__in=numbers).with_names()
    return Health(
        company=company,
        row=row,
        before=score_at(company.pk, today - timedelta(days=WINDOW_DAYS)),
        days=days,
        corrections=list(
            HealthCorrection.objects.filter(company_id=company.pk, ended_at=None)
            .select_related("by").order_by("pk")
        ),
        tickets={ticket.pk: ticket for ticket in seen},
        rules=rules_in_force(),
    )  # fmt: skip


def clock_day(at: datetime | None) -> date:
    """The day of a moment where the installation is; of none the first of all days that are kept."""
    return at.astimezone(installation_zone()).date() if at is not None else date(1973, 1, 1)


def score_at(company_id: int, on: date) -> int | None:
    """The score of a company on a day, or the newest one of the two weeks before."""
    rows = HealthDay.objects.filter(company_id=company_id, on__lte=on, on__gt=on - timedelta(days=14))
    found: int | None = rows.order_by("-on").values_list("score", flat=True).first()
    return found


def corrections_of(company_id: int) -> list[Correction]:
    """What people say of a company's reasons, without those that were taken back."""
    rows = HealthCorrection.objects.filter(company_id=company_id, ended_at=None).order_by("pk")
    return [Correction(row.reason, row.points, row.until_on) for row in rows]


@dataclass(frozen=True, slots=True)
class Band:
    """What became of companies whose health was within the band 30 days before; `share` of at least FEW."""

    low: int
    high: int
    renewed: int
    churned: int

    @property
    def share(self) -> float | None:
        """The percentage that renewed; None of fewer than FEW."""
        whole = self.renewed + self.churned
        return round(self.renewed / whole * 100, 1) if whole >= FEW else None


def calibration(*, actor: Actor) -> tuple[list[Band], int]:
    """The bands, the lowest first, and how many outcomes had no score. Raises Forbidden."""
    require(actor, SEE)
    require_whole_sight(actor)
    counts = [[0, 0] for _ in BANDS]
    unknown = 0
    for score, kind in CompanyOutcome.objects.values_list("score", "kind"):
        if score is None:
            unknown += 1
        else:
            counts[band_of(score)][kind == CompanyOutcome.Kind.CHURNED] += 1
    return [
        Band(low, high, renewed, churned)
        for (low, high), (renewed, churned) in zip(BANDS, counts, strict=True)
    ], unknown


@dataclass(frozen=True, slots=True)
class Compared:
    """A company under two rules; None is not enough to say."""

    company: Company
    now: int | None
    then: int | None


@dataclass(frozen=True, slots=True)
class Trial:
    """
    What other rules would make of the companies.

    `changed` are those whose score would differ, the greatest differences first; `at_risk` how many would be
    at risk, now and then.
    """

    looked_at: int
    scored: tuple[int, int]
    at_risk: tuple[int, int]
    changed: int
    rows: list[Compared]


def rules_tried(*, actor: Actor, rules: Rules) -> Trial:
    """What rules would change, from what is known of each company now. Raises Forbidden."""
    require(actor, "insights.write")
    require_whole_sight(actor)
    now = rules_in_force().rules
    kept: dict[int, list[Correction]] = {}
    for row in HealthCorrection.objects.filter(ended_at=None).order_by("pk"):
        kept.setdefault(row.company_id, []).append(Correction(row.reason, row.points, row.until_on))
    pairs: list[tuple[int, int | None, int | None]] = []
    states = CompanyHealth.objects.exclude(worked_out_at=None).order_by("pk")
    for company_id, observed in states.values_list("company_id", "observed"):
        seen, words = restored(observed), kept.get(company_id, [])
        before, after = (assess(seen, one.weights, words).score for one in (now, rules))
        pairs.append((company_id, before, after))
    differing = [pair for pair in pairs if pair[1] != pair[2]]
    differing.sort(key=lambda pair: (-abs((pair[1] or 0) - (pair[2] or 0)), pair[0]))
    shown = differing[:MOST_COMPARED]
    names = {
        one.pk: one for one in people_selectors.companies_by_id(actor=actor, ids=[pk for pk, _, _ in shown])
    }
    return Trial(
        looked_at=len(pairs),
        scored=_both(pairs, lambda score, rules: score is not None, now, rules),
        at_risk=_both(
            pairs, lambda score, rules: score is not None and score < rules.weights.at_risk, now, rules
        ),
        changed=len(differing),
        rows=[Compared(names[pk], before, after) for pk, before, after in shown if pk in names],
    )


def _both(
    pairs: Sequence[tuple[int, int | None, int | None]], fits: Any, now: Rules, then: Rules
) -> tuple[int, int]:
    return (
        sum(fits(before, now) for _, before, _ in pairs),
        sum(fits(after, then) for _, _, after in pairs),
    )


def may_correct(actor: Actor) -> bool:
    """Whether the actor may correct reasons, and tell outcomes."""
    return actor.sees_all_tickets and may(actor, SEE)

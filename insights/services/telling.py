"""What people and programs tell of a company: corrections, use of the product, and how a term ended."""

from datetime import date, datetime, timedelta

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, NotFound
from insights.models import CompanyHealth, CompanyOutcome, HealthCorrection, UsageCount
from insights.selectors.figures import SEE
from insights.selectors.health import clock_day, require_whole_sight, score_at
from insights.services.examining import SCORED_BEFORE, company_examine
from insights.services.touching import health_touch
from people import selectors as people_selectors
from people.models import Company
from people.policy import require

MOST_DAYS = 365
USAGE_KEPT = timedelta(days=400)


def _company(actor: Actor, company_id: int, verb: str) -> Company:
    """Raises NotFound, Forbidden."""
    company = people_selectors.company_get(actor=actor, company_id=company_id)
    require(actor, verb)
    require_whole_sight(actor)
    return company


@transaction.atomic
def reason_correct(
    *, actor: Actor, company_id: int, reason: str, points: int, why: str, until_on: date, now: datetime
) -> HealthCorrection:
    """
    Say what a reason is worth for a company until a day, which is included; the one before ends.

    The score follows at once. Raises NotFound, Forbidden, Invalid.
    """
    company = _company(actor, company_id, SEE)
    today = clock_day(now)
    if not today <= until_on <= today + timedelta(days=MOST_DAYS):
        raise Invalid(
            "A correction needs an end.",
            code="insights.correction_end",
            errors={"until_on": [f"Choose a day from today, at most {MOST_DAYS} days away."]},
        )
    _locked(company.pk, now)
    _end(company.pk, reason, now)
    row = HealthCorrection.objects.create(
        company=company, reason=reason, points=points, why=why, until_on=until_on,
        by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    audit.record(
        actor=actor,
        action="insights.reason_corrected",
        target=f"company:{company.pk}",
        now=now,
        data={"reason": reason, "points": points, "until_on": until_on.isoformat()},
    )
    company_examine(company_id=company.pk, now=now)
    return row


@transaction.atomic
def correction_end(*, actor: Actor, company_id: int, reason: str, now: datetime) -> None:
    """Take a correction back; the rule's points hold again. Raises NotFound, Forbidden."""
    company = _company(actor, company_id, SEE)
    _locked(company.pk, now)
    if not _end(company.pk, reason, now):
        raise NotFound("This reason is not corrected.")
    audit.record(
        actor=actor,
        action="insights.correction_ended",
        target=f"company:{company.pk}",
        now=now,
        data={"reason": reason},
    )
    company_examine(company_id=company.pk, now=now)


def _locked(company_id: int, now: datetime) -> None:
    """Due now, and held until the end of this transaction, so that the answer tells the new score."""
    health_touch(company_ids=[company_id], now=now)
    CompanyHealth.objects.select_for_update(of=("self",)).get(pk=company_id)


def _end(company_id: int, reason: str, now: datetime) -> bool:
    rows = HealthCorrection.objects.filter(company_id=company_id, reason=reason, ended_at=None)
    return bool(rows.update(ended_at=now))


@transaction.atomic
def usage_tell(*, actor: Actor, company_id: int, on: date, people: int, now: datetime) -> UsageCount:
    """
    Keep how many people of a company used the product in the week before a day; the same day replaces.

    Raises NotFound, Forbidden, Invalid.
    """
    company = _company(actor, company_id, "customer.write")
    if not clock_day(now) - USAGE_KEPT <= on <= clock_day(now) + timedelta(days=1):
        raise Invalid("This day cannot be.", errors={"on": ["Send a day of the last 400, up to today."]})
    row, _ = UsageCount.objects.update_or_create(company=company, on=on, defaults={"people": people})
    UsageCount.objects.filter(company=company, on__lt=clock_day(now) - USAGE_KEPT).delete()
    health_touch(company_ids=[company.pk], now=now)
    return row


@transaction.atomic
def outcome_tell(*, actor: Actor, company_id: int, on: date, kind: str, now: datetime) -> CompanyOutcome:
    """
    Say how a company's term ended on a day, for the calibration; the same day replaces.

    Raises NotFound, Forbidden, Invalid.
    """
    company = _company(actor, company_id, SEE)
    if on > clock_day(now) or on < date(2000, 1, 1):
        raise Invalid("This day cannot be.", errors={"on": ["Send a day since 2000, up to today."]})
    score = score_at(company.pk, on - SCORED_BEFORE)
    row, _ = CompanyOutcome.objects.update_or_create(
        company=company,
        on=on,
        defaults={"kind": kind, "score": score, "by_id": actor.user_id, "told_at": now},
    )
    audit.record(
        actor=actor,
        action="insights.outcome_told",
        target=f"company:{company.pk}",
        now=now,
        data={"kind": kind, "on": on.isoformat()},
    )
    return row

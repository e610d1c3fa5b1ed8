"""
Keeping the health of companies: what changes marks a company as due, and so does each new day; one place
works out what is due, in one transaction with the signals that follow from it.
"""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.actors import SYSTEM
from core.failing import words_of
from insights.health import FULL, Assessment, assess, named, stored
from insights.models import CompanyHealth, CompanyOutcome, HealthDay
from insights.periods import midnight
from insights.rules import Rules
from insights.selectors.health import InForce, clock_day, corrections_of, rules_in_force, score_at
from insights.selectors.observing import observe
from insights.services.signalling import company_signals
from integrations.crm.services import health_queue
from people.models import Company
from people.selectors import internal as everybody
from people.services import company_upsert
from sla.selectors import installation_zone

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=10)
WALKED = 1_000
WORTH_WRITING = 3
"""A score on the company changes by no less, as each change is written down and may move tickets."""
RENEWAL_NEAR = timedelta(days=60)
NEXT_TERM = timedelta(days=90)
SCORED_BEFORE = timedelta(days=30)


def health_day_begin(*, now: datetime) -> int:
    """Mark the companies that were not worked out today, as time alone changes health; returns how many."""
    begins = midnight(clock_day(now), installation_zone())
    waiting = CompanyHealth.objects.filter(worked_out_at__lt=begins, due_at=None).update(due_at=now)
    after = 0
    while ids := everybody.companies_numbered(after, WALKED):
        known = set(CompanyHealth.objects.filter(pk__in=ids).values_list("pk", flat=True))
        new = [CompanyHealth(company_id=pk, due_at=now) for pk in ids if pk not in known]
        CompanyHealth.objects.bulk_create(new, ignore_conflicts=True)
        waiting, after = waiting + len(new), ids[-1]
    return waiting


def health_settle(*, now: datetime, limit: int = 100) -> int:
    """Work out the companies that are due; returns how many. Safe to repeat, and side by side."""
    due = CompanyHealth.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    for company_id in ids:
        try:
            company_examine(company_id=company_id, now=now)
        except Exception as error:
            # One that fails must not hold up the others for ever.
            logger.exception("Health of a company could not be worked out", extra={"why": words_of(error)})
            CompanyHealth.objects.filter(pk=company_id).update(due_at=now + AGAIN_AFTER)
    return len(ids)


@transaction.atomic
def company_examine(*, company_id: int, now: datetime) -> CompanyHealth | None:
    """
    Work out the health of a company that is due, with its signals; None if another worker does.

    The row is locked from before anything is read, so that what happens meanwhile marks it again.
    """
    due = CompanyHealth.objects.select_for_update(of=("self",), skip_locked=True)
    row = due.filter(pk=company_id, due_at__lte=now).first()
    company = None if row is None else everybody.company_find(company_id)
    if row is None or company is None:
        return None
    force = rules_in_force()
    observed = observe(company, now=now)
    found = assess(observed, force.rules.weights, corrections_of(company_id))
    row.score, row.told = found.score, told_json(found)
    row.observed, row.rules_version = stored(observed), force.version
    row.worked_out_at, row.due_at = now, None
    _keep_day(row, now)
    _note_renewal(row, company, now)
    _write(row, company, force, now)
    _send(row, now)
    row.save()
    company_signals(company=company, observed=observed, found=found, rules=force.rules, now=now)
    return row


def told_json(found: Assessment) -> list[dict[str, Any]]:
    """The reasons in their stored form, with what the score would be without each."""
    return [
        asdict(one)
        | {
            "figures": dict(one.figures),
            "tickets": named(one.tickets),
            "count": len(one.tickets),
            "without": found.without(one.reason),
        }
        for one in found.told
    ]


def _keep_day(row: CompanyHealth, now: datetime) -> None:
    today = clock_day(now)
    if row.score is None:
        HealthDay.objects.filter(company_id=row.pk, on=today).delete()
        return
    HealthDay.objects.bulk_create(
        [HealthDay(company_id=row.pk, on=today, score=row.score)],
        update_conflicts=True,
        unique_fields=["company", "on"],
        update_fields=["score"],
    )


def _note_renewal(row: CompanyHealth, company: Company, now: datetime) -> None:
    """A renewal that was near and now is a term later has been agreed."""
    before, after, today = row.renewal_seen, company.renewal_on, clock_day(now)
    row.renewal_seen = after
    if before is None or after is None or after - before < NEXT_TERM or abs(before - today) > RENEWAL_NEAR:
        return
    CompanyOutcome.objects.get_or_create(
        company_id=row.pk,
        on=before,
        defaults={
            "kind": CompanyOutcome.Kind.RENEWED,
            "score": score_at(row.pk, before - SCORED_BEFORE),
            "told_at": now,
        },
    )


def _write(row: CompanyHealth, company: Company, force: InForce, now: datetime) -> None:
    """Put the score on the company, where the CRM and the API have said nothing themselves."""
    theirs = company.health_score
    if not _may_write(row, theirs, force.rules) or theirs == row.score:
        return
    if theirs is not None and row.score is not None and abs(theirs - row.score) < WORTH_WRITING:
        return
    company_upsert(actor=SYSTEM, values={"health_score": row.score}, company_id=company.pk, now=now)
    row.written = row.score


def _may_write(row: CompanyHealth, theirs: int | None, rules: Rules) -> bool:
    return rules.writes_company and theirs in (None, row.written)


def _send(row: CompanyHealth, now: datetime) -> None:
    """Tell the CRM, where a property for it is mapped; at most FULL is ever sent."""
    if row.score is None or row.score == row.sent:
        return
    if health_queue(company_id=row.pk, score=min(row.score, FULL), at=now):
        row.sent, row.sent_at = row.score, now

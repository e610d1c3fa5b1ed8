"""Taking the baseline, once."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from assistant.selectors.measured import began_first_at
from core.actors import SYSTEM
from insights.models import Progress, TicketFacts
from insights.periods import USUAL_DAYS, Period
from insights.selectors.figures import Wanted, figures, oldest
from sla.selectors import installation_zone


@transaction.atomic
def baseline_take(*, now: datetime) -> bool:
    """
    Keep the figures of the baseline as soon as its days are over and all tickets are worked out.

    They are the last 28 whole days before the assistant's first conversation where there is a history that
    long, so that they tell of the time before automation; otherwise the first 28 whole days.
    """
    row = Progress.objects.select_for_update(skip_locked=True).filter(pk=1, is_filled=True).first()
    if row is None or row.baseline_at is not None:
        return False
    period = baseline_period(now=now)
    if period is None or TicketFacts.objects.filter(looked_at=None, due_at__lte=now).exists():
        return False
    found = figures(actor=SYSTEM, wanted=Wanted(period, now))
    row.baseline_since, row.baseline_until, row.baseline_at = period.since, period.until, now
    row.baseline = {one.measure: asdict(one) for one in found if one.measure != "backlog_age"}
    row.save()
    return True


def baseline_period(*, now: datetime) -> Period | None:
    """The days of the baseline; None while there are not yet enough."""
    began = oldest()
    if began is None:
        return None
    zone = installation_zone()
    first = began.astimezone(zone).date() + timedelta(days=1)
    automated = began_first_at()
    if automated is not None:
        day = automated.astimezone(zone).date()
        if day - first >= timedelta(days=USUAL_DAYS):
            return Period(day - timedelta(days=USUAL_DAYS), day - timedelta(days=1), zone)
    period = Period(first, first + timedelta(days=USUAL_DAYS - 1), zone)
    return period if period.end <= now else None

"""Drawing the sample of a week, once, after it is over."""

import secrets
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from quality.models import Draw, Due, Progress, Review, Sample, Side
from quality.sampling import Candidate, drawn, picked
from quality.selectors.rules import in_force
from sla.selectors import installation_zone

RISKS = ("judged_wrong", "low_rated", "complained", "came_back", "unanswered")
"""The most urgent first."""
WEEK = timedelta(days=7)
DRAW_AT = time(6, 0)
"""On Mondays in the installation's time zone: late enough for what happened on Sunday to be scored."""
WEEKS = 8
"""So far back samples are drawn when there were none; older weeks stay without."""
_LOCK = 7_401_153_011


def samples_draw(*, now: datetime) -> int:
    """
    Draw the weeks that are over and have no sample; returns how many.

    None while conversations still wait to be scored: who is not yet known could never be drawn.
    """
    is_filled = Progress.objects.filter(pk=1, is_filled=True).exists()
    if not is_filled or Due.objects.filter(due_at__lte=now).exists():
        return 0
    local = now.astimezone(installation_zone())
    monday = local.date() - timedelta(days=local.weekday())
    if local.weekday() == 0 and local.time() < DRAW_AT:
        monday -= WEEK
    weeks = [monday - number * WEEK for number in range(1, WEEKS + 1)]
    known = set(Draw.objects.filter(week__in=weeks).values_list("week", flat=True))
    return sum(sample_draw(week=week, now=now) for week in reversed(weeks) if week not in known)


@transaction.atomic
def sample_draw(*, week: date, seed: str = "", now: datetime) -> bool:
    """
    Draw the sample of the week that begins on this Monday; whether there was none before.

    `seed` is drawn if it is not given, so that nobody can know beforehand whose conversations it will be.
    """
    with connection.cursor() as cursor:
        # Two who draw at once would both find no sample.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if Draw.objects.filter(week=week).exists():
        return False
    rubric = in_force().rubric
    rows = Review.objects.select_for_update(of=("self",)).filter(week=week).order_by("pk")
    candidates = [
        Candidate(row.pk, row.person_id or 0, tuple(row.risks))
        for row in rows
        if (row.side == Side.ASSISTANT) == (row.person_id is None)
    ]
    seed = seed or secrets.token_hex(16)
    at_random = drawn(candidates, seed=seed, each=rubric.sampled)
    risky = picked(candidates, order=RISKS, besides=at_random, most=rubric.risky, seed=seed)
    Review.objects.filter(pk__in=at_random).update(sample=Sample.RANDOM)
    Review.objects.filter(pk__in=risky).update(sample=Sample.RISK)
    Draw.objects.create(
        week=week,
        seed=seed,
        each=rubric.sampled,
        risky=rubric.risky,
        candidates=len(candidates),
        drawn_at=now,
    )
    return True

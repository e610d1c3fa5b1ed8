"""A practice set for credits and refunds, with an attempt that went over the limit."""

from datetime import datetime, timedelta
from decimal import Decimal

from core.actors import Actor
from demo.loading.library import Library
from practice.models import Mode, PracticeCase
from practice.services import (
    attempt_begin,
    attempt_finish,
    attempt_mark,
    attempt_reply,
    set_create,
)

SLUG = "credits-and-refunds"
CASES = 3
REPLY = (
    "Thanks for the details. The overage is on our side, so I booked a credit for it on your next invoice."
)


def load_practice(*, lead: Actor, newcomer: Actor, library: Library, now: datetime) -> None:
    """Draw the set, and let a newcomer work one of its cases."""
    article = library.articles[SLUG]
    kept = set_create(actor=lead, name="Credits and refunds", article_id=article.pk, count=CASES, now=now)
    first = PracticeCase.objects.filter(set=kept).order_by("pk").first()
    if first is None:
        return
    at = now - timedelta(hours=5)
    attempt = attempt_begin(actor=newcomer, set_id=kept.pk, case_id=first.pk, mode=Mode.REPLAY, now=at)
    marks = (("credit", Decimal(400), "They have waited for two weeks"), ("invoice", None, ""))
    for minute, (step, amount, reason) in enumerate(marks, start=1):
        attempt_mark(
            actor=newcomer,
            attempt_id=attempt.pk,
            step_key=step,
            state="done",
            amount=amount,
            reason=reason,
            now=at + timedelta(minutes=minute),
        )
    attempt_reply(actor=newcomer, attempt_id=attempt.pk, text=REPLY, now=at + timedelta(minutes=6))
    attempt_finish(actor=newcomer, attempt_id=attempt.pk, now=at + timedelta(minutes=8))

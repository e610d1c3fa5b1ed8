"""A few conversations that a lead has scored for coaching; the rest is scored once the program runs."""

from datetime import datetime, timedelta

from core.actors import Actor
from quality.models import Comment, Review, Side
from quality.selectors.reviews import automatic_of
from quality.services import Given, review_save, ticket_score, tickets_touch
from tickets.models import Status, Ticket

SCORED = 8
OLD_ENOUGH = timedelta(days=8)
WORDS = "Clear steps, and the reason first. Next time say what happens if it does not work."


def load_quality(*, lead: Actor, now: datetime) -> None:
    """Score the newest conversations whose week is over, as a lead would, and comment on the first."""
    finished = Ticket.objects.filter(
        status__in=[Status.RESOLVED, Status.CLOSED], resolved_at__lt=now - OLD_ENOUGH, is_spam=False,
        is_deleted=False, merged_into=None,
    )  # fmt: skip
    ids = list(finished.order_by("-resolved_at", "-pk").values_list("pk", flat=True)[: 3 * SCORED])
    tickets_touch(ticket_ids=ids, due_at=now)
    for ticket_id in ids:
        ticket_score(ticket_id=ticket_id, now=now)
    rows = Review.objects.filter(side=Side.PEOPLE).exclude(person_id=lead.user_id).order_by("-ended_at")
    for place, row in enumerate(rows[:SCORED]):
        facts = automatic_of(row.pk)
        levels = {"accurate": 2, "empathetic": 1 + place % 2, "tone": facts.get("tone", 2)}
        scores = {key: Given(level) for key, level in {**facts, **levels}.items()}
        if place == 1 and facts.get("solved") == 2:
            scores["solved"] = Given(1, "The customer only got a way around.")
        review_save(actor=lead, review_id=row.pk, scores=scores, now=now - timedelta(hours=place + 1))
        if place == 0:
            Comment.objects.create(review=row, by_id=lead.staff_id, text=WORDS, at=now - timedelta(hours=1))

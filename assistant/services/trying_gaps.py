"""An article on the tickets of its gap, before anybody reads it: would it have been found, and answered?"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from assistant.in_force import in_force
from assistant.models import Gap, GapTicket, Triage
from assistant.selectors import gaps as selectors
from assistant.selectors import newest_triage
from assistant.services.questioning import first_question
from assistant.services.replaying import uses_model
from assistant.services.thinking import Gathered, Question, gather
from assistant.services.trying import ANSWERED, DRAFTED, tried
from core import clock, queue
from core.actors import ASSISTANT, Actor
from core.errors import Conflict
from kb import services as kb_services
from kb.selectors.internal import article_find
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import leave_of

logger = logging.getLogger(__name__)

MAX_TRIED, MAX_TRIED_BY_MODEL = 30, 10
FOUND_AMONG = 3
"""An article is found by a customer who asks if it is among the first so many."""
STALE = timedelta(minutes=5)


class NoArticle(Conflict):
    """The gap has no article that could be tried."""

    code = "assistant.gap_without_article"


@transaction.atomic
def gap_try(*, actor: Actor, gap_id: int, now: datetime) -> Gap:
    """
    Begin to try a gap's article on its own tickets. Nothing is sent.

    One that is at work already goes on, unless it has been silent for long. Raises Forbidden, NotFound,
    NoArticle.
    """
    require(actor, "article.draft")
    selectors.gap_get(actor=actor, gap_id=gap_id)
    gap = Gap.objects.select_for_update().get(pk=gap_id)
    if gap.article_id is None:
        raise NoArticle("Draft an article for this gap, or choose one, before you try it.")
    begun = gap.trial.get("begun_at", "")
    if gap.trial.get("state") == "running" and begun > (now - STALE).isoformat():
        return gap
    gap.trial = {"state": "running", "begun_at": now.isoformat()}
    gap.save(update_fields=["trial"])
    queue.enqueue_on_commit("assistant.tasks.try_gap", queue.SLOW, gap_id=gap.pk)
    return gap


def gap_try_work(*, gap_id: int) -> bool:
    """
    Ask the questions of a gap's tickets as if its article were published; False where there is nothing to do.

    Safe to repeat; never in a transaction, since a model may be asked.
    """
    gap = Gap.objects.filter(pk=gap_id, trial__state="running").first()
    article = article_find(gap.article_id) if gap is not None and gap.article_id is not None else None
    if gap is None or article is None:
        return False
    limit = MAX_TRIED_BY_MODEL if uses_model() else MAX_TRIED
    rows = GapTicket.objects.filter(gap=gap, is_contained=False).order_by("-asked_at", "-pk")
    numbers = list(rows.values_list("pk", flat=True)[:limit])
    asked = [(number, question) for number in numbers if (question := _question(number)) is not None]
    found: list[Gathered] = kb_services.as_if_published(
        article_id=article.pk, look=lambda: [gather(question, question.text) for _, question in asked]
    )
    items = [
        _tried(number, question, gathered, article.pk)
        for (number, question), gathered in zip(asked, found, strict=True)
    ]
    trial = {
        "state": "done",
        "at": clock.now().isoformat(),
        "article_version": article.content_version,
        "items": items,
    }
    return bool(Gap.objects.filter(pk=gap_id, article=article.pk).update(trial=trial))


def _question(number: int) -> Question | None:
    ticket = all_tickets.ticket_find(number)
    entry = all_tickets.first_customer_entry(number)
    if ticket is None or entry is None or entry.is_redacted:
        return None
    ticket = ticket_selectors.ticket_get(actor=ASSISTANT, ticket_id=number)
    leave = leave_of(ticket)
    if leave is None:
        return None
    triage = newest_triage(ticket) or Triage(ticket=ticket, entry_id=entry.pk)
    return first_question(in_force(), ticket, entry, triage, (), leave)


def _tried(number: int, question: Question, gathered: Gathered, article_id: int) -> dict[str, Any]:
    first: Sequence[int] = list(dict.fromkeys(passage.article_id for passage in gathered.passages))
    is_found = article_id in first[:FOUND_AMONG]
    ticket = all_tickets.ticket_find(number)
    try:
        name = ticket.requester.name if ticket is not None else ""
        result = tried(replace(question, gathered=gathered), name=name)[0]
    except Exception:
        logger.exception("A question could not be tried", extra={"ticket": number})
        return {"ticket": number, "is_found": is_found, "outcome": "gone", "is_cited": False}
    cited = [source["article_id"] for source in result.sources]
    is_cited = article_id in cited and result.outcome in (ANSWERED, DRAFTED)
    return {
        "ticket": number,
        "is_found": is_found,
        "outcome": result.outcome,
        "is_cited": is_cited,
        "reason": result.reason,
    }

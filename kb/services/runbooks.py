"""Marking the steps of a runbook in a ticket."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from core import live
from core.actors import Actor
from core.errors import Invalid, NotFound
from core.events import LiveMessage, publish
from core.html import one_line, plain
from kb.events import RunbookMarked
from kb.models import Article, MarkState, RunbookMark
from kb.runbook import INTERNAL, wanting
from kb.selectors.runbooks import runbook_get
from people.policy import require
from tickets.rendering import row_json
from tickets.selectors import ticket_for_update, ticket_get
from tickets.services.timeline import scope_of
from tickets.services.updating import TicketMerged

MAX_REASON = 500


def must_be_internal(article: Article) -> None:
    """Raise Invalid for a runbook that a customer could be among the readers of, and for a translation."""
    if not article.runbook:
        return
    if article.audience not in INTERNAL:
        raise Invalid(
            "A runbook is for staff alone. Choose staff or teams as the audience, or take its steps out.",
            errors={"runbook": ["The article's audience is not internal."]},
        )
    if article.translation_of_id is not None:
        raise Invalid(
            "A runbook belongs to the original. Write its steps there.",
            errors={"runbook": ["This is a translation."]},
        )


@transaction.atomic
def runbook_mark(
    *,
    actor: Actor,
    ticket_id: int,
    article_id: int,
    step_key: str,
    state: str,
    amount: Decimal | None = None,
    reason: str = "",
    now: datetime,
) -> None:
    """
    Note what became of a step in a ticket; the newest mark of a step holds.

    `amount` is how much was decided alone. What is left out, and what goes over a limit, needs a `reason`.
    The ticket need not be of the runbook's category: it may have changed under whoever works by it.
    Raises NotFound, Forbidden, Invalid and TicketMerged.
    """
    require(actor, "ticket.update")
    TicketMerged.check(ticket_for_update(actor=actor, ticket_id=ticket_id))
    runbook = runbook_get(actor=actor, article_id=article_id)
    step = next((one for one in runbook.steps if one["key"] == step_key), None)
    if step is None:
        raise NotFound("The runbook has no such step any more. Load it again.")
    said = one_line(plain(reason))[:MAX_REASON]
    if errors := wanting(step, state=state, amount=amount, reason=said):
        raise Invalid(next(iter(errors.values()))[0], errors=errors)
    is_open = state == MarkState.OPEN
    RunbookMark.objects.update_or_create(
        ticket_id=ticket_id,
        article=runbook.article,
        step_key=step_key,
        defaults={
            "audience_keys": runbook.article.audience_keys,
            "version": runbook.version,
            "step_text": step["text"],
            "kind": step["kind"],
            "state": state,
            "reason": "" if is_open else said,
            "amount": None if is_open else amount,
            "limit": None if step["limit"] is None else Decimal(str(step["limit"])),
            "unit": step["unit"],
            "by_id": actor.user_id,
            "by_name": actor.name[:200],
            "at": now,
        },
    )
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    # Who may see the ticket need not be allowed to read the article: only that something changed is told.
    told = LiveMessage(live.topic_for("ticket", ticket.pk), {"ticket": row_json(ticket)}, scope_of(ticket))
    event = RunbookMarked(
        ticket_id=ticket.pk, article_id=article_id, step_key=step_key, state=state, by_ref=actor.ref
    )
    publish(event, live_messages=[told])

"""
The answer to everybody whose issue is done: drafted, shown to a person, sent by that person or not at all.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.errors import Conflict, NotFound
from integrations.issues.models import AnswerState, FixAnswer, Issue, IssueLink
from integrations.issues.selectors import settings_of
from integrations.issues.services.telling import show_change
from integrations.issues.wording import ANSWERS, answer_html
from people.policy import require
from tickets.models import Status, Ticket
from tickets.selectors import internal as all_tickets
from tickets.services import post_reply, ticket_standing, ticket_update


class AnswerDecided(Conflict):
    """Somebody has sent or discarded this answer already, or the issue was opened again."""

    code = "issues.answer_decided"


def answers_draft(*, issue: Issue, links: Sequence[IssueLink], now: datetime) -> int:
    """Draft the answer for each open ticket of an issue that is done, once; returns how many."""
    texts = settings_of(issue.connection_id)
    if not texts.drafts_answers or issue.completed_at is None:
        return 0
    count = 0
    for link in links:
        ticket = all_tickets.ticket_find(link.ticket_id)
        if ticket is None or not ticket.is_open or ticket.is_spam or ticket.is_deleted:
            continue
        if FixAnswer.objects.filter(link=link, state=AnswerState.WAITING).exists():
            continue
        _, is_new = FixAnswer.objects.get_or_create(
            link=link,
            completed_at=issue.completed_at,
            defaults={"body_html": _body(texts.answers, ticket), "created_at": now},
        )
        count += is_new
        if is_new and ticket.status == Status.ON_HOLD:
            # What it waited for has happened.
            ticket_update(actor=SYSTEM, ticket_id=ticket.pk, changes={"status": Status.OPEN}, now=now)
    return count


def _body(texts: dict[str, str], ticket: Ticket) -> str:
    language = (ticket.requester.locale or "en")[:2].lower()
    known = {name: text for name, text in {**ANSWERS, **texts}.items() if text}
    template = known.get(language) or known["en"]
    return answer_html(template, name=ticket.requester.name, subject=ticket.subject)


def answers_withdraw(*, links: Sequence[IssueLink], now: datetime) -> int:
    """Take back what waits: the issue is not done after all, or belongs to the ticket no longer."""
    waiting = FixAnswer.objects.filter(link__in=[link.pk for link in links], state=AnswerState.WAITING)
    return waiting.update(state=AnswerState.WITHDRAWN, decided_at=now)


def _waiting(ticket_id: int, answer_id: int) -> FixAnswer:
    row = (
        FixAnswer.objects.select_for_update(of=("self",))
        .select_related("link", "link__issue")
        .filter(pk=answer_id, link__ticket_id=ticket_id)
        .first()
    )
    if row is None:
        raise NotFound("There is no such answer.")
    return row


@transaction.atomic
def answer_send(
    *, actor: Actor, ticket_id: int, answer_id: int, body_html: str, seen_entry_id: int | None, now: datetime
) -> FixAnswer:
    """
    Send an answer as the person has left it, and resolve the ticket; sent once, however often asked.

    Raises AnswerDecided, StaleReply, FieldRequired, NotFound, Forbidden.
    """
    require(actor, "ticket.reply")
    ticket_standing(actor=actor, ticket_id=ticket_id)
    row = _waiting(ticket_id, answer_id)
    if row.state == AnswerState.SENT:
        return row
    if row.state != AnswerState.WAITING or row.link.ended_at is not None:
        raise AnswerDecided("This answer waits no longer. Load the ticket again.")
    post_reply(
        actor=actor,
        ticket_id=ticket_id,
        body_html=body_html,
        status=Status.RESOLVED,
        seen_entry_id=seen_entry_id,
        client_id=f"issue-answer:{row.pk}",
        now=now,
    )
    row.state, row.body_html = AnswerState.SENT, body_html
    row.decided_at, row.decided_by_id = now, actor.user_id
    row.save(update_fields=["state", "body_html", "decided_at", "decided_by"])
    _show(row)
    return row


@transaction.atomic
def answer_discard(*, actor: Actor, ticket_id: int, answer_id: int, now: datetime) -> FixAnswer:
    """Decide not to send an answer. Raises AnswerDecided, NotFound, Forbidden."""
    require(actor, "ticket.reply")
    ticket_standing(actor=actor, ticket_id=ticket_id)
    row = _waiting(ticket_id, answer_id)
    if row.state == AnswerState.DISCARDED:
        return row
    if row.state != AnswerState.WAITING:
        raise AnswerDecided("This answer waits no longer. Load the ticket again.")
    row.state, row.decided_at, row.decided_by_id = AnswerState.DISCARDED, now, actor.user_id
    row.save(update_fields=["state", "decided_at", "decided_by"])
    _show(row)
    return row


def _show(row: FixAnswer) -> None:
    """On other screens it waits no longer."""
    ticket = all_tickets.ticket_find(row.link.ticket_id)
    if ticket is not None:
        show_change(row.link.issue, ticket)

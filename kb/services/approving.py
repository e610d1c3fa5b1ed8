"""Requests for an approval, kept in step with the article whose words they are about."""

from datetime import datetime

from core.actors import Actor
from core.errors import Conflict
from core.events import publish
from kb.events import ApprovalAsked, ApprovalDecided
from kb.models import Approval, Article, Status
from kb.selectors import approvals
from kb.services.keeping import record

State = Approval.State


class ApprovalNeeded(Conflict):
    """A brand of the article asks that somebody else approves the words before readers get them."""

    code = "kb.approval_needed"


def must_be_approved(actor: Actor, article: Article) -> None:
    """Raise ApprovalNeeded if the working copy may not reach readers yet."""
    if approvals.lacks_approval(article) and not actor.is_internal:
        raise ApprovalNeeded(
            "These words need somebody else's approval before they are published. Ask for a review."
        )


def must_fit_brands(actor: Actor, article: Article, before: list[int]) -> None:
    """Raise ApprovalNeeded if a published text would come to a brand that asks for an approval it lacks."""
    number = article.published_version
    if article.brand_ids == before or article.source_id is not None:
        return
    if article.status != Status.PUBLISHED or number is None or actor.is_internal:
        return
    if approvals.requires_approval(before) or not approvals.requires_approval(article.brand_ids):
        return
    if not approvals.is_approved(article, number):
        raise ApprovalNeeded(
            "This brand publishes only what somebody approved. Ask for a review of the article first."
        )


def ask(
    actor: Actor, article: Article, now: datetime, *, words: str = "", reviewer_id: int | None = None
) -> Approval:
    """Open a request for the working copy, in the caller's transaction and with the article locked."""
    opened = Approval.objects.create(
        article=article,
        number=article.content_version,
        asked_by_id=actor.user_id,
        asked_by_name=actor.name[:200],
        asked_at=now,
        words=words,
        reviewer_id=reviewer_id,
    )
    publish(ApprovalAsked(article_id=article.pk, approval_id=opened.pk))
    record(actor, "kb.approval_asked", article, now, {"version": opened.number, "reviewer": reviewer_id})
    return opened


def settle(
    actor: Actor, article: Article, request: Approval, state: str, now: datetime, comment: str = ""
) -> None:
    """End an open request; whoever is concerned hears of a decision."""
    request.state, request.comment, request.decided_at = state, comment, now
    request.decided_by_id, request.decided_by_name = actor.user_id, actor.name[:200]
    request.save()
    publish(ApprovalDecided(article_id=article.pk, approval_id=request.pk))
    action = {
        State.APPROVED: "kb.approval_given",
        State.RETURNED: "kb.approval_returned",
    }.get(State(state), "kb.approval_withdrawn")
    told = {"comment": comment} if comment else {}
    record(actor, action, article, now, {"version": request.number} | told)


def follow(actor: Actor, article: Article, *, old_status: str, old_number: int, now: datetime) -> None:
    """
    Bring the requests in step with a change of the article that is about to be stored.

    An open request follows the words. Words changed after their approval and before their publication ask
    for one anew, of whoever approved them; an article that goes back to draft or away asks for none.
    """
    if article.source_id is not None:
        return
    newest = approvals.newest(article)
    waits = newest if newest is not None and newest.state == State.OPEN else None
    has_new_words = article.content_version != old_number
    if waits is not None and has_new_words:
        waits.number = article.content_version
        waits.save(update_fields=["number"])
    if article.status == Status.PUBLISHED and not article.has_unpublished_changes:
        if waits is not None:
            is_decision = waits.asked_by_id not in (None, actor.user_id)
            settle(actor, article, waits, State.APPROVED if is_decision else State.WITHDRAWN, now)
    elif article.status in (Status.DRAFT, Status.ARCHIVED):
        if waits is not None:
            settle(actor, article, waits, State.WITHDRAWN, now)
    elif article.status == Status.REVIEW and old_status != Status.REVIEW and waits is None:
        ask(actor, article, now)
    elif has_new_words and newest is not None and _was_waiting_approved(article, newest, old_number):
        again = newest.decided_by_id if newest.decided_by_id != actor.user_id else None
        ask(actor, article, now, reviewer_id=again)


def _was_waiting_approved(article: Article, newest: Approval, number: int) -> bool:
    """Whether the words before this change were approved and not yet with their readers."""
    is_that = newest.state == State.APPROVED and newest.number == number
    return is_that and article.published_version != number

"""Asking somebody else to read an article before its readers do, and deciding about it."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from core.html import plain
from kb import selectors
from kb.models import Approval, Article, Status
from kb.selectors import approvals
from kb.services.approving import State, ask, settle
from kb.services.articles import PUBLISHERS, article_publish
from kb.services.keeping import must_be_ours, save
from people.policy import require


class NothingToApprove(Conflict):
    """There is no request to decide about, or no words that an approval could be asked for."""

    code = "kb.nothing_to_approve"


class OwnWords(Forbidden):
    """Whoever wrote the words or asked for the review may not approve them."""

    code = "kb.own_words"


@transaction.atomic
def approval_ask(
    *, actor: Actor, article_id: int, words: str = "", reviewer_id: int | None = None, now: datetime
) -> Article:
    """
    Ask for an approval of the working copy: of `reviewer_id`, or of everybody who may publish.

    A draft is in review from then on; a published article stays with its readers as it is. Asking again
    changes an open request. Raises NotFound, Forbidden, Invalid, NothingToApprove.
    """
    require(actor, "article.draft")
    article = selectors.article_for_update(actor=actor, article_id=article_id)
    must_be_ours(actor, article)
    words = plain(words).strip()
    if reviewer_id is not None and reviewer_id not in approvals.reviewer_ids(article, besides=actor.user_id):
        raise Invalid(
            "Choose somebody who may publish this article, and not yourself.",
            errors={"reviewer_id": ["Not a reviewer of this article."]},
        )
    _must_have_words(article)
    newest = approvals.newest(article)
    if newest is not None and newest.state == State.OPEN:
        if (newest.words, newest.reviewer_id) == (words, reviewer_id):
            return article
        settle(actor, article, newest, State.WITHDRAWN, now)
    if article.status == Status.DRAFT:
        article.status = Status.REVIEW
    save(article, now)
    ask(actor, article, now, words=words, reviewer_id=reviewer_id)
    return article


@transaction.atomic
def approval_give(
    *, actor: Actor, article_id: int, version: int, comment: str = "", publishes: bool = False, now: datetime
) -> Article:
    """
    Approve the words of `version`, and with `publishes` give them to readers at once.

    Raises NotFound, Forbidden, NothingToApprove, OwnWords, and PreconditionFailed if the words have changed
    since `version`.
    """
    require(actor, PUBLISHERS)
    article = selectors.article_for_update(actor=actor, article_id=article_id)
    request = _open_request(article)
    if version != article.content_version:
        raise PreconditionFailed(
            "The words have changed since. Read them again before you approve.",
            version=article.content_version,
        )
    if actor.user_id is not None and actor.user_id in approvals.writers_of(article, request):
        raise OwnWords("Somebody else has to approve what you wrote or asked for.")
    settle(actor, article, request, State.APPROVED, now, plain(comment).strip())
    save(article, now)
    return article_publish(actor=actor, article_id=article_id, now=now) if publishes else article


@transaction.atomic
def approval_return(*, actor: Actor, article_id: int, comment: str, now: datetime) -> Article:
    """
    Give an article back to whoever asked, with what is to be changed; what was in review is a draft again.

    Raises NotFound, Forbidden, Invalid without a comment, NothingToApprove.
    """
    require(actor, PUBLISHERS)
    article = selectors.article_for_update(actor=actor, article_id=article_id)
    request = _open_request(article)
    comment = plain(comment).strip()
    if not comment:
        raise Invalid("Say what is to be changed.", errors={"comment": ["Needed."]})
    settle(actor, article, request, State.RETURNED, now, comment)
    _back_to_draft(article)
    save(article, now)
    return article


@transaction.atomic
def approval_withdraw(*, actor: Actor, article_id: int, now: datetime) -> Article:
    """Take an open request back. Raises NotFound, Forbidden, NothingToApprove."""
    require(actor, "article.draft")
    article = selectors.article_for_update(actor=actor, article_id=article_id)
    settle(actor, article, _open_request(article), State.WITHDRAWN, now)
    _back_to_draft(article)
    save(article, now)
    return article


def _must_have_words(article: Article) -> None:
    if article.status == Status.ARCHIVED:
        raise NothingToApprove("The article is archived. Take it back to draft first.")
    if article.status == Status.PUBLISHED and not article.has_unpublished_changes:
        raise NothingToApprove("Readers see these words already.")
    if approvals.is_approved(article, article.content_version):
        raise NothingToApprove("These words are approved already.")


def _open_request(article: Article) -> Approval:
    newest = approvals.newest(article)
    if newest is None or newest.state != State.OPEN:
        raise NothingToApprove("Nobody waits for an approval of this article any more.")
    return newest


def _back_to_draft(article: Article) -> None:
    if article.status == Status.REVIEW:
        article.status = Status.DRAFT

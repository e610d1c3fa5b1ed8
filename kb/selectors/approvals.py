"""Reads of approvals: what waits, what was decided, who may decide."""

from collections.abc import Sequence

from django.db.models import QuerySet

from core.actors import Actor
from kb.models import Approval, Article, ArticleVersion, HelpCenter
from kb.selectors.articles import articles_visible
from people.actors import staff_actor
from people.models import Brand, User
from people.policy import require, roles_that_may
from people.selectors import brand_named, brands
from people.selectors import internal as everybody

MOST_ASKED = 200


def approvals_of(article: Article) -> QuerySet[Approval]:
    """The requests of an article, newest first; the caller has asked whether it may be seen."""
    return Approval.objects.filter(article=article).select_related("reviewer").order_by("-id")


def newest(article: Article) -> Approval | None:
    """The latest request of an article."""
    return approvals_of(article).first()


def waits(article: Article) -> bool:
    """Whether somebody waits for an approval of this article."""
    return Approval.objects.filter(article=article, state=Approval.State.OPEN).exists()


def is_approved(article: Article, number: int) -> bool:
    """Whether somebody approved this version of an article's words."""
    return Approval.objects.filter(article=article, number=number, state=Approval.State.APPROVED).exists()


def requires_approval(brand_ids: Sequence[int]) -> bool:
    """Whether one of these brands publishes only what was approved; no brands means all of them."""
    asking = HelpCenter.objects.filter(requires_approval=True, brand__is_archived=False)
    return (asking.filter(brand__in=brand_ids) if brand_ids else asking).exists()


def lacks_approval(article: Article) -> bool:
    """Whether the working copy may not be published before somebody approves it."""
    if article.source_id is not None or not requires_approval(article.brand_ids):
        return False
    return not is_approved(article, article.content_version)


def writers_of(article: Article, request: Approval) -> set[int]:
    """Who may not approve a request: whoever asked, and whoever wrote the version."""
    version = ArticleVersion.objects.filter(article=article, number=article.content_version).first()
    author = everybody.user_behind(version.author_ref) if version is not None else None
    return {pk for pk in (request.asked_by_id, author.pk if author else None) if pk is not None}


def reviewers_of(article: Article, *, besides: int | None) -> list[User]:
    """Who may approve an article besides one person: those who may publish and see it."""
    users = everybody.users_of_roles(roles_that_may("article.publish"), limit=MOST_ASKED)
    return [
        user
        for user in users
        if user.pk != besides and articles_visible(staff_actor(user)).filter(pk=article.pk).exists()
    ]


def reviewer_ids(article: Article, *, besides: int | None) -> set[int]:
    """The ids of `reviewers_of`."""
    return {user.pk for user in reviewers_of(article, besides=besides)}


def help_centers(*, actor: Actor) -> list[tuple[Brand, HelpCenter]]:
    """What holds for the help center of each brand in use. Raises Forbidden."""
    require(actor, "brand.write")
    rows = {row.pk: row for row in HelpCenter.objects.all()}
    return [(brand, rows.get(brand.pk) or HelpCenter(brand_id=brand.pk)) for brand in brands()]


def help_center(*, actor: Actor, brand_slug: str) -> tuple[Brand, HelpCenter]:
    """What holds for the help center of one brand. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    brand = brand_named(brand_slug)
    return brand, HelpCenter.objects.filter(pk=brand.pk).first() or HelpCenter(brand_id=brand.pk)

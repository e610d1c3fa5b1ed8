"""Reads of articles, scoped to the actor."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from core.actors import Actor, ActorKind
from core.errors import Invalid, NotFound
from core.html import plain
from kb.audience import Reader, reader_of
from kb.models import Approval, Article, ArticleBrand, ArticleRedirect, ArticleVersion, Status
from kb.models.articles import ArticleQuerySet
from kb.rendering import article_path
from people.models import Brand

SORTS = {"-updated": ("-updated_at", "-id"), "title": ("title", "id"), "-created": ("-created_at", "-id")}
MAX_TEXT = 200


def articles_visible(actor: Actor | None) -> ArticleQuerySet:
    """
    The articles that an actor may see at all.

    Staff see every state of what their role and teams may read, and what they own; the system sees
    everything; anyone else only what is published for them.
    """
    if actor is not None and actor.kind == ActorKind.SYSTEM:
        return Article.objects.all()
    readable: ArticleQuerySet = Article.objects.readable_with(reader_of(actor).keys)
    if actor is None or not actor.is_staff:
        return readable.published()
    return readable | Article.objects.filter(owner=actor.user_id)


def article_get(*, actor: Actor, article_id: int) -> Article:
    """One article with its owner, team and original; raises NotFound if the actor may not see it."""
    rows = articles_visible(actor).select_related("owner", "team", "translation_of")
    found = rows.filter(pk=article_id).first()
    if found is None:
        raise NotFound("There is no such article.")
    return found


def article_for_update(*, actor: Actor, article_id: int) -> Article:
    """One article, locked until the end of the transaction, after its original; raises NotFound."""
    found = list(articles_visible(actor).filter(pk=article_id).values_list("translation_of", flat=True)[:1])
    if not found:
        raise NotFound("There is no such article.")
    original = found[0]
    if original is not None:
        # Always the original first, as its own changes do, so that two changes never wait for each other.
        list(Article.objects.select_for_update().filter(pk=original).values_list("pk"))
    return Article.objects.select_for_update().get(pk=article_id)


def article_to_come(actor: Actor, article_id: int) -> bool | None:
    """Fills `core.ports.article_to_come`; the lock lets its publication follow whoever now waits for it."""
    seen = articles_visible(actor).exclude(status=Status.ARCHIVED).filter(pk=article_id)
    if not seen.exists():
        return None
    article = Article.objects.select_for_update(no_key=True).filter(pk=article_id).first()
    if article is None or article.status == Status.ARCHIVED:
        return None
    return article.status != Status.PUBLISHED or article.has_unpublished_changes


def articles_matching(
    *,
    actor: Actor,
    text: str = "",
    statuses: Sequence[str] = (),
    audience: str = "",
    owner_id: int | None = None,
    brand_id: int | None = None,
    product_area: str = "",
    is_stale_on: Any = None,
    source_id: int | None = None,
    waits_for_approval: bool = False,
    is_original: bool = False,
) -> ArticleQuerySet:
    """
    Articles for the list: those that people write, or with `source_id` those of a source.

    `text` matches words of the title, the slug or a tag; `is_original` leaves out translations. Raises
    Invalid.
    """
    unknown = set(statuses) - set(Status.values)
    if unknown:
        raise Invalid(
            "There is no such status.", errors={"status": [f"Unknown: {', '.join(sorted(unknown))}."]}
        )
    found = articles_visible(actor).filter(source=source_id)
    if statuses:
        found = found.filter(status__in=statuses)
    if audience:
        found = found.filter(audience=audience)
    if owner_id is not None:
        found = found.filter(owner=owner_id)
    if brand_id is not None:
        found = found.of_brand(brand_id)
    if product_area:
        found = found.filter(product_area=plain(product_area))
    if is_stale_on is not None:
        found = found.filter(review_due_on__lt=is_stale_on)
    if is_original:
        found = found.originals()
    if waits_for_approval:
        waiting = Approval.objects.filter(state=Approval.State.OPEN)
        found = found.filter(pk__in=waiting.values("article"))
    for word in plain(text)[:MAX_TEXT].split():
        found = found.filter(
            Q(title__icontains=word) | Q(slug__icontains=word) | Q(tags__contains=[word.lower()])
        )
    rows: ArticleQuerySet = found.select_related("owner", "team", "translation_of").defer("body_markdown")
    return rows


def versions(*, article: Article) -> QuerySet[ArticleVersion]:
    """The versions of an article, newest first, without their text."""
    found = ArticleVersion.objects.filter(article=article).order_by("-number")
    return found.defer("body_markdown", "body_html")


def published_content(article: Article) -> ArticleVersion:
    """What readers get; raises NotFound if it is not published."""
    if article.status != Status.PUBLISHED or article.published_version is None:
        raise NotFound("There is no such article.")
    return version_get(article=article, number=article.published_version)


def help_articles(*, reader: Reader, brand: Brand) -> ArticleQuerySet:
    """The published articles of one help center that this reader may read."""
    return Article.objects.published().readable_with(reader.keys).of_brand(brand.pk)


def help_article(*, reader: Reader, brand: Brand, slug: str) -> Article:
    """An article of a help center; raises NotFound for drafts and for articles the reader may not read."""
    found = help_articles(reader=reader, brand=brand).filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such article.")
    return found


def open_slugs(*, reader: Reader, brand: Brand, slugs: Collection[str]) -> set[str]:
    """Which of these slugs, including former ones, lead this reader to an article of this help center."""
    if not slugs:
        return set()
    readable = help_articles(reader=reader, brand=brand)
    found = set(readable.filter(slug__in=slugs).values_list("slug", flat=True))
    paths = {article_path(slug): slug for slug in set(slugs) - found}
    moved = ArticleRedirect.objects.filter(path__in=paths, article__in=readable)
    return found | {paths[path] for path in moved.values_list("path", flat=True)}


def redirect_for(*, reader: Reader, brand: Brand, slug: str) -> Article | None:
    """The article that formerly had this slug, if the reader may read it here."""
    path = article_path(slug)
    moved = ArticleRedirect.objects.filter(path=path).values("article")
    return help_articles(reader=reader, brand=brand).filter(pk__in=moved).first()


def version_get(*, article: Article, number: int) -> ArticleVersion:
    """One version; raises NotFound."""
    found = ArticleVersion.objects.filter(article=article, number=number).first()
    if found is None:
        raise NotFound("There is no such version.")
    return found


def articles_of_brand(brand_id: int) -> int:
    """How many articles name this brand; those without brands stand in all help centers."""
    return ArticleBrand.objects.filter(brand=brand_id).count()

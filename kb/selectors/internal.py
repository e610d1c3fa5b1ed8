"""Reads for internal work that no person requests: nothing here is scoped to a reader."""

from collections.abc import Sequence

from django.db.models import F, QuerySet

from kb.models import Approval, Article, ArticleVersion, Chunk, Status


def languages_published(brand_id: int | None) -> list[str]:
    """The languages of a brand's published articles, or of all brands if none is given."""
    articles = Article.objects.published()
    if brand_id is not None:
        articles = articles.of_brand(brand_id)
    return list(articles.order_by("language").values_list("language", flat=True).distinct())


def titles_by_area(limit: int) -> QuerySet[Article, tuple[str, str, str]]:
    """The title, product area and content of published articles that have an area."""
    found = Article.objects.filter(status=Status.PUBLISHED).exclude(product_area="")
    return found.order_by("id").values_list("title", "product_area", "body_html")[:limit]


def published_bodies(ids: Sequence[int]) -> dict[int, str]:
    """The published content of these articles."""
    found = ArticleVersion.objects.filter(article__in=ids, number=F("article__published_version"))
    return dict(found.order_by("article_id").values_list("article_id", "body_html"))


def sections_readable(
    ids: Sequence[int], keys: Sequence[str]
) -> QuerySet[Chunk, tuple[int, int, list[str], str, str]]:
    """For the passages a reader may see, in order: id, article, headings, anchor and text."""
    rows = Chunk.objects.filter(article__in=ids, audience_keys__overlap=list(keys))
    return rows.order_by("article_id", "position").values_list(
        "id", "article_id", "heading_path", "anchor", "text"
    )


def slugs_readable(ids: Sequence[int], keys: Sequence[str]) -> dict[int, str]:
    """The slugs of those among these articles that a reader with these keys may open."""
    found = Article.objects.published().readable_with(list(keys)).filter(pk__in=ids)
    return dict(found.order_by("pk").values_list("pk", "slug"))


def ids_of_slugs(slugs: set[str]) -> dict[str, int]:
    """The articles with these slugs."""
    return dict(Article.objects.filter(slug__in=slugs).order_by("slug").values_list("slug", "pk"))


def article_find(article_id: int) -> Article | None:
    """An article, or None if it is gone."""
    return Article.objects.filter(pk=article_id).first()


def count_published(limit: int) -> int:
    """How many articles are published, counted up to `limit`."""
    return Article.objects.published().order_by()[:limit].count()


def approval_find(approval_id: int) -> Approval | None:
    """A request for an approval with its article, or None if it is gone."""
    return Approval.objects.select_related("article").filter(pk=approval_id).first()

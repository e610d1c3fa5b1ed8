"""Writing articles: create, change, publish, withdraw, restore."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, PreconditionFailed
from core.events import publish
from kb import selectors
from kb.audience import article_keys, reader_of
from kb.events import ArticlePublished, ArticleWithdrawn
from kb.models import Article, ArticleBrand, ArticleRedirect, ArticleVersion, Source, Status
from kb.models.articles import BodyFormat
from kb.outline import slug_of
from kb.rendering import article_path, cleaned_body
from kb.services.indexing import articles_index
from kb.services.values import ACCESS, checked
from people.policy import may, require

PUBLISHERS = "article.publish"
CONTENT = ("title", "body_markdown", "body_format")


class SlugTaken(Conflict):
    """Another article has this address."""

    code = "kb.slug_taken"


class OfSource(Conflict):
    """The article was read from a source: it is changed there, or its source is."""

    code = "kb.article_of_source"


def article_create(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    source: Source | None = None,
    origin_url: str = "",
    now: datetime,
) -> Article:
    """
    Write an article; with `status` published it can be found once committed.

    `values` holds `title` and any of `body`, `body_format`, `slug`, `status`, `language`, `audience` with
    `segments`, `company_ids` or `team_ids`, `brand_ids` (none: all brands), `owner_id`, `team_id`,
    `product_area`, `page_paths`, `tags`, `review_interval_days`, `note`. `source` is where it was read, with
    the address of the original. Raises Invalid, SlugTaken, and
    Forbidden for publishing without the right to.
    """
    require(actor, "article.draft")
    data = checked({"body": "", "body_format": BodyFormat.MARKDOWN, "status": Status.DRAFT} | dict(values))
    status, note = data.pop("status"), data.pop("note", "")
    if status in (Status.PUBLISHED, Status.ARCHIVED):
        require(actor, PUBLISHERS)
    brand_ids = data.pop("brand_ids", [])
    slug = data.pop("slug", "")
    article = Article(
        body_markdown=data.pop("body"),
        brand_ids=brand_ids,
        source=source,
        origin_url=origin_url,
        created_at=now,
        updated_at=now,
        **data,
    )
    if "owner_id" not in data:
        article.owner_id = actor.user_id
    _derive(article)
    _must_stay_visible(actor, article)
    with transaction.atomic():
        _insert(actor, article, slug)
        ArticleBrand.objects.bulk_create([ArticleBrand(article=article, brand_id=pk) for pk in brand_ids])
        _keep_version(article, actor, note, now)
        if status == Status.PUBLISHED:
            _publish(article, now)
        article.status = status
        article.save()
        _serve(article, None)
        _record(actor, "kb.article_created", article, now, {"status": article.status})
    return article


def article_update(
    *,
    actor: Actor,
    article_id: int,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    goes_live: bool | None = None,
    now: datetime,
) -> Article:
    """
    Change an article; `changes` as in `article_create`.

    The new text of a published article reaches its readers at once if the actor may publish, else it waits as
    unpublished changes; `goes_live` False makes it wait anyway. A change of audience applies at once, and
    requires the right to publish. Raises NotFound, Invalid, SlugTaken, Forbidden, and PreconditionFailed if
    the article's version is not `expected_version`.
    """
    require(actor, "article.draft")
    data = checked(changes)
    with transaction.atomic():
        article = selectors.article_for_update(actor=actor, article_id=article_id)
        _must_be_ours(actor, article)
        _expect(article, expected_version)
        _may_change(actor, article, data)
        before, old_title = _served(article), article.title
        note, status = data.pop("note", ""), data.pop("status", article.status)
        slug, brand_ids = data.pop("slug", ""), data.pop("brand_ids", None)
        if "body" in data:
            data["body_markdown"] = data.pop("body")
        is_new_content = any(name in data and getattr(article, name) != data[name] for name in CONTENT)
        for name, value in data.items():
            setattr(article, name, value)
        if brand_ids is not None:
            _set_brands(article, brand_ids)
        _derive(article)
        _must_stay_visible(actor, article)
        if not slug and _follows_title(article, old_title):
            slug = _free_slug(slug_of(article.title, limit=100), besides=article)
        if slug and slug != article.slug:
            _move(actor, article, slug, now)
        if is_new_content:
            article.content_version += 1
            _keep_version(article, actor, note, now)
        if status != Status.PUBLISHED:
            article.status = status
        elif article.status != Status.PUBLISHED or _goes_live(actor, goes_live):
            _publish(article, now)
        _save(article, now)
        _serve(article, before)
        _record(actor, "kb.article_updated", article, now, {"fields": sorted(changes)})
    return article


def article_publish(*, actor: Actor, article_id: int, now: datetime) -> Article:
    """Give readers the working copy. Raises NotFound and Forbidden."""
    return _to_status(actor, article_id, Status.PUBLISHED, now)


def article_unpublish(*, actor: Actor, article_id: int, now: datetime) -> Article:
    """Return an article to draft; it disappears from every answer at once. Raises NotFound and Forbidden."""
    return _to_status(actor, article_id, Status.DRAFT, now)


def article_archive(*, actor: Actor, article_id: int, now: datetime) -> Article:
    """Archive an article, out of lists and answers. Raises NotFound and Forbidden."""
    return _to_status(actor, article_id, Status.ARCHIVED, now)


def article_review(*, actor: Actor, article_id: int, now: datetime) -> Article:
    """Record that an article is still correct, and when it is due again. Raises NotFound and Forbidden."""
    require(actor, "article.draft")
    with transaction.atomic():
        article = selectors.article_for_update(actor=actor, article_id=article_id)
        article.reviewed_at, article.review_due_on = now, article.next_review_on(now.date())
        article.review_reminded_on = None
        _save(article, now)
        _record(actor, "kb.article_reviewed", article, now, {})
    return article


def article_restore(*, actor: Actor, article_id: int, number: int, now: datetime) -> Article:
    """
    Make an earlier version the working copy, as a new version.

    A published article shows it at once if the actor may publish. Raises NotFound.
    """
    require(actor, "article.draft")
    article = selectors.article_get(actor=actor, article_id=article_id)
    version = selectors.version_get(article=article, number=number)
    changes = {
        "title": version.title,
        "body": version.body_markdown,
        "body_format": version.body_format,
        "note": f"Restored version {number}",
    }
    return article_update(actor=actor, article_id=article_id, changes=changes, now=now)


def article_delete(
    *, actor: Actor, article_id: int, expected_version: int | None = None, now: datetime
) -> None:
    """Delete an article with its versions. Raises NotFound, Forbidden, PreconditionFailed."""
    with transaction.atomic():
        article = selectors.article_for_update(actor=actor, article_id=article_id)
        _must_be_ours(actor, article)
        require(actor, PUBLISHERS if article.published_version else "article.draft")
        if not article.published_version and not may(actor, PUBLISHERS) and article.owner_id != actor.user_id:
            raise Forbidden("This draft belongs to somebody else. Ask its owner or a supervisor.")
        _expect(article, expected_version)
        before = _served(article)
        article.status = Status.ARCHIVED
        article.save(update_fields=["status"])
        _serve(article, before)
        _record(actor, "kb.article_deleted", article, now, {"title": article.title, "slug": article.slug})
        article.delete()


def _must_be_ours(actor: Actor, article: Article) -> None:
    if article.source_id is not None and not actor.is_internal:
        raise OfSource(
            "This was read from a source, and the next reading would undo the change. Change it where it"
            " comes from, or change the source."
        )


def _may_change(actor: Actor, article: Article, data: Mapping[str, Any]) -> None:
    status = data.get("status", article.status)
    changes_state = status != article.status and {status, article.status} & {
        Status.PUBLISHED,
        Status.ARCHIVED,
    }
    opens = article.status == Status.PUBLISHED and set(data) & (ACCESS | {"brand_ids", "slug"})
    if changes_state or opens:
        require(actor, PUBLISHERS)


def _goes_live(actor: Actor, wanted: bool | None) -> bool:
    return may(actor, PUBLISHERS) if wanted is None else wanted and may(actor, PUBLISHERS)


def _expect(article: Article, version: int | None) -> None:
    if version is not None and version != article.version:
        raise PreconditionFailed(
            "Somebody changed this article in between. Load it again.", version=article.version
        )


def _to_status(actor: Actor, article_id: int, status: str, now: datetime) -> Article:
    require(actor, PUBLISHERS)
    return article_update(
        actor=actor, article_id=article_id, changes={"status": status}, goes_live=True, now=now
    )


def _publish(article: Article, now: datetime) -> None:
    if article.status == Status.PUBLISHED and article.published_version == article.content_version:
        return
    article.status, article.published_version = Status.PUBLISHED, article.content_version
    article.published_title = article.title
    article.published_at = article.published_at or now
    article.reviewed_at, article.review_due_on = now, article.next_review_on(now.date())
    article.review_reminded_on = None


def _served(article: Article) -> tuple[Any, ...] | None:
    """What decides which passages readers find; None if there are none."""
    if article.status != Status.PUBLISHED:
        return None
    return (
        article.published_version,
        article.audience,
        list(article.audience_keys),
        list(article.brand_ids),
        article.language,
    )


def _serve(article: Article, before: tuple[Any, ...] | None) -> None:
    """Update the passages of a saved article that previously served `before`."""
    after = _served(article)
    if after == before:
        return
    articles_index([article.pk])
    if after is None:
        publish(ArticleWithdrawn(article_id=article.pk))
    else:
        publish(ArticlePublished(article_id=article.pk, version=article.published_version or 0))


def _derive(article: Article) -> None:
    article.body_html = cleaned_body(article.body_markdown, article.body_format)
    article.audience_keys = article_keys(
        audience=article.audience,
        segments=article.audience_segments,
        company_ids=article.audience_company_ids,
        team_ids=article.audience_team_ids,
    )


def _must_stay_visible(actor: Actor, article: Article) -> None:
    is_own = actor.is_staff and article.owner_id == actor.user_id
    if not actor.is_internal and not is_own and not set(reader_of(actor).keys) & set(article.audience_keys):
        raise Forbidden("You would lock yourself out. Choose an audience that you belong to.")


def _insert(actor: Actor, article: Article, slug: str) -> None:
    article.slug = _own_slug(actor, slug) if slug else _free_slug(slug_of(article.title, limit=100))
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError:
        # Somebody else took the same slug at the same moment.
        article.slug = f"{article.slug[:110]}-{uuid.uuid4().hex[:8]}"
        article.save(force_insert=True)


def _follows_title(article: Article, old_title: str) -> bool:
    """Whether the slug has not been given to anybody and was not chosen by anybody."""
    if article.published_at is not None or article.title == old_title:
        return False
    derived = re.escape(slug_of(old_title, limit=100))
    return re.fullmatch(rf"{derived}(-\d{{1,9}}|-[0-9a-f]{{8}})?", article.slug) is not None


def _own_slug(actor: Actor, wanted: str, article_id: int | None = None) -> str:
    """
    The requested slug, or the next free one if it belongs to an article that the actor cannot see.

    A refusal would reveal that such an article exists. Raises SlugTaken for one that the actor may see.
    """
    holder = Article.objects.filter(slug=wanted).exclude(pk=article_id or 0).first()
    if holder is None:
        return wanted
    if selectors.articles_visible(actor).filter(pk=holder.pk).exists():
        raise SlugTaken(f"Another article has the address {wanted}.")
    return _free_slug(wanted[:110])


def _free_slug(base: str, *, besides: Article | None = None) -> str:
    others = Article.objects.filter(slug__startswith=base)
    moved = ArticleRedirect.objects.filter(path__startswith=article_path(base))
    if besides is not None:
        others, moved = others.exclude(pk=besides.pk), moved.exclude(article=besides)
    taken = set(others.values_list("slug", flat=True))
    # A former slug that readers still use stays with the article they are looking for.
    taken |= {path.rpartition("/")[2] for path in moved.values_list("path", flat=True)}
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _move(actor: Actor, article: Article, slug: str, now: datetime) -> None:
    slug = _own_slug(actor, slug, article.pk)
    if article.published_at is not None:
        ArticleRedirect.objects.update_or_create(
            path=article_path(article.slug), defaults={"article": article, "created_at": now}
        )
    ArticleRedirect.objects.filter(path=article_path(slug)).delete()
    article.slug = slug


def _set_brands(article: Article, brand_ids: list[int]) -> None:
    article.brand_ids = brand_ids
    ArticleBrand.objects.filter(article=article).exclude(brand__in=brand_ids).delete()
    ArticleBrand.objects.bulk_create(
        [ArticleBrand(article=article, brand_id=pk) for pk in brand_ids], ignore_conflicts=True
    )


def _keep_version(article: Article, actor: Actor, note: str, now: datetime) -> None:
    ArticleVersion.objects.create(
        article=article,
        number=article.content_version,
        title=article.title,
        body_markdown=article.body_markdown,
        body_format=article.body_format,
        body_html=article.body_html,
        note=note[:300],
        author_ref=actor.ref[:60],
        author_name=actor.name[:200],
        created_at=now,
    )


def _save(article: Article, now: datetime) -> None:
    article.version += 1
    article.updated_at = now
    article.save()


def _record(actor: Actor, action: str, article: Article, now: datetime, data: dict[str, Any]) -> None:
    if article.source_id is not None:
        # Its source's runs tell, item by item.
        return
    audit.record(actor=actor, action=action, target=f"article:{article.pk}", data=data, now=now)

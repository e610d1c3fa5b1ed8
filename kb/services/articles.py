"""Writing articles: create, change, publish, withdraw, restore."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import Forbidden
from core.events import publish
from kb import selectors
from kb.audience import article_keys, reader_of
from kb.events import ArticlePublished, ArticleShelved, ArticleWithdrawn, TranslationsBehind
from kb.models import Article, ArticleBrand, ArticleVersion, Source, Status, StepMiss
from kb.models.articles import BodyFormat
from kb.outline import slug_of
from kb.rendering import cleaned_body
from kb.selectors import approvals
from kb.services import approving, family
from kb.services.addressing import follows_title, free_slug, insert, move
from kb.services.indexing import articles_index
from kb.services.keeping import expect, must_be_ours, record, save
from kb.services.runbooks import must_be_internal
from kb.services.values import ACCESS, checked
from people.policy import may, require

PUBLISHERS = "article.publish"
CONTENT = ("title", "body_markdown", "body_format", "steps", "runbook")


def article_create(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    source: Source | None = None,
    origin_url: str = "",
    translates: tuple[Article, int] | None = None,
    now: datetime,
) -> Article:
    """
    Write an article; with `status` published it can be found once committed.

    `values` holds `title` and any of `body`, `body_format`, `slug`, `status`, `language`, `audience` with
    `segments`, `company_ids` or `team_ids`, `brand_ids` (none: all brands), `owner_id`, `team_id`,
    `product_area`, `page_paths`, `tags`, `review_interval_days`, `is_review_paced`, `steps`, `runbook`,
    `note`. `source` is where it was read, with the address of the original; `translates` is the locked
    original of a translation, with the version of its words. Raises Invalid, SlugTaken, and Forbidden for
    publishing without the right.
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
        translation_of=translates[0] if translates else None,
        translated_version=translates[1] if translates else None,
        created_at=now,
        updated_at=now,
        **data,
    )
    if "owner_id" not in data:
        article.owner_id = actor.user_id
    _derive(article)
    must_be_internal(article)
    _must_stay_visible(actor, article)
    with transaction.atomic():
        insert(actor, article, slug)
        ArticleBrand.objects.bulk_create([ArticleBrand(article=article, brand_id=pk) for pk in brand_ids])
        _keep_version(article, actor, note, now)
        if status == Status.PUBLISHED:
            _publish(actor, article, now)
        article.status = status
        article.save()
        if status == Status.REVIEW:
            approving.ask(actor, article, now)
        _serve(article, None)
        record(actor, "kb.article_created", article, now, {"status": article.status})
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
    unpublished changes, as it does where a brand asks for an approval first; `goes_live` False makes it wait
    anyway. A change of audience applies at once, and
    requires the right to publish. Raises NotFound, Invalid, SlugTaken, Forbidden, ApprovalNeeded, and
    PreconditionFailed if the article's version is not `expected_version`.
    """
    require(actor, "article.draft")
    data = checked(changes)
    with transaction.atomic():
        article = selectors.article_for_update(actor=actor, article_id=article_id)
        must_be_ours(actor, article)
        expect(article, expected_version)
        _may_change(actor, article, data)
        family.must_follow(article, data)
        before, old = _served(article), copy(article)
        note, status = data.pop("note", ""), data.pop("status", article.status)
        slug, brand_ids = data.pop("slug", ""), data.pop("brand_ids", None)
        if "body" in data:
            data["body_markdown"] = data.pop("body")
        is_new_content = any(name in data and getattr(article, name) != data[name] for name in CONTENT)
        for name, value in data.items():
            setattr(article, name, value)
        if article.is_review_paced and not old.is_review_paced and article.review_pace:
            article.review_interval_days = article.review_pace["days"]
        if brand_ids is not None:
            _set_brands(article, brand_ids)
        _derive(article)
        must_be_internal(article)
        _must_stay_visible(actor, article)
        if not slug and follows_title(article, old.title):
            slug = free_slug(slug_of(article.title, limit=100), besides=article)
        if slug and slug != article.slug:
            move(actor, article, slug, now)
        if is_new_content:
            article.content_version += 1
            _keep_version(article, actor, note, now)
        if status != Status.PUBLISHED:
            article.status = status
        elif article.status != Status.PUBLISHED or _goes_live(actor, article, goes_live):
            _publish(actor, article, now)
        approving.must_fit_brands(actor, article, old.brand_ids)
        approving.follow(actor, article, old_status=old.status, old_number=old.content_version, now=now)
        save(article, now)
        _serve(article, before)
        _shelve(article, old.status)
        _take_along(actor, article, old, now)
        record(actor, "kb.article_updated", article, now, {"fields": sorted(changes)})
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
        save(article, now)
        record(actor, "kb.article_reviewed", article, now, {})
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
        "steps": version.steps,
        "runbook": version.runbook,
        "note": f"Restored version {number}",
    }
    return article_update(actor=actor, article_id=article_id, changes=changes, now=now)


def article_delete(
    *, actor: Actor, article_id: int, expected_version: int | None = None, now: datetime
) -> None:
    """
    Delete an article with its versions and translations.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    with transaction.atomic():
        article = selectors.article_for_update(actor=actor, article_id=article_id)
        must_be_ours(actor, article)
        translations = family.translations_locked(article)
        is_known = article.published_version or any(one.published_version for one in translations)
        require(actor, PUBLISHERS if is_known else "article.draft")
        if not is_known and not may(actor, PUBLISHERS) and article.owner_id != actor.user_id:
            raise Forbidden("This draft belongs to somebody else. Ask its owner or a supervisor.")
        expect(article, expected_version)
        for one in (*translations, article):
            before = _served(one)
            one.status = Status.ARCHIVED
            one.save(update_fields=["status"])
            _serve(one, before)
            record(actor, "kb.article_deleted", one, now, {"title": one.title, "slug": one.slug})
            publish(ArticleShelved(article_id=one.pk))
            one.delete()


def _may_change(actor: Actor, article: Article, data: Mapping[str, Any]) -> None:
    status = data.get("status", article.status)
    changes_state = status != article.status and {status, article.status} & {
        Status.PUBLISHED,
        Status.ARCHIVED,
    }
    opens = article.status == Status.PUBLISHED and set(data) & (ACCESS | {"brand_ids", "slug"})
    if changes_state or opens:
        require(actor, PUBLISHERS)


def _goes_live(actor: Actor, article: Article, wanted: bool | None) -> bool:
    if wanted is None:
        return may(actor, PUBLISHERS) and (actor.is_internal or not approvals.lacks_approval(article))
    return wanted and may(actor, PUBLISHERS)


def _to_status(actor: Actor, article_id: int, status: str, now: datetime) -> Article:
    require(actor, PUBLISHERS)
    return article_update(
        actor=actor, article_id=article_id, changes={"status": status}, goes_live=True, now=now
    )


def _publish(actor: Actor, article: Article, now: datetime) -> None:
    if article.status == Status.PUBLISHED and article.published_version == article.content_version:
        return
    family.must_have_original(article)
    approving.must_be_approved(actor, article)
    article.status, article.published_version = Status.PUBLISHED, article.content_version
    if article.steps or article.published_at is not None:
        kept = [step["selector"] for step in article.steps]
        StepMiss.objects.filter(article=article.pk).exclude(selector__in=kept).delete()
    article.published_title = article.title
    article.published_at = article.published_at or now
    article.reviewed_at, article.review_due_on = now, article.next_review_on(now.date())
    article.review_reminded_on = None


def _take_along(actor: Actor, article: Article, old: Article, now: datetime) -> None:
    """What a change of an original means for its translations, all in the same transaction."""
    changed = {name: getattr(article, name) for name in family.SHARED if _differs(article, old, name)}
    is_anew = article.published_version != old.published_version and article.status == Status.PUBLISHED
    is_archived = article.status == Status.ARCHIVED != old.status
    leaves = is_archived or (old.status == Status.PUBLISHED != article.status)
    if article.translation_of_id is not None or not (changed or is_anew or leaves):
        return
    translations = family.translations_locked(article)
    for one in translations:
        before, status = _served(one), one.status
        for name, value in changed.items():
            setattr(one, name, value)
        if "brand_ids" in changed:
            _set_brands(one, article.brand_ids)
            approving.must_fit_brands(actor, one, old.brand_ids)
        if is_archived or (leaves and status == Status.PUBLISHED):
            one.status = Status.ARCHIVED if is_archived else Status.DRAFT
            approving.follow(actor, one, old_status=status, old_number=one.content_version, now=now)
        if changed or one.status != status:
            save(one, now)
            _serve(one, before)
            _shelve(one, status)
    behind = [one.language for one in translations if one.status != Status.ARCHIVED]
    if is_anew and behind:
        version = article.published_version or 0
        publish(TranslationsBehind(article_id=article.pk, version=version, languages=behind))


def _differs(article: Article, old: Article, name: str) -> bool:
    return bool(getattr(article, name) != getattr(old, name))


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
        is_new = before is None or before[0] != article.published_version
        version = article.published_version or 0
        publish(ArticlePublished(article_id=article.pk, version=version, is_new=is_new))


def _shelve(article: Article, old_status: str) -> None:
    if article.status == Status.ARCHIVED != old_status:
        publish(ArticleShelved(article_id=article.pk))


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
        steps=article.steps,
        runbook=article.runbook,
        note=note[:300],
        author_ref=actor.ref[:60],
        author_name=actor.name[:200],
        created_at=now,
    )

"""Articles and passages as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from core import clock
from core.actors import Actor
from kb.comparing import compared
from kb.languages import name_of
from kb.models import Approval, Article, ArticleImage, ArticleVersion, Audience, HelpCenter, Status
from kb.rendering import article_path, excerpt_of, shortened
from kb.selectors import Passage, approvals, steps
from kb.selectors.translations import Translation, is_behind, translations_of
from kb.services.importing import Outcome
from people.models import Brand
from people.policy import may
from people.selectors import brands
from tickets.rendering import stamp


def article_row(
    article: Article, known: Mapping[int, Brand], translations: Sequence[Article] = ()
) -> dict[str, Any]:
    """An article in a list; `known` holds all brands by id, `translations` are those of this one."""
    original = article.translation_of
    return {
        "id": article.pk,
        "public_id": str(article.public_id),
        "title": article.title,
        "slug": article.slug,
        "excerpt": excerpt_of(article.body_html),
        "status": article.status,
        "audience": article.audience,
        "segments": article.audience_segments,
        "company_ids": article.audience_company_ids,
        "team_ids": article.audience_team_ids,
        "brands": [
            {"id": pk, "name": known[pk].name, "slug": known[pk].slug}
            for pk in article.brand_ids
            if pk in known
        ],
        "language": article.language,
        "translation_of": {"id": original.pk, "title": original.title} if original is not None else None,
        "translated_version": article.translated_version,
        "original_version": original.published_version if original is not None else None,
        "is_behind": is_behind(article),
        "translations": [
            {"id": one.pk, "language": one.language, "status": one.status, "is_behind": is_behind(one)}
            for one in translations
        ],
        "owner": {"id": article.owner.pk, "name": article.owner.name} if article.owner else None,
        "team": {"id": article.team.pk, "name": article.team.name} if article.team else None,
        "product_area": article.product_area,
        "tags": article.tags,
        "page_paths": article.page_paths,
        "url": article_url(article, known),
        "version": article.version,
        "content_version": article.content_version,
        "published_version": article.published_version,
        "published_at": stamp(article.published_at),
        "has_unpublished_changes": article.has_unpublished_changes,
        "review_interval_days": article.review_interval_days,
        "is_review_paced": article.is_review_paced,
        "review_pace": article.review_pace,
        "reviewed_at": stamp(article.reviewed_at),
        "review_due_on": article.review_due_on.isoformat() if article.review_due_on else None,
        "is_stale": article.is_stale(clock.now().date()),
        "source_id": article.source_id,
        "origin_url": article.origin_url,
        "view_count": article.view_count,
        "helpful_count": article.helpful_count,
        "unhelpful_count": article.unhelpful_count,
        "created_at": stamp(article.created_at),
        "updated_at": stamp(article.updated_at),
    }


def article_json(article: Article, actor: Actor) -> dict[str, Any]:
    """One article with its working copy, its latest approval and the actor's permissions."""
    newest = approvals.newest(article)
    translations = translations_of([article.pk])[article.pk]
    return article_row(article, brands_by_id(), translations) | {
        "steps": steps_json(article),
        "runbook": article.runbook,
        "body": article.body_markdown,
        "body_format": article.body_format,
        "body_html": article.body_html,
        "approval": approval_json(newest) if newest is not None else None,
        "needs_approval": approvals.lacks_approval(article),
        "permissions": {
            "update": article.source_id is None and may(actor, "article.draft"),
            "publish": article.source_id is None and may(actor, "article.publish"),
            "delete": article.source_id is None
            and (
                may(actor, "article.publish")
                or (article.published_version is None and article.owner_id == actor.user_id)
            ),
            "approve": newest is not None
            and newest.state == Approval.State.OPEN
            and may(actor, "article.publish")
            and actor.user_id not in approvals.writers_of(article, newest),
        },
    }


def steps_json(article: Article) -> list[dict[str, Any]]:
    """The steps of "Show me", each with how often its element was looked for and was not there."""
    counted = steps.counts_of(article)
    return [
        step | {"shown": shown, "missing": missing, "missed_at": stamp(at)}
        for step in article.steps
        for shown, missing, at in [counted.get(step["selector"], (0, 0, None))]
    ]


def translation_json(row: Translation) -> dict[str, Any]:
    """How far an article is in one language."""
    article = row.article
    shown = None
    if article is not None:
        shown = {
            "id": article.pk,
            "title": article.title,
            "slug": article.slug,
            "status": article.status,
            "translated_version": article.translated_version,
            "published_version": article.published_version,
            "has_unpublished_changes": article.has_unpublished_changes,
            "updated_at": stamp(article.updated_at),
        }
    return {"language": row.language, "name": name_of(row.language), "state": row.state, "article": shown}


def comparison_json(old: ArticleVersion, new: ArticleVersion) -> dict[str, Any]:
    """What changed between two versions, line by line."""
    return {
        "from_version": old.number,
        "to_version": new.number,
        "from_title": old.title,
        "to_title": new.title,
        "lines": [{"kind": line.kind, "text": line.text} for line in compared(old.body_html, new.body_html)],
    }


def approval_json(request: Approval) -> dict[str, Any]:
    """A request for an approval, and what came of it."""
    return {
        "id": request.pk,
        "version": request.number,
        "state": request.state,
        "asked_by": {"id": request.asked_by_id, "name": request.asked_by_name},
        "asked_at": stamp(request.asked_at),
        "words": request.words,
        "reviewer": {"id": request.reviewer.pk, "name": request.reviewer.name} if request.reviewer else None,
        "decided_by": {"id": request.decided_by_id, "name": request.decided_by_name}
        if request.decided_at
        else None,
        "decided_at": stamp(request.decided_at),
        "comment": request.comment,
    }


def image_json(image: ArticleImage) -> dict[str, Any]:
    """A picture of an article."""
    return {
        "id": str(image.public_id),
        "url": image.url,
        "name": image.name,
        "alt": image.alt,
        "content_type": image.content_type,
        "size": image.size,
        "width": image.width,
        "height": image.height,
    }


def help_center_json(brand: Brand, center: HelpCenter) -> dict[str, Any]:
    """What holds for a brand's help center."""
    return {
        "brand": {"id": brand.pk, "name": brand.name, "slug": brand.slug},
        "requires_approval": center.requires_approval,
        "language": brand.language,
        "languages": [{"language": code, "name": name_of(code)} for code in center.languages],
        "links": center.links,
        "footer": center.footer,
        "version": center.version,
    }


def article_url(article: Article, known: Mapping[int, Brand]) -> str:
    """The public address of a published public article, else its address in the workspace."""
    if article.status != Status.PUBLISHED or article.audience != Audience.PUBLIC or not known:
        return f"/app/kb/{article.pk}"
    own = [known[pk].slug for pk in article.brand_ids if pk in known]
    return article_path(article.slug, own[0] if own else next(iter(known.values())).slug)


def brands_by_id() -> dict[int, Brand]:
    """All brands, the default first."""
    return {brand.pk: brand for brand in brands()}


def version_json(version: ArticleVersion, article: Article, *, with_body: bool) -> dict[str, Any]:
    """A version of an article."""
    content = {
        "body": version.body_markdown,
        "body_format": version.body_format,
        "body_html": version.body_html,
        "runbook": version.runbook,
    }
    return {
        "version": version.number,
        "title": version.title,
        "note": version.note,
        "author": {"ref": version.author_ref, "name": version.author_name},
        "is_published": version.number == article.published_version and article.status == Status.PUBLISHED,
        "is_current": version.number == article.content_version,
        "created_at": stamp(version.created_at),
    } | (content if with_body else {})


def import_json(outcome: Outcome) -> dict[str, Any]:
    """The result for one imported file."""
    return {
        "file": outcome.file,
        "outcome": outcome.outcome,
        "article_id": outcome.article_id,
        "detail": outcome.detail,
    }


def results_json(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    """Search results: one per article, with the passage that matched best."""
    return [
        {
            "id": passage.article_id,
            "article_id": passage.article_id,
            "title": passage.title,
            "slug": passage.slug,
            "url": passage.url,
            "heading": passage.heading,
            "anchor": passage.anchor,
            "quote": passage.text,
            "snippet": shortened(" ".join(passage.text.split()), 240),
            "score": round(passage.score, 4),
            "audience": passage.audience,
            "language": passage.language,
            "product_area": passage.product_area,
            "is_stale": passage.is_stale,
        }
        for passage in passages
    ]

"""Articles for the person using the widget: for this page, by search, and one to read."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core import signing

from core.errors import NotFound
from kb import services as kb_services
from kb.audience import reader_of
from kb.languages import MAX_LANGUAGES
from kb.models import Article, ArticleImage, SearchChannel
from kb.rendering import IMAGES, excerpt_of, in_help_center, linked_slugs, shortened
from kb.selectors import articles as kb_articles
from kb.selectors import images, retrieval
from kb.selectors.steps import published_steps
from kb.selectors.translations import in_language, slugs_in
from widget.areas import AreaRule, area_of
from widget.models import WidgetSession, WidgetSettings
from widget.rich_text import tree
from widget.scrubbing import scrub_url

MAX_SUGGESTIONS = 4
MAX_FOUND = 6
MAX_QUERY = 400
SUMMARY = 110
IMAGE_SALT, IMAGE_SECONDS = "widget.article_image", 6 * 3600


def article_url(session: WidgetSession, slug: str) -> str:
    """Where the help center shows an article."""
    return f"/help/{session.brand.slug}/{slug}"


def _reference(session: WidgetSession, article: Article) -> dict[str, Any]:
    return {
        "slug": article.slug,
        "title": article.published_title,
        # The body here is the working copy, which readers get only once it is published.
        "summary": "" if article.has_unpublished_changes else excerpt_of(article.body_html, SUMMARY),
        "url": article_url(session, article.slug),
    }


def suggestions(session: WidgetSession, settings: WidgetSettings, *, url: str) -> list[dict[str, Any]]:
    """
    Readable articles for a page: those mapped to its address first, then those in its product area.

    The address is not stored. Without an address, or without matching articles, the list is empty.
    """
    page = scrub_url(url)
    if not page:
        return []
    readable = kb_articles.help_articles(reader=reader_of(session.actor), brand=session.brand)
    area = area_of(page, settings.areas)
    paged = readable.filter(page_paths__len__gt=0).order_by("-helpful_count", "title")[:300]
    candidates = in_language(paged, session.locale)
    mapped = [
        article
        for article in candidates
        if area_of(page, [AreaRule(pattern=path, area="x") for path in article.page_paths])
    ]
    of_area = []
    if area and len(mapped) < MAX_SUGGESTIONS:
        of_area = in_language(
            readable.filter(product_area=area)
            .exclude(pk__in=[article.pk for article in mapped])
            .exclude(pk__in=[article.translation_of_id for article in mapped if article.translation_of_id])
            .order_by("-helpful_count", "-view_count", "title")[: MAX_SUGGESTIONS * MAX_LANGUAGES],
            session.locale,
        )
    return [_reference(session, article) for article in [*mapped, *of_area][:MAX_SUGGESTIONS]]


def found(session: WidgetSession, text: str, *, now: datetime) -> list[dict[str, Any]]:
    """Articles that answer a question, best first, from the same ranker as everywhere else."""
    result = retrieval.search(
        session.actor,
        text[:MAX_QUERY],
        brand_id=session.brand_id,
        limit=MAX_FOUND,
        per_article=1,
        reading=session.locale,
        product_area=session.page_area,
    )
    kb_services.search_log(
        actor=session.actor,
        text=text[:MAX_QUERY],
        found=result,
        channel=SearchChannel.WIDGET,
        brand_id=session.brand_id,
        is_typing=True,
        now=now,
    )
    return [
        {
            "slug": passage.slug,
            "title": passage.title,
            "summary": shortened(" ".join(passage.text.split()), SUMMARY),
            "url": article_url(session, passage.slug),
        }
        for passage in result.passages
    ]


def article(session: WidgetSession, settings: WidgetSettings, *, slug: str, now: datetime) -> dict[str, Any]:
    """One published article that this person may read, as a tree. Raises NotFound."""
    reader = reader_of(session.actor)
    try:
        row = kb_articles.help_article(reader=reader, brand=session.brand, slug=slug)
    except NotFound:
        moved = kb_articles.redirect_for(reader=reader, brand=session.brand, slug=slug)
        if moved is None:
            raise
        row = moved
    content = kb_articles.published_content(row)
    kb_services.article_opened(
        article_id=row.pk,
        channel=SearchChannel.WIDGET,
        brand_id=session.brand_id,
        contact_id=session.contact_id,
        now=now,
    )
    translated = slugs_in(
        reader=reader, brand=session.brand, slugs=linked_slugs(content.body_html), language=row.language
    )
    body = in_help_center(content.body_html, session.brand.slug, translated=translated)
    return {
        "slug": row.slug,
        "title": content.title,
        "summary": excerpt_of(content.body_html, SUMMARY),
        "url": article_url(session, row.slug),
        "body": tree(body, lambda src: image_url(session, src)),
        "guide": guides_for(session, settings, [row.slug])[row.slug],
    }


def image_url(session: WidgetSession, src: str) -> str:
    """An address for an image of an article that only works for this session and for a few hours."""
    if not src.startswith(IMAGES):
        return ""
    public_id = src.removeprefix(IMAGES).strip("/")
    pass_ = signing.dumps({"i": public_id, "s": session.pk}, salt=IMAGE_SALT)
    return f"/api/v1/widget/article-images/{public_id}?pass={pass_}"


def image_for_pass(public_id: uuid.UUID, text: str, *, now: datetime) -> ArticleImage:
    """The image behind such an address, while its session lasts and reads the article. Raises NotFound."""
    missing = NotFound("This link has expired. Open the article again.")
    try:
        data = signing.loads(text, salt=IMAGE_SALT, max_age=IMAGE_SECONDS)
    except signing.BadSignature as error:
        raise missing from error
    session = WidgetSession.objects.alive(now).select_related("contact", "brand").filter(pk=data["s"]).first()
    if session is None or data["i"] != str(public_id):
        raise missing
    return images.help_image(reader=reader_of(session.actor), brand=session.brand, public_id=public_id)


def guides_for(
    session: WidgetSession, settings: WidgetSettings, slugs: Collection[str]
) -> dict[str, list[dict[str, str]]]:
    """
    By article the steps that "Show me" points out: its own, else those of the widget's settings.

    One statement, none without a slug.
    """
    reader = reader_of(session.actor)
    own = published_steps(reader=reader, brand=session.brand, slugs=slugs)
    set_up = {guide["article"]: [{"page": ""} | step for step in guide["steps"]] for guide in settings.guides}
    return {slug: own.get(slug) or set_up.get(slug, []) for slug in slugs}

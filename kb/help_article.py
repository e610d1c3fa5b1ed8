"""The page of one article in a help center."""

import hashlib
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from core import pages
from kb import selectors
from kb.audience import ANONYMOUS
from kb.help_languages import Speech, article_choices, fallback_note
from kb.help_pages import (
    FRESH,
    absolute,
    area_name,
    doors_of,
    facts_of,
    home_of,
    language_of,
    render,
    spoken,
)
from kb.languages import direction_of
from kb.models import Article, HelpCenter
from kb.rendering import (
    anchored,
    article_path,
    contents_of,
    excerpt_of,
    in_help_center,
    linked_slugs,
    pictured,
    scrollable,
    unlinked,
)
from kb.selectors.translations import in_language
from people.models import Brand

WORDS_A_MINUTE = 220


def article_page(
    request: HttpRequest,
    brand: Brand,
    center: HelpCenter,
    found: Article,
    speech: Speech,
    alternates: Sequence[Article],
) -> HttpResponse:
    version = selectors.published_content(found)
    linked = linked_slugs(version.body_html)
    open_slugs = selectors.open_slugs(reader=ANONYMOUS, brand=brand, slugs=linked)
    translated = selectors.slugs_in(reader=ANONYMOUS, brand=brand, slugs=open_slugs, language=found.language)
    language = language_of(request, brand, speech)
    others = [one for one in alternates if one.pk != found.pk]
    shown = ",".join(
        [
            *sorted(linked - open_slugs), *sorted(translated.values()), speech.language, speech.suffix,
            *speech.known, *(f"{one.language}:{one.slug}" for one in others), str(center.version),
            language, *(door.path for door in doors_of(brand)),
        ]
    )  # fmt: skip
    digest = hashlib.sha256(shown.encode()).hexdigest()[:8]
    tag = f'"a{found.pk}-{found.version}-{brand.pk}.{brand.version}-{digest}"'
    if request.headers.get("If-None-Match") == tag and "said" not in request.GET:
        unchanged = HttpResponse(status=304)
        unchanged["ETag"], unchanged["Cache-Control"], unchanged["Vary"] = tag, FRESH, "Accept-Language"
        return unchanged
    inner = in_help_center(
        unlinked(anchored(version.body_html), open_slugs), brand.slug,
        translated=translated, suffix=speech.suffix,
    )  # fmt: skip
    body = scrollable(pictured(inner, brand.slug))
    home = home_of(found)
    canonical = absolute(article_path(found.slug, home.slug), home)
    context = {
        "article": found,
        "direction": direction_of(found.language),
        "title": version.title,
        "updated_at": version.created_at,
        "updated_on": pages.day(version.created_at, language),
        "description": excerpt_of(version.body_html, 155),
        # Sanitized when it was saved; only heading ids and our own links have been added since.
        "body": mark_safe(body),  # noqa: S308 (cleaned when it was written)
        "contents": [entry for entry in contents_of(version.body_html) if entry[0] in (1, 2, 3)],
        "minutes": max(round(len(body.split()) / WORDS_A_MINUTE), 1),
        "area": area_name(found.product_area) or pages.text("kb.general", language),
        "beside": _beside(brand, found, speech),
        "canonical": canonical,
        "facts": facts_of(brand, found, version.title, version.created_at, canonical, language),
        "has_answered": request.GET.get("said") == "1",
        "note": fallback_note(speech, found, alternates, language),
        "choices": article_choices(speech, brand.slug, found, alternates),
        "alternates": addresses(alternates, home),
        "x_default": next(iter(addresses(alternates, home)), ("", ""))[1],
    }
    response = render(request, "article", spoken(speech, brand, center) | context)
    response["ETag"] = tag
    return response


def _beside(brand: Brand, found: Article, speech: Speech) -> list[Article]:
    """The articles of the same area, in the reader's language."""
    rows = selectors.help_articles(reader=ANONYMOUS, brand=brand).at_home()
    shown = rows.filter(product_area=found.product_area)
    shown = shown.only("published_title", "slug", "language", "translation_of")
    return in_language(shown.order_by("published_title")[: 30 * len(speech.known)], speech.language)[:30]


def addresses(alternates: Sequence[Article], home: Brand) -> list[tuple[str, str]]:
    """Language and canonical address of each version, where there are several."""
    if len(alternates) < 2:
        return []
    return [(one.language, absolute(article_path(one.slug, home.slug), home)) for one in alternates]

"""The public help center of a brand: pages for everybody, without scripts, cookies or staff data."""

import hashlib
import json
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, pages
from core.api.throttling import count_call
from core.errors import DomainError, NotFound
from kb import selectors, services
from kb.audience import ANONYMOUS
from kb.help_pages import FRESH, doors_of, language_of, rendered
from kb.image_files import image_response
from kb.models import Article, SearchChannel
from kb.rendering import (
    anchored,
    article_path,
    contents_of,
    excerpt_of,
    in_help_center,
    linked_slugs,
    pictured,
    scrollable,
    shortened,
    unlinked,
)
from kb.selectors import images
from people.models import Brand
from people.selectors import brands

MAX_LISTED = 1000
RESULTS = 20
CALLS_A_MINUTE = 240
WORDS_A_MINUTE = 220
# Abbreviations in the names of areas that are always in capitals.
_SHORT_FORMS = frozenset(
    {
        "ai", "api", "cli", "crm", "csv", "etl", "faq", "gdpr", "http", "id", "pdf", "saml", "scim", "sdk",
        "sla", "sql", "sso", "ui", "url",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """A product area with its articles."""

    name: str
    articles: list[Article]


# Addresses of other apps beside the articles, for whoever leaves out the slash at their end.
BESIDE = frozenset({"contact", "requests", "sign-in"})


def of_brand(page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Resolve the brand in the address, limit calls, and answer a miss with the brand's own 404."""

    @wraps(page)
    def view(request: HttpRequest, brand_slug: str, **more: Any) -> HttpResponseBase:
        brand = next((brand for brand in brands() if brand.slug == brand_slug), None)
        at_home = getattr(request, "brand_host", None)
        if brand is None or (at_home is not None and at_home.pk != brand.pk):
            return _render(request, "missing", {"brand": at_home}, status=404)
        address = request.META.get("REMOTE_ADDR", "")
        is_allowed, _, seconds = count_call(f"help:{address}", limit=CALLS_A_MINUTE, window=60)
        if not is_allowed:
            response = HttpResponse(pages.text("kb.too_many", language_of(request, brand)), status=429)
            response["Retry-After"] = str(seconds)
            return response
        try:
            return page(request, brand, **more)
        except NotFound:
            return _render(request, "missing", {"brand": brand}, status=404)

    return view


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Redirect to the help center of the host's brand, else to the default brand's."""
    first = getattr(request, "brand_host", None) or next(iter(brands()), None)
    if first is None:
        return _render(request, "missing", {"brand": None}, 404)
    return HttpResponseRedirect(f"/help/{first.slug}/")


@require_safe
@of_brand
def home(request: HttpRequest, brand: Brand) -> HttpResponse:
    """All articles by area, or the results of a search."""
    text = request.GET.get("q", "").replace("\x00", " ").strip()[:500]
    if text:
        return _results(request, brand, text)
    listed = list(
        selectors.help_articles(reader=ANONYMOUS, brand=brand)
        .at_home()
        .only("published_title", "slug", "product_area", "language", "updated_at")
        .order_by("product_area", "published_title")[:MAX_LISTED]
    )
    areas: dict[str, list[Article]] = {}
    for article in listed:
        areas.setdefault(article.product_area, []).append(article)
    return _render(
        request,
        "home",
        {
            "brand": brand,
            "areas": [Area(_area(name), found) for name, found in areas.items()],
            "recent": sorted(listed, key=lambda article: article.updated_at, reverse=True)[:6],
            "count": len(listed),
            "canonical": _absolute(f"/help/{brand.slug}/", brand),
        },
    )


def _results(request: HttpRequest, brand: Brand, text: str) -> HttpResponse:
    found = selectors.search(ANONYMOUS, text, brand_id=brand.pk, limit=RESULTS + 1, per_article=1).matching()
    search = services.search_log(
        actor=None,
        text=text,
        found=found,
        channel=SearchChannel.HELP_CENTER,
        brand_id=brand.pk,
        now=clock.now(),
    )
    results = [
        {
            "title": passage.title,
            "heading": passage.heading,
            "language": passage.language,
            "snippet": shortened(" ".join(passage.text.split()), 220),
            "url": f"{article_path(passage.slug, brand.slug)}?{urlencode({'from': search.pk})}"
            + (f"#{passage.anchor}" if passage.anchor else ""),
        }
        for passage in found.passages[:RESULTS]
    ]
    context = {
        "brand": brand,
        "text": text,
        "results": results,
        "has_more": len(found.passages) > RESULTS,
        "corrected": found.corrected,
    }
    return _render(request, "results", context, cache="private, no-store")


@require_safe
@of_brand
def article(request: HttpRequest, brand: Brand, slug: str) -> HttpResponse:
    """One article; an old address redirects to the new one."""
    try:
        found = selectors.help_article(reader=ANONYMOUS, brand=brand, slug=slug)
    except NotFound:
        moved = selectors.redirect_for(reader=ANONYMOUS, brand=brand, slug=slug)
        if moved is None:
            if slug in BESIDE:
                return HttpResponseRedirect(f"/help/{brand.slug}/{slug}/")
            raise
        return HttpResponsePermanentRedirect(article_path(moved.slug, brand.slug))
    search_id = request.GET.get("from", "")
    if search_id.isascii() and search_id.isdigit() and len(search_id) < 18:
        services.search_click(search_id=int(search_id), article_id=found.pk, now=clock.now())
    if request.method == "GET" and "said" not in request.GET:
        services.article_opened(
            article_id=found.pk, channel=SearchChannel.HELP_CENTER, brand_id=brand.pk, now=clock.now()
        )
    if found.origin_url:
        # A page of a website, which answers cite: its readers read it there.
        return HttpResponseRedirect(found.origin_url)
    version = selectors.published_content(found)
    linked = linked_slugs(version.body_html)
    open_slugs = selectors.open_slugs(reader=ANONYMOUS, brand=brand, slugs=linked)
    language = language_of(request, brand)
    tag = _tag_of(found, brand, linked - open_slugs, language)
    if request.headers.get("If-None-Match") == tag and "said" not in request.GET:
        return _unchanged(tag)
    linked_body = in_help_center(unlinked(anchored(version.body_html), open_slugs), brand.slug)
    body = scrollable(pictured(linked_body, brand.slug))
    home = _home_of(found)
    canonical = _absolute(article_path(found.slug, home.slug), home)
    beside = (
        selectors.help_articles(reader=ANONYMOUS, brand=brand)
        .at_home()
        .filter(product_area=found.product_area)
    )
    response = _render(
        request,
        "article",
        {
            "brand": brand,
            "article": found,
            "title": version.title,
            "updated_at": version.created_at,
            "updated_on": pages.day(version.created_at, language),
            "description": excerpt_of(version.body_html, 155),
            # Sanitized when it was saved; only heading ids and our own links have been added since.
            "body": mark_safe(body),  # noqa: S308 (cleaned when it was written)
            "contents": [entry for entry in contents_of(version.body_html) if entry[0] in (1, 2, 3)],
            "minutes": max(round(len(body.split()) / WORDS_A_MINUTE), 1),
            "area": _area(found.product_area) or pages.text("kb.general", language),
            "beside": beside.only("published_title", "slug", "language").order_by("published_title")[:30],
            "canonical": canonical,
            "facts": _facts(brand, found, version.title, version.created_at, canonical),
            "has_answered": request.GET.get("said") == "1",
        },
    )
    response["ETag"] = tag
    return response


def _tag_of(found: Article, brand: Brand, closed: Set[str], language: str) -> str:
    """What an article's page looks like: the words, the brand around them, and which links are none."""
    digest = hashlib.sha256(",".join(sorted(closed)).encode()).hexdigest()[:8]
    frame = f"{brand.pk}.{brand.version}.{language}{len(doors_of(brand))}"
    return f'"a{found.pk}-{found.version}-{frame}-{digest}"'


def _unchanged(tag: str) -> HttpResponse:
    response = HttpResponse(status=304)
    response["ETag"], response["Cache-Control"], response["Vary"] = tag, FRESH, "Accept-Language"
    return response


@require_safe
@of_brand
def image(request: HttpRequest, brand: Brand, public_id: UUID) -> HttpResponse:
    """A picture in an article of this help center, for as long as everybody may read the article."""
    found = images.help_image(reader=ANONYMOUS, brand=brand, public_id=public_id)
    tag = f'"{public_id}"'
    # The bytes behind an id never change.
    is_known = request.headers.get("If-None-Match") == tag
    response = HttpResponse(status=304) if is_known else image_response(found, cache=FRESH)
    response["ETag"], response["Cache-Control"] = tag, FRESH
    return response


# Readers have no session that a foreign page could ride on; the most anyone can forge is one vote.
@csrf_exempt
@require_http_methods(["POST"])
@of_brand
def feedback(request: HttpRequest, brand: Brand, slug: str) -> HttpResponse:
    """Whether an article helped; one vote per reader, who may change it."""
    found = selectors.help_article(reader=ANONYMOUS, brand=brand, slug=slug)
    reader = (
        f"{settings.SECRET_KEY}|{request.META.get('REMOTE_ADDR', '')}|{request.headers.get('User-Agent', '')}"
    )
    try:
        services.feedback_give(
            article_id=found.pk,
            is_helpful=request.POST.get("helpful") == "yes",
            comment=request.POST.get("comment", ""),
            reader_ref=hashlib.sha256(reader.encode()).hexdigest()[:32],
            now=clock.now(),
        )
    except DomainError as error:
        return HttpResponse(error.message, status=int(error.status))
    return HttpResponseRedirect(f"{article_path(found.slug, brand.slug)}?said=1#feedback", status=303)


@require_safe
def neutral(request: HttpRequest, slug: str) -> HttpResponse:
    """A link between articles written before its brand was known."""
    found = selectors.articles_visible(None).filter(slug=slug).first()
    if found is None or not brands():
        return _render(request, "missing", {"brand": None}, status=404)
    home = getattr(request, "brand_host", None) or _home_of(found)
    return HttpResponseRedirect(article_path(found.slug, home.slug))


@require_safe
@of_brand
def sitemap(request: HttpRequest, brand: Brand) -> HttpResponse:
    """The addresses of a help center for search engines."""
    listed = selectors.help_articles(reader=ANONYMOUS, brand=brand).at_home().order_by("slug")[:MAX_LISTED]
    entries = [
        {"url": _absolute(article_path(row.slug, brand.slug), brand), "at": row.updated_at}
        for row in listed.only("slug", "updated_at")
    ]
    home_url = _absolute(f"/help/{brand.slug}/", brand)
    text = render_to_string("kb/sitemap.xml", {"home": home_url, "entries": entries})
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = FRESH
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the help centers, each with its sitemap, and nothing else."""
    at_home = getattr(request, "brand_host", None)
    shown = [at_home] if at_home is not None else brands()
    lines = ["User-agent: *", "Allow: /help/", "Allow: /static/", "Disallow: /help/*?q=", "Disallow: /", ""]
    lines += [f"Sitemap: {_absolute(f'/help/{brand.slug}/sitemap.xml', brand)}" for brand in shown]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = FRESH
    return response


def _facts(brand: Brand, found: Article, title: str, updated_at: datetime, url: str) -> str:
    """The page in schema.org terms, as JSON that cannot close the script element containing it."""
    home = _absolute(f"/help/{brand.slug}/", brand)
    crumbs = [("Help", home), (_area(found.product_area) or "General", None), (title, url)]
    facts = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "TechArticle",
                "headline": title[:110],
                "url": url,
                "inLanguage": found.language,
                "datePublished": found.created_at.date().isoformat(),
                "dateModified": updated_at.date().isoformat(),
                "publisher": {"@type": "Organization", "name": brand.name},
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": at, "name": name} | ({"item": item} if item else {})
                    for at, (name, item) in enumerate(crumbs, start=1)
                ],
            },
        ],
    }
    text = json.dumps(facts, ensure_ascii=False)
    # HTML looks for the end of the element before JSON is parsed.
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(safe)  # noqa: S308 - no character of HTML is left in it


def _home_of(found: Article) -> Brand:
    """The brand whose help center is an article's canonical home: its first brand, else the default."""
    known = brands()
    return next((brand for brand in known if brand.pk in found.brand_ids), known[0])


def _area(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").split()
    shown = " ".join(word.upper() if word.lower() in _SHORT_FORMS else word for word in words)
    return shown[:1].upper() + shown[1:]


def _absolute(path: str, brand: Brand) -> str:
    """A whole address: at the brand's own host once that was seen to lead here."""
    return (
        f"https://{brand.host}{path}" if brand.host and brand.host_seen_at else f"{settings.PUBLIC_URL}{path}"
    )


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200, cache: str = FRESH
) -> HttpResponse:
    language = language_of(request, context["brand"])
    return rendered(f"kb/{template}.html", context, language=language, status=status, cache=cache)

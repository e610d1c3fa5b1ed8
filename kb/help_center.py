"""The public help center of a brand: pages for everybody, without scripts, cookies or staff data."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, pages
from core.api.throttling import count_call
from core.errors import DomainError, NotFound
from kb import selectors, services
from kb.audience import ANONYMOUS
from kb.help_article import addresses, article_page
from kb.help_languages import (
    PARAMETER,
    Speech,
    for_article,
    home_choices,
)
from kb.help_pages import FRESH, absolute, area_name, home_of, language_of, render, speech_for, spoken
from kb.image_files import image_response
from kb.languages import fitting, preferred
from kb.models import Article, HelpCenter, SearchChannel
from kb.rendering import (
    article_path,
    shortened,
)
from kb.selectors import images
from kb.selectors.translations import center_of, in_language, languages_of, listed_with_versions
from people.models import Brand
from people.selectors import brands

MAX_LISTED = 1000
RESULTS = 20
CALLS_A_MINUTE = 240
MOVED = "public, max-age=3600"


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
            return render(request, "missing", {"brand": at_home}, status=404)
        if at_home is None and brand.host and brand.host_seen_at and request.method in ("GET", "HEAD"):
            return _at_its_own_host(request, brand)
        address = request.META.get("REMOTE_ADDR", "")
        is_allowed, _, seconds = count_call(f"help:{address}", limit=CALLS_A_MINUTE, window=60)
        if not is_allowed:
            response = HttpResponse(pages.text("kb.too_many", language_of(request, brand)), status=429)
            response["Retry-After"] = str(seconds)
            return response
        try:
            return page(request, brand, **more)
        except NotFound:
            return _moved(request, brand)

    return view


def _at_its_own_host(request: HttpRequest, brand: Brand) -> HttpResponse:
    """Under the workspace's name a help center leads to its own host, while that is seen to lead here."""
    return _for_good(f"https://{brand.host}{request.get_full_path()}")


def _for_good(address: str) -> HttpResponse:
    """Lead to the address that stands in the place of this one."""
    response = HttpResponsePermanentRedirect(address)
    # A domain or a redirect may be taken away again: browsers, which keep a bare 301 for ever, ask anew.
    response["Cache-Control"] = MOVED
    return response


def _moved(request: HttpRequest, brand: Brand) -> HttpResponse:
    """What is not here: led on by a redirect, or noted and told."""
    if request.method in ("GET", "HEAD"):
        leads_to = services.redirect_follow(brand=brand, path=request.path, now=clock.now())
        if leads_to:
            return _for_good(leads_to)
    return render(request, "missing", {"brand": brand}, status=404)


@require_safe
def old_address(request: HttpRequest) -> HttpResponseBase:
    """Any other address of a brand's own host: one that its former help center had, perhaps."""
    brand: Brand = request.brand_host  # type: ignore[attr-defined]  # set for brands' hosts alone
    return _somewhere_else(request, brand_slug=brand.slug)


@of_brand
def _somewhere_else(request: HttpRequest, brand: Brand) -> HttpResponse:
    raise NotFound("There is no such page.")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Redirect to the help center of the host's brand, else to the default brand's."""
    first = getattr(request, "brand_host", None) or next(iter(brands()), None)
    if first is None:
        return render(request, "missing", {"brand": None}, 404)
    return HttpResponseRedirect(f"/help/{first.slug}/")


@require_safe
@of_brand
def home(request: HttpRequest, brand: Brand) -> HttpResponse:
    """All articles by area, or the results of a search."""
    text = request.GET.get("q", "").replace("\x00", " ").strip()[:500]
    center = center_of(brand)
    speech = speech_for(request, brand, center)
    if text:
        return _results(request, brand, center, text, speech)
    rows = (
        selectors.help_articles(reader=ANONYMOUS, brand=brand)
        .at_home()
        .only("published_title", "slug", "product_area", "language", "updated_at", "translation_of")
        .order_by("product_area", "published_title")[: MAX_LISTED * len(speech.known)]
    )
    listed = in_language(rows, speech.language)[:MAX_LISTED]
    listed.sort(key=lambda row: (row.product_area, row.published_title))
    areas: dict[str, list[Article]] = {}
    for article in listed:
        areas.setdefault(article.product_area, []).append(article)
    return render(
        request,
        "home",
        spoken(speech, brand, center)
        | {
            "areas": [Area(area_name(name), found) for name, found in areas.items()],
            "recent": sorted(listed, key=lambda article: article.updated_at, reverse=True)[:6],
            "count": len(listed),
            "canonical": absolute(f"/help/{brand.slug}/{speech.suffix}", brand),
            "alternates": [
                (one.language, absolute(one.url, brand)) for one in home_choices(speech, brand.slug)
            ],
            "x_default": absolute(f"/help/{brand.slug}/", brand),
        },
    )


def _results(
    request: HttpRequest, brand: Brand, center: HelpCenter, text: str, speech: Speech
) -> HttpResponse:
    found = selectors.search(
        ANONYMOUS,
        text,
        brand_id=brand.pk,
        limit=RESULTS + 1,
        per_article=1,
        reading=speech.language if speech.has_several else "",
    ).matching()
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
            "url": _result_url(brand, passage, search.pk, speech),
        }
        for passage in found.passages[:RESULTS]
    ]
    context = spoken(speech, brand, center) | {
        "text": text,
        "results": results,
        "has_more": len(found.passages) > RESULTS,
        "corrected": found.corrected,
    }
    return render(request, "results", context, cache="private, no-store")


def _result_url(brand: Brand, passage: selectors.Passage, search_id: int, speech: Speech) -> str:
    more = {PARAMETER: speech.language} if speech.is_chosen else {}
    path = f"{article_path(passage.slug, brand.slug)}?{urlencode({'from': search_id} | more)}"
    return f"{path}#{passage.anchor}" if passage.anchor else path


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
        return _for_good(article_path(moved.slug, brand.slug))
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
    alternates = selectors.alternates(reader=ANONYMOUS, brand=brand, article=found)
    accepts = request.headers.get("Accept-Language", "")
    center = center_of(brand)
    speech = for_article(speech_for(request, brand, center), accepts, found, alternates)
    if "said" not in request.GET and (better := _in_readers_language(request, found, alternates)):
        # Only who names no language is looked at: a link of the switch leads where it says.
        moved_on = HttpResponseRedirect(article_path(better.slug, brand.slug) + speech.suffix)
        moved_on["Vary"], moved_on["Cache-Control"] = "Accept-Language", FRESH
        return moved_on
    return article_page(request, brand, center, found, speech, alternates)


def _in_readers_language(
    request: HttpRequest, found: Article, alternates: Sequence[Article]
) -> Article | None:
    """Another version of the article, if the reader asks for its language or their browser prefers it."""
    codes = [one.language for one in alternates]
    asked = request.GET.get(PARAMETER, "")[:12]
    wanted = fitting(asked, codes) if asked else preferred(request.headers.get("Accept-Language", ""), codes)
    better = next((one for one in alternates if one.language == wanted), None)
    return better if better is not None and better.pk != found.pk else None


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
        return render(request, "missing", {"brand": None}, status=404)
    home = getattr(request, "brand_host", None) or home_of(found)
    return HttpResponseRedirect(article_path(found.slug, home.slug))


@require_safe
@of_brand
def sitemap(request: HttpRequest, brand: Brand, language: str = "") -> HttpResponse:
    """The addresses of a help center for search engines, of one language or of all, with their alternates."""
    known = languages_of([brand.pk])
    if language and (len(known) < 2 or language not in known):
        raise NotFound("There is no such sitemap.")
    listed, versions = listed_with_versions(brand=brand, language=language, limit=MAX_LISTED)
    entries = [
        {
            "url": absolute(article_path(row.slug, brand.slug), brand),
            "at": row.updated_at,
            "alternates": addresses(versions[row.translation_of_id or row.pk], brand),
        }
        for row in listed
    ]
    suffix = f"?{PARAMETER}={language}" if language else ""
    home_url = absolute(f"/help/{brand.slug}/{suffix}", brand)
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
    for brand in shown:
        known = languages_of([brand.pk])
        names = [f"sitemap-{code}.xml" for code in known] if len(known) > 1 else ["sitemap.xml"]
        lines += [f"Sitemap: {absolute(f'/help/{brand.slug}/{name}', brand)}" for name in names]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = FRESH
    return response

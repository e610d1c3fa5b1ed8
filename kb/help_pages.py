"""What all pages of a help center share: addresses, language, facts for search engines, rendering."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from core import pages, ports
from core.ports import Door
from kb.help_languages import PARAMETER, Speech, home_choices, speech_of
from kb.models import Article, HelpCenter
from people.models import Brand
from people.selectors import brands

# Abbreviations in the names of areas that are always in capitals.
_SHORT_FORMS = frozenset(
    {
        "ai", "api", "cli", "crm", "csv", "etl", "faq", "gdpr", "http", "id", "pdf", "saml", "scim", "sdk",
        "sla", "sql", "sso", "ui", "url",
    }
)  # fmt: skip
FRESH = "public, max-age=60, stale-while-revalidate=600"


def facts_of(brand: Brand, found: Article, title: str, updated_at: datetime, url: str, language: str) -> str:
    """
    The page in schema.org terms, as JSON that cannot close the script element containing it.

    `language` is that of the page's words.
    """
    home = absolute(f"/help/{brand.slug}/", brand)
    area = area_name(found.product_area) or pages.text("kb.general", language)
    crumbs = [(pages.text("kb.help", language), home), (area, None), (title, url)]
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


def home_of(found: Article) -> Brand:
    """The brand whose help center is an article's canonical home: its first brand, else the default."""
    known = brands()
    return next((brand for brand in known if brand.pk in found.brand_ids), known[0])


def area_name(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").split()
    shown = " ".join(word.upper() if word.lower() in _SHORT_FORMS else word for word in words)
    return shown[:1].upper() + shown[1:]


def absolute(path: str, brand: Brand) -> str:
    """A whole address: at the brand's own host once that was seen to lead here."""
    return (
        f"https://{brand.host}{path}" if brand.host and brand.host_seen_at else f"{settings.PUBLIC_URL}{path}"
    )


def language_of(request: HttpRequest, brand: Any, speech: Speech | None = None) -> str:
    """
    The language of what we say ourselves on a page: that of the help center where it speaks several, else the
    reader's by their browser, else the brand's.
    """
    if speech is not None and speech.has_several:
        return pages.language_for(speech.language, pages.LANGUAGES[0])
    fallback = brand.language if brand is not None else pages.LANGUAGES[0]
    return pages.language_for(request.headers.get("Accept-Language", ""), fallback)


def doors_of(brand: Any) -> list[Door]:
    """The ways to a person that a brand's pages show."""
    return [] if brand is None else ports.help_doors(brand.pk, brand.slug)


def rendered(
    template: str, context: dict[str, Any], *, language: str, status: int = 200, cache: str = FRESH
) -> HttpResponse:
    """A page in the frame of `context["brand"]`, which is None where no brand is known."""
    # Rendered without the request: no session, user or message can get into a page that caches share.
    values = {"language": language, "doors": doors_of(context["brand"]), **context}
    response = HttpResponse(render_to_string(template, values), status=status)
    response["Cache-Control"] = cache if status == 200 else "no-store"
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    return response


def render(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200, cache: str = FRESH
) -> HttpResponse:
    """A page of the help center; `context` may hold the `speech` of its reader."""
    language = language_of(request, context["brand"], context.get("speech"))
    return rendered(f"kb/{template}.html", context, language=language, status=status, cache=cache)


def speech_for(request: HttpRequest, brand: Brand, center: HelpCenter) -> Speech:
    """In which language to speak with a reader of this help center."""
    return speech_of(
        list(dict.fromkeys([brand.language, *center.languages])),
        asked=request.GET.get(PARAMETER, "")[:12],
        accepts=request.headers.get("Accept-Language", ""),
    )


def spoken(speech: Speech, brand: Brand, center: HelpCenter) -> dict[str, Any]:
    """What every page says of its language."""
    return {
        "brand": brand,
        "center": center,
        "speech": speech,
        "suffix": speech.suffix,
        "choices": home_choices(speech, brand.slug),
    }

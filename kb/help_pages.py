"""What all pages of a help center share: addresses, language, facts for search engines, rendering."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

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


def facts_of(brand: Brand, found: Article, title: str, updated_at: datetime, url: str) -> str:
    """The page in schema.org terms, as JSON that cannot close the script element containing it."""
    home = absolute(f"/help/{brand.slug}/", brand)
    crumbs = [("Help", home), (area_name(found.product_area), None), (title, url)]
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
    return shown[:1].upper() + shown[1:] if shown else "General"


def absolute(path: str, brand: Brand) -> str:
    """A whole address: at the brand's own host once that was seen to lead here."""
    return (
        f"https://{brand.host}{path}" if brand.host and brand.host_seen_at else f"{settings.PUBLIC_URL}{path}"
    )


def render(template: str, context: dict[str, Any], status: int = 200, cache: str = FRESH) -> HttpResponse:
    # Rendered without the request: no session, user or message can get into a page that caches share.
    response = HttpResponse(render_to_string(f"kb/{template}.html", context), status=status)
    response["Cache-Control"] = cache if status == 200 else "no-store"
    return response


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
        "language_label": speech.word("languages"),
        "choices": home_choices(speech, brand.slug),
    }


def varied(response: HttpResponse, speech: Speech) -> HttpResponse:
    if speech.has_several and not speech.is_chosen:
        response["Vary"] = "Accept-Language"
    return response

"""What all pages of a brand's help center have in common, also those that other apps add to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core import pages, ports
from core.ports import Door

FRESH = "public, max-age=60, stale-while-revalidate=600"


def language_of(request: HttpRequest, brand: Any) -> str:
    """The language of a page: the reader's by their browser, else the brand's."""
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

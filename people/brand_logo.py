"""Logos of brands, for everybody, by their digest."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from people.selectors.branding import logo_find


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """A logo; its address never shows another picture, so it may be kept for ever."""
    found = logo_find(digest)
    if found is None:
        return HttpResponse("There is no such logo.", status=404, content_type="text/plain; charset=utf-8")
    response = HttpResponse(bytes(found.data), content_type=found.content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # The widget shows it on the pages of customers.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

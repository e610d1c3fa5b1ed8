"""What the proxy asks before it gets a certificate for a host name."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from people.selectors.branding import brand_of_host


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """
    200 for the host (`domain`) of a brand in use, else 404.

    Without this, anybody who points a name at the proxy could have it ask for certificates without end.
    """
    host = request.GET.get("domain", "").lower().rstrip(".")
    is_ours = brand_of_host(host) is not None
    return HttpResponse(
        "ours" if is_ours else "unknown", status=200 if is_ours else 404, content_type="text/plain"
    )

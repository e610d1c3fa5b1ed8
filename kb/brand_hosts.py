"""Help centers under host names of their own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from people.hosts import SIGN_PATH, is_workspace_host, sign_of, workspace_host
from people.selectors.branding import brand_of_host


class BrandHostMiddleware:
    """
    Answers a brand's host with its help center and with nothing else: no workspace, no API, no staff.

    ALLOWED_HOSTS goes on to hold for all other names. The brand is known from the host alone; what comes
    after sees the workspace's name, which is the one that may be relied on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", "").partition(":")[0].lower().rstrip(".")
        brand = (
            None
            if "." not in host or host.replace(".", "").isdigit() or is_workspace_host(host)
            else (brand_of_host(host))
        )
        if brand is None:
            return self.get_response(request)
        if request.path == "/":
            return HttpResponseRedirect(f"/help/{brand.slug}/")
        if request.path == SIGN_PATH:
            return HttpResponse(sign_of(host), content_type="text/plain; charset=utf-8")
        # A form on a page of this host: to Django's check it comes from the name that stands for it.
        own = f"{request.scheme}://{request.META['HTTP_HOST'].lower()}"
        if request.META.get("HTTP_ORIGIN", "").lower() == own:
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{workspace_host()}"
        request.META["HTTP_HOST"] = workspace_host()
        request.urlconf = settings.BRAND_HOST_URLCONF
        request.brand_host = brand  # type: ignore[attr-defined]  # read by kb.help_center
        return self.get_response(request)

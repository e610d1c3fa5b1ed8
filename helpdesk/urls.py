"""All paths: each floor contributes its own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from helpdesk import documents, health, spa
from helpdesk.api_root import NotFoundView, SchemaView
from helpdesk.doctor.api import SystemHealthView
from kb import help_center
from people import host_asking

handler400 = "helpdesk.spa.bad_request"
handler404 = "helpdesk.spa.page_not_found"
handler500 = "helpdesk.spa.server_error"


def home(request: HttpRequest) -> HttpResponse:
    """Staff land in the workspace."""
    return HttpResponseRedirect("/app/")


api: list[URLPattern | URLResolver] = [
    path("schema", SchemaView.as_view(), name="schema"),
    # The split form has its script at a separate address: our policy allows no inline scripts.
    path("docs", SpectacularSwaggerSplitView.as_view(url="/api/v1/schema", permission_classes=[AllowAny])),
    path("system/health", SystemHealthView.as_view()),
    path("", include("people.api.urls")),
    path("", include("tickets.api.urls")),
    path("", include("kb.api.urls")),
    path("", include("sla.api.urls")),
    path("", include("assistant.api.urls")),
    path("", include("routing.api.urls")),
    path("", include("widget.api.urls")),
    path("", include("portal.api.urls")),
    *(path("", include(system.api_urls)) for system in settings.DECLARED if system.api_urls),
    re_path(r"^.*$", NotFoundView.as_view()),
]

urlpatterns = [
    path("", home),
    # Browsers request it on pages that declare no icon.
    path("favicon.ico", RedirectView.as_view(url="/static/app/favicon.svg")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("brand-hosts/ask", host_asking.ask),
    path("_allauth/browser/v1/auth/", include("people.api.sign_in_urls")),
    path("api/v1/", include(api)),
    path("docs/errors", documents.errors),
    path("app/", spa.workspace),
    re_path(r"^app/.*$", spa.workspace),
    path("robots.txt", help_center.robots),
    path("help/", include("portal.root_urls")),
    path("help/", include("kb.root_urls")),
    path("", include("people.root_urls")),
    *(path("", include(system.root_urls)) for system in settings.DECLARED if system.root_urls),
    path("", include("tickets.root_urls")),
    path("", include("widget.root_urls")),
    *(path("", include(f"{name}.urls")) for name in settings.EXTRA_APPS),
]

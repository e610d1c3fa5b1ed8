"""The workspace's single page, and error pages outside it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views import defaults
from django.views.decorators.cache import never_cache

from core.api.problems import CONTENT_TYPE, document


@never_cache
def workspace(request: HttpRequest) -> HttpResponse:
    """The built index of the React application; it does its own routing below /app/."""
    index = settings.FRONTEND_DIST / "app" / "index.html"
    if not index.exists():
        return render(request, "helpdesk/not_built.html", status=503)
    get_token(request)
    return HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A readable 404, as a problem document below /api/."""
    if request.path.startswith("/api/"):
        body = document(404, "There is nothing here, or you may not see it.", code="not_found")
        return JsonResponse(body, status=404, content_type=CONTENT_TYPE)
    return render(request, "helpdesk/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django itself refuses, such as one for an unknown host."""
    if request.path.startswith("/api/"):
        body = document(400, "This request is malformed, or names a host that is not ours.", code="error")
        return JsonResponse(body, status=400, content_type=CONTENT_TYPE)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A readable 500 with a reference to look up in the logs."""
    if request.path.startswith("/api/"):
        body = document(
            500,
            "Something broke on our side; nothing was saved. Try again, and tell us the request id.",
            code="server_error",
        )
        return JsonResponse(body, status=500, content_type=CONTENT_TYPE)
    return render(request, "helpdesk/server_error.html", status=500)

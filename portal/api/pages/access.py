"""Signing in and out."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import Invalid
from portal import services
from portal.api.pages.frame import Visit, forget, of_portal, remember
from portal.services import LinkInvalid

ASKED_AN_HOUR = 20
TRIED_AN_HOUR = 60


@require_http_methods(["GET", "HEAD", "POST"])
@of_portal
def sign_in(visit: Visit) -> HttpResponse:
    """Ask for a link; the answer is the same whoever asks."""
    if visit.session is not None:
        return visit.go("requests/")
    if visit.request.method != "POST":
        return visit.page("sign_in", email="")
    visit.count("link", ASKED_AN_HOUR, 3600)
    email = visit.posted("email", 320).strip()
    try:
        services.link_ask(brand=visit.brand, address=email, language=visit.language, now=clock.now())
    except Invalid:
        return visit.page("sign_in", status=422, email=email, is_unfit=True)
    return visit.page("link_sent", email=email)


@require_http_methods(["GET", "HEAD", "POST"])
@of_portal
def use_link(visit: Visit, token: str) -> HttpResponse:
    """
    What a mailed link opens: a button, which alone uses it up.

    Scanners of mail open every link before its reader does, and press nothing.
    """
    visit.count("use", TRIED_AN_HOUR, 3600)
    now = clock.now()
    if visit.request.method != "POST":
        stands = services.link_stands(brand=visit.brand, token=token, now=now)
        return visit.page("use_link" if stands else "link_over", status=200 if stands else 410)
    try:
        started = services.link_use(brand=visit.brand, token=token, now=now)
    except LinkInvalid as error:
        return visit.page("link_over", status=int(error.status))
    response = visit.go("requests/")
    remember(response, visit, started.token)
    return response


@require_POST
@of_portal
def sign_out(visit: Visit) -> HttpResponse:
    """End the session in this browser."""
    if visit.session is not None:
        services.session_end(session=visit.session, now=clock.now())
    response = visit.go("")
    forget(response, visit)
    return response

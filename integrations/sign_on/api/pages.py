"""
Where browsers come back to from a provider. Each ends in the workspace, at an address made here: nothing that
came along decides where the browser goes.
"""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from core import clock
from integrations.sign_on import saml, services
from integrations.sign_on.api.browser import browser_of
from integrations.sign_on.models import Purpose
from integrations.sign_on.problems import Problem
from people.services import ELSEWHERE

_BACKEND = "people.sign_in.AddressBackend"


@never_cache
@require_GET
def oidc_callback(request: HttpRequest) -> HttpResponse:
    """Back from an OpenID Connect provider."""
    query = {name: str(request.GET[name])[:4000] for name in request.GET}
    return _lead(request, services.oidc_return(query=query, browser=browser_of(request), now=clock.now()))


@csrf_exempt
@never_cache
@require_POST
def saml_acs(request: HttpRequest) -> HttpResponse:
    """
    An answer that a SAML provider had the browser post. Our cookies do not come along across sites; the
    browser brings them when it goes on to `saml_finish`.
    """
    state = request.POST.get("RelayState", "")[:200]
    ticket = services.saml_answer(
        response=request.POST.get("SAMLResponse", ""), relay_state=state, now=clock.now()
    )
    if not ticket:
        return _to_sign_in(Problem.EXPIRED)
    finish = f"/sign-on/finish?{urlencode({'state': state, 'ticket': ticket})}"
    # 303: the browser goes on with a GET, for which it sends its cookies.
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": finish})


@never_cache
@require_GET
def saml_finish(request: HttpRequest) -> HttpResponse:
    """The browser that began a SAML sign-in, and answered it, comes for what it led to."""
    state, ticket = request.GET.get("state", "")[:200], request.GET.get("ticket", "")[:200]
    browser = browser_of(request)
    return _lead(request, services.saml_return(state=state, ticket=ticket, browser=browser, now=clock.now()))


@require_GET
def saml_metadata(request: HttpRequest) -> HttpResponse:
    """What a SAML provider needs to know of us."""
    text = saml.our_metadata(our_id=services.metadata_url(), our_url=services.acs_url())
    return HttpResponse(text, content_type="application/samlmetadata+xml; charset=utf-8")


def _lead(request: HttpRequest, ended: services.Ended) -> HttpResponse:
    attempt = ended.attempt
    if attempt is not None and attempt.purpose == Purpose.TEST:
        return HttpResponseRedirect(f"/app/sign-on-test?{urlencode({'test': attempt.public_id})}")
    if ended.user is None or attempt is None:
        return _to_sign_in(ended.problem or Problem.UNTRUSTED)
    setattr(request, ELSEWHERE, attempt.provider_id)
    login(request, ended.user, backend=_BACKEND)
    request.session[ELSEWHERE] = str(attempt.provider.public_id)
    # Signed in anew as the same person, a session keeps its data, and with it the end of the time before.
    request.session.set_expiry(None)
    until = ended.facts.ends_at if ended.facts else None
    if until is not None and until < clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE):
        request.session.set_expiry(until)
    return HttpResponseRedirect(f"/app{attempt.next_path or '/'}")


def _to_sign_in(problem: str) -> HttpResponse:
    return HttpResponseRedirect(f"/app/sign-in?{urlencode({'problem': str(problem)})}")

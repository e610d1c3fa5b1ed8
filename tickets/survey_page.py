"""The survey that a customer opens from an email: one click, no sign-in, works without scripts."""

from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import clock, pages
from core.api.throttling import count_call
from core.errors import DomainError, Invalid
from tickets import services
from tickets.surveys import SCALES, Survey, scores_of

# Every answer adds a timeline entry, and a whole office may share one address.
CALLS_A_MINUTE = 60


class Look(Protocol):
    """What a page takes of its brand."""

    name: str
    color: str
    logo: str


@csrf_exempt  # The signed token in the address is the proof; there is no session to ride on.
@never_cache
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """
    Show the survey with the linked score chosen; the answer is sent by the form.

    A GET never records anything: mail scanners open every link.
    """
    asked_in = services.survey_language(token)
    language = asked_in if asked_in in pages.LANGUAGES else _readers(request, pages.LANGUAGES[0])
    is_allowed, _, seconds = count_call(
        f"survey:{request.META.get('REMOTE_ADDR', '')}", limit=CALLS_A_MINUTE, window=60
    )
    if not is_allowed:
        response = _problem(request, language, "tickets.too_often", 429)
        response["Retry-After"] = str(seconds)
        return response
    try:
        rating, score = services.survey_read(token)
        brand = rating.ticket.brand
        survey = Survey(rating.kind, brand.name, rating.ticket.subject)
        language = language if asked_in else _readers(request, brand.language)
        if request.method == "POST":
            return _answered(request, token, survey, language, look=brand)
    except DomainError as error:
        return _problem(request, language, "tickets.broken_more", int(error.status))
    return _asked(request, survey, language, look=brand, score=score)


def _readers(request: HttpRequest, fallback: str) -> str:
    return pages.language_for(request.headers.get("Accept-Language", ""), fallback)


def _answered(request: HttpRequest, token: str, survey: Survey, language: str, *, look: Look) -> HttpResponse:
    """Keep the answer. Raises NotFound, Conflict."""
    chosen, comment = request.POST.get("score", ""), request.POST.get("comment", "")
    given = {str(score): score for score in scores_of(survey.kind)}
    try:
        services.survey_answer(token=token, score=given.get(chosen, -1), comment=comment, now=clock.now())
    except Invalid:
        return _asked(request, survey, language, look=look, comment=comment[:4000], fault=True, status=422)
    context = {"brand": survey.brand, "look": look, "language": language}
    return render(request, "tickets/rated.html", context)


def _asked(
    request: HttpRequest,
    survey: Survey,
    language: str,
    *,
    look: Look,
    score: int | None = None,
    comment: str = "",
    fault: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "language": language,
        "brand": survey.brand,
        "look": look,
        "kind": survey.kind,
        "subject": survey.subject,
        "question": pages.text(f"tickets.{survey.kind}", language, brand=survey.brand),
        "ends": pages.text(f"tickets.{survey.kind}_ends", language),
        "score": score,
        "scores": scores_of(survey.kind),
        "highest": SCALES[survey.kind][1],
        "comment": comment,
        "fault": fault,
    }
    return render(request, "tickets/rate.html", context, status=status)


def _problem(request: HttpRequest, language: str, why: str, status: int) -> HttpResponse:
    return render(request, "tickets/rate_problem.html", {"why": why, "language": language}, status=status)

"""The survey that a customer opens from an email: one click, no sign-in, works without scripts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import clock
from core.api.throttling import count_call
from core.errors import DomainError
from tickets import services

# Every answer adds a timeline entry, and a whole office may share one address.
CALLS_A_MINUTE = 60


@csrf_exempt  # The signed token in the address is the proof; there is no session to ride on.
@never_cache
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """
    Show the survey with the linked score chosen; the answer is sent by the form.

    A GET never records anything: mail scanners open every link.
    """
    is_allowed, _, seconds = count_call(
        f"survey:{request.META.get('REMOTE_ADDR', '')}", limit=CALLS_A_MINUTE, window=60
    )
    if not is_allowed:
        message = {"message": "Too many answers in a short time. Try again in a minute."}
        response = render(request, "tickets/rate_problem.html", message, status=429)
        response["Retry-After"] = str(seconds)
        return response
    try:
        rating, score = services.survey_read(token)
        if request.method == "POST":
            chosen = request.POST.get("score", "")
            services.survey_answer(
                token=token,
                score=int(chosen) if chosen in ("1", "2", "3", "4", "5") else 0,
                comment=request.POST.get("comment", ""),
                now=clock.now(),
            )
            return render(request, "tickets/rated.html", {"brand": rating.ticket.brand})
    except DomainError as error:
        return render(
            request, "tickets/rate_problem.html", {"message": error.message}, status=int(error.status)
        )
    context = {
        "brand": rating.ticket.brand,
        "subject": rating.ticket.subject,
        "score": score,
        "scores": range(1, 6),
    }
    return render(request, "tickets/rate.html", context)

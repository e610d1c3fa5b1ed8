"""The base class of all endpoints."""

from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

from django.http import HttpResponseBase
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.actors import Actor
from core.api.causes import cause_of
from core.api.declared import refuse_unknown
from core.api.etags import answer_conditionally
from core.api.requests import actor_of
from core.api.sensitive import SensitiveRead
from core.errors import DomainError
from core.events import caused_by


class LengthRequired(DomainError):
    """The body was sent in chunks without a length, which WSGI cannot pass on."""

    code = "length_required"
    status = HTTPStatus.LENGTH_REQUIRED


class ApiView(APIView):
    """
    A view with an actor and rate-limit headers.

    `scope` names the area for token scopes, `also_reads` further areas whose records the answer contains;
    `asks` marks a POST that only reads and changes nothing. See `people.scopes`.

    `writes_blind` says that the answer to a change holds nothing of `also_reads`: a token needs no right to
    read them for it.

    `takes_key` says that its POST accepts an `Idempotency-Key`, and `never_stored` names the members of its
    answer, at any depth, that open something: a repetition has null there. `tagged` names the methods whose
    answer has a version as its ETag: of these, a GET accepts `If-None-Match` and a change accepts `If-Match`.

    `sensitive` says that its answers are reads of sensitive data, which are audited.
    """

    scope = ""
    also_reads: tuple[str, ...] = ()
    asks = False
    writes_blind = False
    takes_key = False
    never_stored: tuple[str, ...] = ()
    tagged: tuple[str, ...] = ()
    sensitive: SensitiveRead | None = None

    @property
    def actor(self) -> Actor:
        """The actor of this request."""
        return actor_of(self.request)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What a call changes has the cause that it names; the next call of this thread has another."""
        with ExitStack() as self._until_answered:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what no endpoint accepts, once the right to call it at all has been checked."""
        super().initial(request, *args, **kwargs)
        if (cause := cause_of(request)) is not None:
            self._until_answered.enter_context(caused_by(cause))
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise ParseError("An address may not contain the character U+0000.")
        if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
            raise LengthRequired("Send the body with a Content-Length, not in chunks.")
        refuse_unknown(self, request)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Any:
        final: Any = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]  # the stubs expect the response that it makes
        limits = getattr(getattr(request, "_request", None), "rate_limit", None)
        if limits is not None:
            limit, remaining, reset = limits
            final["RateLimit-Limit"] = str(limit)
            final["RateLimit-Remaining"] = str(remaining)
            final["RateLimit-Reset"] = str(reset)
        if self.sensitive is not None and final.status_code == HTTPStatus.OK:
            self.sensitive.record(self.actor, request, kwargs or self.kwargs)
        is_read = request.method in ("GET", "HEAD") and final.status_code == 200
        if is_read and "ETag" in final and isinstance(final, Response):
            final.add_post_render_callback(lambda rendered: answer_conditionally(request, rendered))
        return final

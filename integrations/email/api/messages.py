"""Endpoints of a ticket's mail: recipients, delivery, originals."""

from threading import BoundedSemaphore

from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, http
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from core.errors import DomainError, NotFound, RateLimited
from integrations.email import services
from integrations.email.api.log import raw_response
from integrations.email.api.rendering import original_json, recipients_json
from integrations.email.api.serializers import DeliveryInput
from integrations.email.api.shapes import OriginalShape, ReplyRecipientsShape
from integrations.email.mime import framing
from integrations.email.selectors import originals
from integrations.email.selectors.recipients import recipients
from people.policy import require
from tickets import selectors as ticket_selectors
from tickets import services as ticket_services
from tickets.api.entry_shapes import ENTRY
from tickets.api.workspace import file_response
from tickets.entries import Message
from tickets.models import TimelineEntry
from tickets.rendering import entry_json
from tickets.selectors import internal as all_tickets
from tickets.services.attaching import INLINE_TYPES, sniff

_SALT = "email.image"
_IMAGE_SECONDS = 3600
_IMAGE_BYTES = 5 * 1024 * 1024
_IMAGE_FETCH_SECONDS = 10.0
# Out of the 16 threads of a web process; a request that finds none free waits only briefly.
_FETCHING = BoundedSemaphore(6)
_IMAGE_PATIENCE = 0.5


class RecipientsView(ApiView):
    """Who a reply would reach."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_recipients", responses=ReplyRecipientsShape)
    def get(self, request: Request, number: int) -> Response:
        return Response(recipients_json(recipients(actor=self.actor, ticket_id=number)))


class DeliveryView(ApiView):
    """Decide about a message that did not get through."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_delivery", request=DeliveryInput, responses=ENTRY)
    def post(self, request: Request, number: int, entry_id: int) -> Response:
        require(self.actor, "ticket.reply")
        data = DeliveryInput(data=request.data)
        data.is_valid(raise_exception=True)
        entry = services.delivery_decide(
            actor=self.actor,
            ticket_id=number,
            entry_id=entry_id,
            action=data.validated_data["action"],
            now=clock.now(),
        )
        files = ticket_selectors.files_of(entry) if entry.has_attachments else []
        return Response(entry_json(entry, files))


class OriginalView(ApiView):
    """The parts of a mail that its message initially hides."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_original", responses=OriginalShape)
    def get(self, request: Request, number: int, entry_id: int) -> Response:
        entry = originals.entry_of(actor=self.actor, ticket_id=number, entry_id=entry_id)
        return Response(original_json(entry, originals.body_of(entry)))


class OriginalDocumentView(ApiView):
    """A mail as its sender formatted it, for a sandboxed frame."""

    scope = "tickets"
    sensitive = SensitiveRead(action="email.original_read", target="ticket:{number}", kind="originals")

    @extend_schema(
        operation_id="tickets_original_document",
        parameters=[
            OpenApiParameter("images", int, enum=[0, 1], description="1 loads remote images."),
            OpenApiParameter("theme", str, description="Makes a frame load anew when the theme changes."),
        ],
        responses={(200, "text/html"): str},
    )
    @method_decorator(xframe_options_sameorigin)
    def get(self, request: Request, number: int, entry_id: int) -> HttpResponse:
        entry = originals.entry_of(actor=self.actor, ticket_id=number, entry_id=entry_id)
        body = originals.body_of(entry)
        # The frame has an opaque origin and sends no cookie, so each address carries its own permission.
        files = {cid: _image_path({"f": public_id}) for cid, public_id in _inline_of(entry).items()}
        html = framing.document(
            body.html,
            title=entry.title or "Mail",
            files_by_cid=files,
            image_path=(lambda url: _image_path({"u": url}))
            if request.query_params.get("images") == "1"
            else None,
        )
        response = HttpResponse(html, content_type="text/html; charset=utf-8")
        response["Content-Security-Policy"] = framing.POLICY
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "private, no-store"
        return response


def _inline_of(entry: TimelineEntry) -> dict[str, str]:
    mail = Message.of(entry.payload).mail
    return (mail.inline if mail is not None else None) or {}


def _image_path(what: dict[str, str]) -> str:
    return f"/mail-images/{signing.dumps(what, salt=_SALT, compress=True)}"


class OriginalRawView(ApiView):
    """A mail exactly as it arrived."""

    scope = "tickets"
    also_reads = ("mail",)
    sensitive = SensitiveRead(action="email.original_read", target="ticket:{number}", kind="originals")

    @extend_schema(operation_id="tickets_original_raw", responses={(200, "application/octet-stream"): bytes})
    def get(self, request: Request, number: int, entry_id: int) -> HttpResponse:
        entry = originals.entry_of(actor=self.actor, ticket_id=number, entry_id=entry_id)
        ticket_services.files_may_leave(entry.pk)
        return raw_response(originals.raw_of(entry), f"mail-{number}-{entry_id}.eml")


class ImageView(ApiView):
    """
    An image of a mail, by a signed address that works for an hour.

    Remote images are proxied: their sender learns neither who read the mail nor where.
    """

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, token: str) -> HttpResponseBase:
        try:
            what = signing.loads(token, salt=_SALT, max_age=_IMAGE_SECONDS)
        except signing.BadSignature as error:
            raise NotFound("This image's address has expired. Open the mail again.") from error
        if "f" in what:
            file = all_tickets.file_of_type(what["f"], INLINE_TYPES)
            if file is None:
                raise NotFound("There is no such image.")
            return _open_to_frames(file_response(file))
        return _open_to_frames(_remote(what["u"]))


def _remote(url: str) -> HttpResponse:
    # Slow servers must not occupy every thread that serves people.
    if not _FETCHING.acquire(timeout=_IMAGE_PATIENCE):
        raise RateLimited("Too many images are being loaded. Try again in a moment.", retry_after=5)
    try:
        answer = http.fetch(
            "GET",
            url,
            headers={"Accept": "image/*", "User-Agent": "Candor image proxy"},
            max_bytes=_IMAGE_BYTES,
            max_seconds=_IMAGE_FETCH_SECONDS,
        )
    except DomainError as error:
        raise NotFound("There is no image at this address.") from error
    finally:
        _FETCHING.release()
    kind = sniff(answer.content[:8192])
    if answer.status_code != 200 or kind not in INLINE_TYPES:
        raise NotFound("There is no image at this address.")
    response = HttpResponse(answer.content, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _open_to_frames(response: HttpResponseBase) -> HttpResponseBase:
    """A sandboxed frame has an opaque origin, so nothing is same-site to it."""
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

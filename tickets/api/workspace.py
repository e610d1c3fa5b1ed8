"""Endpoints of the workspace around tickets: drafts, views, files, search."""

import io
import urllib.parse
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse, HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, sightings
from core.api.idempotency import idempotent
from core.api.requests import checked_change, limit_of
from core.api.uploads import AnyFormat, UploadParser
from core.api.views import ApiView
from core.errors import Invalid, NotFound
from people import selectors as people_selectors
from people.policy import require
from tickets import searching, selectors, services
from tickets.api import shapes
from tickets.api.entry_shapes import AttachmentShape
from tickets.api.querying import QUERY
from tickets.api.serializers import DraftInput, UploadInput, ViewInput
from tickets.models import Attachment, Draft, View
from tickets.models.ticket import sight_of
from tickets.rendering import attachment_json, hints_json, stamp
from tickets.selectors import rows
from tickets.services.attaching import INLINE_TYPES


def draft_json(draft: Draft | None) -> dict[str, Any]:
    """A draft; if there is none, an empty body with version 0."""
    if draft is None:
        return {"body": "", "version": 0, "updated_at": None}
    return {"body": draft.body, "version": draft.version, "updated_at": stamp(draft.updated_at)}


class DraftView(ApiView):
    """The caller's own draft of a reply or a note."""

    scope = "tickets"

    @extend_schema(operation_id="drafts_get", responses=shapes.DraftShape)
    def get(self, request: Request, number: int, kind: str) -> Response:
        selectors.ticket_get(actor=self.actor, ticket_id=number)
        return Response(draft_json(selectors.draft_get(actor=self.actor, ticket_id=number, kind=kind)))

    @extend_schema(operation_id="drafts_save", request=DraftInput, responses=shapes.DraftShape)
    def put(self, request: Request, number: int, kind: str) -> Response:
        data = DraftInput(data=request.data)
        data.is_valid(raise_exception=True)
        draft = services.draft_save(
            actor=self.actor,
            ticket_id=number,
            kind=kind,
            body=data.validated_data["body"],
            version=data.validated_data.get("version"),
            now=clock.now(),
        )
        return Response(draft_json(draft))

    @extend_schema(operation_id="drafts_discard", responses={204: None})
    def delete(self, request: Request, number: int, kind: str) -> Response:
        services.draft_discard(actor=self.actor, ticket_id=number, kind=kind)
        return Response(status=204)


def view_json(view: View) -> dict[str, Any]:
    """A saved view."""
    return {
        "id": view.pk,
        "name": view.name,
        "kind": view.kind,
        "team_id": view.team_id,
        "owner_id": view.owner_id,
        "query": view.query,
        "sort": view.sort,
        "columns": view.columns,
        "position": view.position,
    }


class ViewsView(ApiView):
    """Saved views."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="views_list", responses=shapes.SavedViewPage)
    def get(self, request: Request) -> Response:
        return Response(
            {"results": [view_json(view) for view in selectors.views(actor=self.actor)], "next": None}
        )

    @extend_schema(operation_id="views_create", request=ViewInput, responses={201: shapes.SavedViewShape})
    def post(self, request: Request) -> Response:
        def create() -> Response:
            data = ViewInput(data=request.data)
            data.is_valid(raise_exception=True)
            view = services.view_save(actor=self.actor, values=data.validated_data)
            return Response(view_json(view), status=201)

        return idempotent(request, self.actor, create)


class ViewView(ApiView):
    """One saved view."""

    scope = "tickets"

    @extend_schema(operation_id="views_update", request=ViewInput, responses=shapes.SavedViewShape)
    def patch(self, request: Request, view_id: int) -> Response:
        values = checked_change(ViewInput(data=request.data, partial=True), request)
        view = services.view_save(actor=self.actor, values=values, view_id=view_id)
        return Response(view_json(view))

    @extend_schema(operation_id="views_delete", responses={204: None})
    def delete(self, request: Request, view_id: int) -> Response:
        services.view_delete(actor=self.actor, view_id=view_id)
        return Response(status=204)


class ViewCountsView(ApiView):
    """The number of tickets in each view; 1000 stands for "more than 999"."""

    scope = "tickets"

    @extend_schema(operation_id="views_counts", responses={(200, "application/json"): dict[str, int]})
    def get(self, request: Request) -> Response:
        counts = selectors.view_counts(actor=self.actor, now=clock.now())
        return Response({str(view_id): count for view_id, count in counts.items()})


class AttachmentsView(ApiView):
    """Uploads for a message being written."""

    scope = "tickets"
    parser_classes = (UploadParser,)
    max_upload_bytes = settings.ATTACHMENT_MAX_BYTES

    @extend_schema(
        operation_id="attachments_create",
        request={"multipart/form-data": UploadInput},
        responses={201: AttachmentShape},
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "ticket.note")
        return Response(attachment_json(store_upload(self, request)), status=201)


def store_upload(view: ApiView, request: Request) -> Attachment:
    """Store the single file of a multipart request. Raises Invalid if it is missing, TooLarge."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid("Send one file in the form field `file`.", errors={"file": ["Required."]})
    stream = upload.file or io.BytesIO()
    return services.attachment_store(
        actor=view.actor, name=upload.name or "file", stream=stream, now=clock.now()
    )


class AttachmentView(ApiView):
    """One file. Only harmless images are shown inline; everything else is a download."""

    scope = "tickets"
    content_negotiation_class = AnyFormat

    @extend_schema(
        operation_id="attachments_get", responses={(200, "application/octet-stream", "image/*"): bytes}
    )
    def get(self, request: Request, attachment_id: str) -> HttpResponseBase:
        file = selectors.attachment_get(actor=self.actor, public_id=attachment_id)
        sightings.note(self.actor, {"files": [file.pk]})
        return file_response(file)


def file_response(attachment: Attachment) -> HttpResponseBase:
    """A file in a response that no browser will execute. Raises FileWaiting, FileInfected, NotFound."""
    path = services.file_path(attachment)
    if not path.is_file():
        raise NotFound("This file is missing from the storage. Restore it from a backup.")
    is_inline = attachment.content_type in INLINE_TYPES
    content_type = attachment.content_type if is_inline else "application/octet-stream"
    response = FileResponse(path.open("rb"), content_type=content_type)
    name = urllib.parse.quote(attachment.name, safe="")
    disposition = "inline" if is_inline else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-site"
    response["Cache-Control"] = "private, max-age=3600"
    return response


class SearchView(ApiView):
    """
    Search over tickets, messages, people and companies; articles with `type=article`.

    docs/search.md describes the query language. `corrected` is given when tickets were found only by a
    different spelling, `hints` when a part of the query does not do what it appears to.

    A token finds people and articles only with the scopes `people:read` and `kb:read`.
    """

    scope = "tickets"

    @extend_schema(
        operation_id="search",
        parameters=[
            OpenApiParameter("q", str, required=True, description=QUERY),
            OpenApiParameter("type", str, enum=["ticket", "contact", "company", "article"]),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.SearchPageShape,
    )
    def get(self, request: Request) -> Response:
        text = request.query_params.get("q", "").strip()
        if not text:
            raise Invalid("Say what to search for in q.", errors={"q": ["Required."]})
        only = request.query_params.get("type", "")
        if only and only not in searching.kinds():
            raise Invalid(
                f"type must be one of {', '.join(searching.kinds())}.", errors={"type": ["Unknown."]}
            )
        found = searching.search(
            actor=self.actor,
            text=text,
            only=only,
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
            now=clock.now(),
        )
        body: dict[str, Any] = {"results": found.results, "next": found.next}
        if found.corrected:
            body["corrected"] = found.corrected
        if found.hints:
            body["hints"] = hints_json(found.hints)
        return Response(body)


class MentionableView(ApiView):
    """The teammates whom a note on a ticket may mention: those who may see it."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_mentionable", responses=shapes.IdNamePage)
    def get(self, request: Request, number: int) -> Response:
        found = selectors.mentionable(actor=self.actor, ticket_id=number)
        return Response({"results": [{"id": user.pk, "name": user.name} for user in found], "next": None})


class ContactTicketsView(ApiView):
    """The tickets of one contact, across channels."""

    scope = "tickets"

    @extend_schema(
        operation_id="contacts_tickets",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=shapes.ContactTicketPage,
    )
    def get(self, request: Request, contact_id: int) -> Response:
        people_selectors.contact_get(actor=self.actor, contact_id=contact_id)
        page = rows.rows_page(
            sight_of(self.actor) & Q(requester_id=contact_id),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": page.rows, "next": page.next})

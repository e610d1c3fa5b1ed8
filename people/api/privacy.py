"""Endpoints for a person's data: exporting and erasing it."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, sightings
from core.api.requests import values_of
from core.api.shapes import Shape
from core.api.uploads import AnyFormat
from core.api.views import ApiView
from people import services
from people.models import PersonRequest


class PersonFoundShape(Shape):
    """How many records of a kind concern the person."""

    name = serializers.CharField(help_text="`messages`, `files`, `tickets`, `mail`, `sessions` and others.")
    count = serializers.IntegerField()


class PersonElsewhereShape(Shape):
    """A system that has something of the person, where it has to be erased by hand."""

    system = serializers.CharField(help_text="`mail`, or the key of a connected system.")
    name = serializers.CharField(help_text="What it is called there.")


class ErasurePreviewShape(Shape):
    """What erasing a person would do."""

    contact_id = serializers.IntegerField()
    name = serializers.CharField()
    confirmation = serializers.CharField(help_text="What has to be sent to erase this person's data.")
    found = PersonFoundShape(many=True)
    elsewhere = PersonElsewhereShape(many=True)


class PersonRequestShape(Shape):
    """A person's data, exported or erased in the background."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PersonRequest.Kind.values)
    state = serializers.ChoiceField(choices=PersonRequest.State.values)
    contact_id = serializers.IntegerField()
    name = serializers.CharField(help_text="As they are called now.")
    by = serializers.CharField()
    reason = serializers.CharField(help_text="Empty for an export.")
    found = PersonFoundShape(many=True)
    elsewhere = PersonElsewhereShape(many=True)
    size = serializers.IntegerField(help_text="Bytes of the file; 0 without one.")
    created_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class PersonRequestsShape(Shape):
    """The newest requests."""

    results = PersonRequestShape(many=True)


class ErasureCreate(serializers.Serializer[Any]):
    """A confirmation and a reason."""

    confirmation = serializers.CharField(max_length=254)
    reason = serializers.CharField(max_length=200)


class Nothing(serializers.Serializer[Any]):
    """A body without members."""


def request_json(request: PersonRequest) -> dict[str, Any]:
    """A request as the API shows it."""
    return {
        "id": str(request.public_id),
        "kind": request.kind,
        "state": request.state,
        "contact_id": request.contact_id,
        "name": request.contact.display_name,
        "by": request.by_name,
        "reason": request.reason,
        "found": request.found,
        "elsewhere": request.elsewhere,
        "size": request.size,
        "created_at": request.created_at,
        "done_at": request.done_at,
        "expires_at": request.expires_at,
    }


class PersonRequestsView(ApiView):
    """What was asked for."""

    scope = "privacy"
    also_reads = ("people",)

    @extend_schema(
        operation_id="privacy_requests_list",
        summary="List exports and erasures of people's data",
        responses=PersonRequestsShape,
    )
    def get(self, request: Request) -> Response:
        found = services.person_requests(actor=self.actor)
        return Response({"results": [request_json(one) for one in found]})


class PersonExportView(ApiView):
    """Put a person's data into a file."""

    scope = "privacy"
    also_reads = ("people",)

    @extend_schema(
        operation_id="privacy_export_create",
        summary="Export a person's data",
        request=None,
        responses={202: PersonRequestShape},
        description="It is made in the background; the file can be taken for 7 days.",
    )
    def post(self, request: Request, contact_id: int) -> Response:
        values_of(Nothing, request.data)
        made = services.person_export_ask(actor=self.actor, contact_id=contact_id, now=clock.now())
        return Response(request_json(made), status=202)


class PersonErasureView(ApiView):
    """Erase a person's data."""

    scope = "privacy"
    also_reads = ("people",)

    @extend_schema(
        operation_id="privacy_erasure_preview",
        summary="See what erasing a person's data does",
        responses=ErasurePreviewShape,
    )
    def get(self, request: Request, contact_id: int) -> Response:
        found = services.person_erasure_preview(actor=self.actor, contact_id=contact_id)
        return Response(
            {
                "contact_id": found.contact.pk,
                "name": found.contact.display_name,
                "confirmation": found.confirm,
                "found": [{"name": name, "count": count} for name, count in found.found.items()],
                "elsewhere": [{"system": one.system, "name": one.name} for one in found.elsewhere],
            }
        )

    @extend_schema(
        operation_id="privacy_erasure_create",
        summary="Erase a person's data for good",
        request=ErasureCreate,
        responses={202: PersonRequestShape},
        description="Nobody can undo it. It is done in the background; tickets and figures stay.",
    )
    def post(self, request: Request, contact_id: int) -> Response:
        values = values_of(ErasureCreate, request.data)
        made = services.person_erasure_ask(
            actor=self.actor,
            contact_id=contact_id,
            confirmation=values["confirmation"],
            reason=values["reason"],
            now=clock.now(),
        )
        return Response(request_json(made), status=202)


class PersonExportFileView(ApiView):
    """The file of an export."""

    scope = "privacy"
    also_reads = ("people", "tickets", "mail", "kb", "widget", "connections", "audit")
    content_negotiation_class = AnyFormat

    @extend_schema(
        operation_id="privacy_export_file",
        summary="Download a person's data",
        responses={(200, "application/zip"): bytes},
        description="JSON by app, and files. That somebody took it is audited.",
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        path = services.person_export_open(actor=self.actor, public_id=public_id, now=clock.now())
        sightings.note(self.actor, {"exports": [public_id.int % 2**62]})
        response = FileResponse(path.open("rb"), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="person-{public_id}.zip"'
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

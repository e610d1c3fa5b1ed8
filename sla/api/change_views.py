"""Endpoints for whoever changes service levels: previews, examples, versions, public holidays."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.views import ApiView
from core.errors import Invalid
from sla import selectors, services
from sla.api.change_rendering import difference_json, example_json, preview_json
from sla.api.serializers import CalendarsForm, ExampleForm, PoliciesForm
from sla.api.shapes import (
    RegionsShape,
    SlaComparisonShape,
    SlaExampleShape,
    SlaPoliciesShape,
    SlaPreviewShape,
    SlaVersionsShape,
)
from sla.calendar import part_names, regions
from sla.comparing import differences
from sla.matching import Subject
from sla.rendering import content_json, policies_json
from tickets.rendering import stamp
from tickets.services import clean_tags

VERSIONS_PAGE = 50


class PoliciesPreviewView(ApiView):
    """What a change of policies would do."""

    scope = "sla"
    also_reads = ("tickets",)
    asks = True

    @extend_schema(operation_id="sla_policies_preview", request=PoliciesForm, responses=SlaPreviewShape)
    def post(self, request: Request) -> Response:
        found = services.policies_preview(actor=self.actor, data=request.data, now=clock.now())
        return Response(preview_json(found))


class CalendarsPreviewView(ApiView):
    """What a change of calendars would do."""

    scope = "sla"
    also_reads = ("tickets",)
    asks = True

    @extend_schema(operation_id="sla_calendars_preview", request=CalendarsForm, responses=SlaPreviewShape)
    def post(self, request: Request) -> Response:
        found = services.calendars_preview(actor=self.actor, data=request.data, now=clock.now())
        return Response(preview_json(found))


class ExampleView(ApiView):
    """What an example ticket would be promised."""

    scope = "sla"
    asks = True

    @extend_schema(operation_id="sla_example", request=ExampleForm, responses=SlaExampleShape)
    def post(self, request: Request) -> Response:
        body: Mapping[str, Any] = request.data if isinstance(request.data, Mapping) else {}
        # The policies are read as strictly as when they are published, so that errors name the same places.
        form = ExampleForm(data={"ticket": body.get("ticket")})
        form.is_valid(raise_exception=True)
        ticket: dict[str, Any] = form.validated_data["ticket"]
        now = clock.now()
        subject = Subject(
            segment=ticket.get("segment", ""),
            brand=ticket.get("brand_id"),
            channel=ticket["channel"],
            priority=ticket["priority"],
            company=ticket.get("company_id"),
            type=ticket.get("type", ""),
            tags=tuple(clean_tags(ticket.get("tags", []))),
        )
        found = services.example_try(
            actor=self.actor,
            subject=subject,
            team_id=ticket.get("team_id"),
            at=ticket.get("at", now),
            data=body.get("results"),
            now=now,
        )
        return Response(example_json(found))


class VersionsView(ApiView):
    """Who changed the service levels, and when."""

    scope = "sla"

    @extend_schema(
        operation_id="sla_versions_list",
        parameters=[OpenApiParameter("before", OpenApiTypes.INT, description="Only older ones.")],
        responses=SlaVersionsShape,
    )
    def get(self, request: Request) -> Response:
        rows = selectors.versions(before=number_in(request, "before"), limit=VERSIONS_PAGE + 1)
        page = rows[:VERSIONS_PAGE]
        results = [
            {"version": row.version, "by_name": row.by_name, "created_at": stamp(row.created_at)}
            for row in page
        ]
        return Response({"results": results, "next": page[-1].version if len(rows) > VERSIONS_PAGE else None})


class VersionComparisonView(ApiView):
    """What differs between two versions."""

    scope = "sla"

    @extend_schema(
        operation_id="sla_versions_compare",
        parameters=[
            OpenApiParameter(
                "since", OpenApiTypes.INT, description="The older version; the one before, if absent."
            )
        ],
        responses=SlaComparisonShape,
    )
    def get(self, request: Request, version: int) -> Response:
        given = number_in(request, "since")
        since = given if given is not None else version - 1
        newer = content_json(version)
        found = differences(content_json(since), newer) if since > 0 else []
        return Response(
            {"since": since, "version": version, "differences": [difference_json(one) for one in found]}
        )


class VersionPreviewView(ApiView):
    """What going back to a version would do."""

    scope = "sla"
    also_reads = ("tickets",)
    asks = True

    @extend_schema(operation_id="sla_versions_preview", request=None, responses=SlaPreviewShape)
    def post(self, request: Request, version: int) -> Response:
        found = services.version_preview(actor=self.actor, number=version, now=clock.now())
        return Response(preview_json(found))


class VersionRestoreView(ApiView):
    """An earlier version, in force again."""

    scope = "sla"
    tagged = ("PUT",)

    @extend_schema(
        operation_id="sla_versions_restore",
        request=None,
        responses=SlaPoliciesShape,
        description="Publishes the policies and calendars of this version as a new one.",
    )
    def put(self, request: Request, version: int) -> Response:
        newest = services.version_restore(
            actor=self.actor, number=version, expected_version=expected_version(request), now=clock.now()
        )
        return Response(
            {"version": newest.version, "results": policies_json()}, headers={"ETag": etag(newest.version)}
        )


class RegionsView(ApiView):
    """Countries and their parts whose public holidays are known."""

    scope = "sla"

    @extend_schema(operation_id="sla_regions_list", responses=RegionsShape)
    def get(self, request: Request) -> Response:
        return Response(
            {
                "results": [
                    {"code": code, "parts": list(parts), "names": part_names(code)}
                    for code, parts in regions().items()
                ]
            }
        )


def number_in(request: Request, name: str) -> int | None:
    """A version in the query, or None. Raises Invalid."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid(f"{name}: Must be a version.", errors={name: ["Must be a version."]})
    return int(text)

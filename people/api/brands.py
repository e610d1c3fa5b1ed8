"""Endpoints for the settings of the workspace and its brands."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.rendering import JSONParser
from core.api.requests import checked_change
from core.api.uploads import UploadParser
from core.api.views import ApiView
from core.errors import Invalid
from core.scanning import must_be_clean
from people import services
from people.api.brand_serializers import BrandInput, BrandUpdate, WorkspaceUpdate
from people.api.brand_shapes import (
    BrandInFullListShape,
    BrandInFullShape,
    HostCheckShape,
    WorkspaceShape,
)
from people.hosts import workspace_host
from people.logos import MAX_BYTES
from people.models import Brand, Workspace
from people.policy import require
from people.selectors import branding


class LogoInput(serializers.Serializer[Any]):
    """One picture: PNG, JPEG or WebP."""

    file = serializers.FileField()


def _changed_json(row: Brand | Workspace) -> dict[str, Any]:
    by = row.changed_by
    return {
        "version": row.version,
        "changed_at": row.changed_at,
        "changed_by": {"id": by.pk, "name": by.name} if by is not None else None,
    }


def workspace_json(row: Workspace) -> dict[str, Any]:
    """The workspace's settings."""
    return {"name": row.name, "language": row.language, "timezone": row.timezone, **_changed_json(row)}


def brand_in_full_json(row: branding.BrandInFull) -> dict[str, Any]:
    """A brand with all its settings."""
    brand = row.brand
    return {
        "id": brand.pk,
        "name": brand.name,
        "slug": brand.slug,
        "color": brand.color,
        "logo_url": brand.logo_path or None,
        "support_email": brand.support_email,
        "site_url": brand.site_url,
        "host": brand.host,
        "host_seen_at": brand.host_seen_at,
        "host_looked_at": brand.host_looked_at,
        "host_state": brand.host_state or None,
        "host_target": workspace_host(),
        "language": brand.language,
        "timezone": brand.timezone,
        "reopen_days": brand.reopen_days,
        "asks_rating": brand.asks_rating,
        "survey_kind": brand.survey_kind,
        "survey_days": brand.survey_days,
        "asks_nps": brand.asks_nps,
        "nps_days": brand.nps_days,
        "acknowledgement": {"en": "", "de": ""} | brand.acknowledgement,
        "is_default": brand.is_default,
        "is_archived": brand.is_archived,
        "holds": [{"kind": kind, "count": count} for kind, count in row.holds.items()],
        **_changed_json(brand),
    }


class WorkspaceView(ApiView):
    """What holds for all brands."""

    scope = "people"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="workspace_get", responses=WorkspaceShape)
    def get(self, request: Request) -> Response:
        return self._answer(branding.workspace_get(actor=self.actor))

    @extend_schema(operation_id="workspace_update", request=WorkspaceUpdate, responses=WorkspaceShape)
    def patch(self, request: Request) -> Response:
        require(self.actor, "brand.write")
        found = services.workspace_update(
            actor=self.actor,
            changes=checked_change(WorkspaceUpdate(data=request.data), request),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer(found)

    def _answer(self, row: Workspace) -> Response:
        return Response(workspace_json(row), headers={"ETag": etag(row.version)})


class _BrandView(ApiView):
    scope = "people"

    def answer(self, brand_id: int, *, status: int = 200) -> Response:
        """A brand as it is now, with its ETag where the method has one."""
        row = branding.brand_in_full(actor=self.actor, brand_id=brand_id)
        headers = {"ETag": etag(row.brand.version)} if self.request.method in self.tagged else {}
        return Response(brand_in_full_json(row), status=status, headers=headers)


class BrandsInFullView(_BrandView):
    """All brands with their settings, archived ones too."""

    takes_key = True

    @extend_schema(operation_id="brands_settings_list", responses=BrandInFullListShape)
    def get(self, request: Request) -> Response:
        rows = [brand_in_full_json(row) for row in branding.brands_in_full(actor=self.actor)]
        return Response({"results": rows})

    @extend_schema(operation_id="brands_create", request=BrandInput, responses={201: BrandInFullShape})
    def post(self, request: Request) -> Response:
        require(self.actor, "brand.write")

        def create() -> Response:
            values = checked_change(BrandInput(data=request.data), request)
            brand = services.brand_create(actor=self.actor, values=values, now=clock.now())
            return self.answer(brand.pk, status=201)

        return idempotent(request, self.actor, create)


class BrandView(_BrandView):
    """One brand."""

    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="brands_get", responses=BrandInFullShape)
    def get(self, request: Request, brand_id: int) -> Response:
        return self.answer(brand_id)

    @extend_schema(operation_id="brands_update", request=BrandUpdate, responses=BrandInFullShape)
    def patch(self, request: Request, brand_id: int) -> Response:
        require(self.actor, "brand.write")
        services.brand_update(
            actor=self.actor,
            brand_id=brand_id,
            changes=checked_change(BrandUpdate(data=request.data, partial=True), request),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self.answer(brand_id)


class BrandArchiveView(_BrandView):
    """Taking a brand out of use."""

    @extend_schema(operation_id="brands_archive", request=None, responses=BrandInFullShape)
    def post(self, request: Request, brand_id: int) -> Response:
        services.brand_archive(actor=self.actor, brand_id=brand_id, now=clock.now())
        return self.answer(brand_id)


class BrandRestoreView(_BrandView):
    """Taking it into use again."""

    @extend_schema(operation_id="brands_restore", request=None, responses=BrandInFullShape)
    def post(self, request: Request, brand_id: int) -> Response:
        services.brand_restore(actor=self.actor, brand_id=brand_id, now=clock.now())
        return self.answer(brand_id)


class BrandLogoView(_BrandView):
    """A brand's logo."""

    parser_classes = (UploadParser, JSONParser)
    max_upload_bytes = MAX_BYTES

    @extend_schema(
        operation_id="brands_logo_set",
        request={"multipart/form-data": LogoInput},
        responses=BrandInFullShape,
    )
    def post(self, request: Request, brand_id: int) -> Response:
        require(self.actor, "brand.write")
        upload = request.FILES.get("file")
        if upload is None:
            raise Invalid("Send one file in the form field `file`.", errors={"file": ["Required."]})
        data = upload.read(MAX_BYTES + 1)
        must_be_clean(data)
        services.brand_logo_set(actor=self.actor, brand_id=brand_id, data=data, now=clock.now())
        return self.answer(brand_id)

    @extend_schema(operation_id="brands_logo_clear", responses={200: BrandInFullShape})
    def delete(self, request: Request, brand_id: int) -> Response:
        services.brand_logo_clear(actor=self.actor, brand_id=brand_id, now=clock.now())
        return self.answer(brand_id)


class BrandHostCheckView(ApiView):
    """Whether a brand's domain leads here."""

    scope = "people"

    @extend_schema(operation_id="brands_host_check", request=None, responses=HostCheckShape)
    def post(self, request: Request, brand_id: int) -> Response:
        found = services.brand_host_check(actor=self.actor, brand_id=brand_id, now=clock.now())
        return Response({"host": found.host, "state": found.state, "addresses": found.addresses})

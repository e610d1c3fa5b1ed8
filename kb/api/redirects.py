"""Endpoints of old addresses: where they lead, a list of them at once, and what was asked for in vain."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.pagination import paginate
from core.api.requests import checked_change, limit_of
from core.api.shapes import page_of
from core.api.views import ApiView
from kb import services
from kb.api.rendering import brands_by_id
from kb.api.serializers import RedirectChange, RedirectInput, RedirectsImport
from kb.api.shapes import MissedPathShape, RedirectShape, RedirectsImportedShape
from kb.models import MissedPath, Redirect
from kb.rendering import article_path
from kb.selectors import redirects as selectors
from people.models import Brand
from people.selectors import brand_get
from tickets.rendering import stamp

_PAGED = [
    OpenApiParameter("brand", str, description="Slug or id."),
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", int),
]


def _brand_id(text: str | None) -> int | None:
    return brand_get(text).pk if text else None


class RedirectsView(ApiView):
    """Old addresses that lead on."""

    scope = "kb"
    tagged = ("POST",)

    @extend_schema(
        operation_id="redirects_list",
        summary="List old addresses and where they lead",
        parameters=[
            OpenApiParameter("q", str, description="Words of the address or of where it leads."),
            *_PAGED,
        ],
        responses=page_of(RedirectShape),
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        page = paginate(
            selectors.redirects(
                actor=self.actor, brand_id=_brand_id(query.get("brand")), text=query.get("q", "")
            ),
            order=("path", "id"),
            cursor=query.get("cursor"),
            limit=limit_of(request),
        )
        known = brands_by_id()
        return Response({"results": [_json(row, known) for row in page.rows], "next": page.next})

    @extend_schema(
        operation_id="redirects_create",
        summary="Lead an old address on",
        request=RedirectInput,
        responses={201: RedirectShape},
    )
    def post(self, request: Request) -> Response:
        values = checked_change(RedirectInput(data=request.data), request)
        found = services.redirect_create(
            actor=self.actor,
            brand_id=_brand_id(values["brand"]),
            path=values["path"],
            target=values["target"],
            now=clock.now(),
        )
        row = selectors.redirect_get(actor=self.actor, redirect_id=found.pk)
        headers = {"ETag": etag(row.version), "Location": f"/api/v1/kb/redirects/{row.pk}"}
        return Response(_json(row, brands_by_id()), status=201, headers=headers)


class RedirectView(ApiView):
    """One old address."""

    scope = "kb"
    tagged = ("GET", "PATCH")

    @extend_schema(
        operation_id="redirects_get", summary="Read where an old address leads", responses=RedirectShape
    )
    def get(self, request: Request, redirect_id: int) -> Response:
        row = selectors.redirect_get(actor=self.actor, redirect_id=redirect_id)
        return Response(_json(row, brands_by_id()), headers={"ETag": etag(row.version)})

    @extend_schema(
        operation_id="redirects_update",
        summary="Change where an old address leads",
        request=RedirectChange,
        responses=RedirectShape,
    )
    def patch(self, request: Request, redirect_id: int) -> Response:
        values = checked_change(RedirectChange(data=request.data, partial=True), request)
        services.redirect_update(
            actor=self.actor,
            redirect_id=redirect_id,
            changes=values,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        row = selectors.redirect_get(actor=self.actor, redirect_id=redirect_id)
        return Response(_json(row, brands_by_id()), headers={"ETag": etag(row.version)})

    @extend_schema(operation_id="redirects_delete", summary="Delete a redirect", responses={204: None})
    def delete(self, request: Request, redirect_id: int) -> Response:
        services.redirect_delete(actor=self.actor, redirect_id=redirect_id, now=clock.now())
        return Response(status=204)


class ImportView(ApiView):
    """A list of old and new addresses."""

    scope = "kb"

    @extend_schema(
        operation_id="redirects_import",
        summary="Import redirects from CSV",
        request=RedirectsImport,
        responses=RedirectsImportedShape,
    )
    def post(self, request: Request) -> Response:
        values = checked_change(RedirectsImport(data=request.data), request)
        rows = services.redirects_import(
            actor=self.actor, brand_id=_brand_id(values["brand"]), text=values["csv"], now=clock.now()
        )
        told = [
            {"line": row.line, "path": row.path, "outcome": row.outcome, "detail": row.detail} for row in rows
        ]
        return Response({"results": told})


class MissedPathsView(ApiView):
    """Addresses that readers asked for in vain."""

    scope = "kb"

    @extend_schema(
        operation_id="missed_paths_list",
        summary="List addresses that readers asked for in vain",
        parameters=_PAGED,
        responses=page_of(MissedPathShape),
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        page = paginate(
            selectors.missed_paths(actor=self.actor, brand_id=_brand_id(query.get("brand"))),
            order=("-count", "-id"),
            cursor=query.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [_missed_json(row) for row in page.rows], "next": page.next})


class MissedPathView(ApiView):
    """One of them."""

    scope = "kb"

    @extend_schema(
        operation_id="missed_paths_delete",
        summary="Forget an address that was asked for in vain",
        responses={204: None},
    )
    def delete(self, request: Request, missed_id: int) -> Response:
        services.missed_path_delete(actor=self.actor, missed_id=missed_id)
        return Response(status=204)


def _json(row: Redirect, known: dict[int, Brand]) -> dict[str, Any]:
    article = row.article
    brand = row.brand or next(iter(known.values()), None)
    url = article_path(article.slug, brand.slug) if article is not None and brand is not None else row.target
    return {
        "id": row.pk,
        "brand": _brand_json(row.brand) if row.brand is not None else None,
        "path": row.path,
        "article": {"id": article.pk, "title": article.title} if article is not None else None,
        "target": row.target,
        "url": url,
        "is_imported": row.is_imported,
        "hits": row.hits,
        "hit_at": stamp(row.hit_at),
        "version": row.version,
        "created_at": stamp(row.created_at),
    }


def _missed_json(row: MissedPath) -> dict[str, Any]:
    return {
        "id": row.pk,
        "brand": _brand_json(row.brand),
        "path": row.path,
        "count": row.count,
        "first_at": stamp(row.first_at),
        "last_at": stamp(row.last_at),
    }


def _brand_json(brand: Brand) -> dict[str, Any]:
    return {"id": brand.pk, "name": brand.name, "slug": brand.slug}

"""Endpoints of the fields that admins add to companies and contacts."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.requests import checked_change, one_of, values_of
from core.api.views import ApiView
from people import services
from people.api import field_shapes as shapes
from people.api.rendering import person_json
from people.models import CustomerField, DefinedField
from people.selectors import custom_fields as reads


def defined_json(row: DefinedField) -> dict[str, Any]:
    """What settings show of every field that an admin defined."""
    return {
        "id": row.pk,
        "key": row.key,
        "label": row.label,
        "help": row.help,
        "kind": row.kind,
        "choices": row.choices,
        "archived_at": row.archived_at,
        "version": row.version,
        "changed_at": row.changed_at,
        "changed_by": person_json(row.changed_by),
    }


def _json(row: CustomerField) -> dict[str, Any]:
    return {"of": row.of, **defined_json(row)}


class FieldsView(ApiView):
    """The fields of companies and contacts, each in their order; archived ones come last."""

    scope = "people"
    takes_key = True

    @extend_schema(
        operation_id="customer_fields_list",
        parameters=[OpenApiParameter("of", str, enum=CustomerField.Of.values, description="Only these.")],
        responses=shapes.CustomerFieldPage,
    )
    def get(self, request: Request) -> Response:
        of = one_of(request, "of", CustomerField.Of.values)
        found = reads.customer_fields(actor=self.actor, of=of)
        return Response({"results": [_json(row) for row in found], "next": None})

    @extend_schema(
        operation_id="customer_fields_create",
        request=shapes.CustomerFieldInput,
        responses={201: shapes.CustomerFieldShape},
    )
    def post(self, request: Request) -> Response:
        def create() -> Response:
            values = values_of(shapes.CustomerFieldInput, request.data)
            row = services.customer_field_save(actor=self.actor, values=values, now=clock.now())
            return Response(_json(row), status=201)

        return idempotent(request, self.actor, create)


class FieldView(ApiView):
    """One field of companies or contacts."""

    scope = "people"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="customer_fields_get", responses=shapes.CustomerFieldShape)
    def get(self, request: Request, customer_field_id: int) -> Response:
        row = reads.customer_field_get(actor=self.actor, field_id=customer_field_id)
        return Response(_json(row), headers={"ETag": etag(row.version)})

    @extend_schema(
        operation_id="customer_fields_update",
        request=shapes.CustomerFieldInput,
        responses=shapes.CustomerFieldShape,
    )
    def patch(self, request: Request, customer_field_id: int) -> Response:
        row = services.customer_field_save(
            actor=self.actor,
            values=checked_change(shapes.CustomerFieldInput(data=request.data, partial=True), request),
            field_id=customer_field_id,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return Response(_json(row), headers={"ETag": etag(row.version)})

    @extend_schema(operation_id="customer_fields_delete", responses={204: None})
    def delete(self, request: Request, customer_field_id: int) -> Response:
        services.customer_field_delete(actor=self.actor, field_id=customer_field_id, now=clock.now())
        return Response(status=204)


class FieldArchiveView(ApiView):
    """A field of customers that is put away; values stay."""

    scope = "people"

    @extend_schema(operation_id="customer_fields_archive", request=None, responses=shapes.CustomerFieldShape)
    def post(self, request: Request, customer_field_id: int) -> Response:
        return _archived(self, customer_field_id, True)


class FieldRestoreView(ApiView):
    """A field of customers that is brought back."""

    scope = "people"

    @extend_schema(operation_id="customer_fields_restore", request=None, responses=shapes.CustomerFieldShape)
    def post(self, request: Request, customer_field_id: int) -> Response:
        return _archived(self, customer_field_id, False)


def _archived(view: ApiView, field_id: int, is_archived: bool) -> Response:
    row = services.customer_field_archive(
        actor=view.actor, field_id=field_id, is_archived=is_archived, now=clock.now()
    )
    return Response(_json(row))


class FieldsOrderView(ApiView):
    """The order of the fields of companies, or of contacts."""

    scope = "people"

    @extend_schema(
        operation_id="customer_fields_order",
        request=shapes.CustomerFieldsOrderInput,
        responses=shapes.CustomerFieldPage,
    )
    def put(self, request: Request) -> Response:
        values = values_of(shapes.CustomerFieldsOrderInput, request.data)
        services.customer_fields_order(actor=self.actor, of=values["of"], ids=values["ids"], now=clock.now())
        found = reads.customer_fields(actor=self.actor, of=values["of"])
        return Response({"results": [_json(row) for row in found], "next": None})


class FieldsUsageView(ApiView):
    """How often the fields of customers are filled."""

    scope = "people"

    @extend_schema(operation_id="customer_fields_usage_list", responses=shapes.CustomerFieldFilledPage)
    def get(self, request: Request) -> Response:
        found = reads.customer_fields_filled(actor=self.actor)
        return Response({"results": [asdict(one) for one in found], "next": None})


class FieldUsageView(ApiView):
    """What hangs on one field of customers."""

    scope = "people"

    @extend_schema(operation_id="customer_fields_usage_get", responses=shapes.CustomerFieldUseShape)
    def get(self, request: Request, customer_field_id: int) -> Response:
        found = reads.customer_field_use(actor=self.actor, field_id=customer_field_id)
        rules = [{"id": use.id, "name": use.name} for use in found.uses]
        return Response({"held": found.held, "rules": rules})

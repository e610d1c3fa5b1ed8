"""Endpoints of the fields that admins add."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.requests import checked_change, values_of
from core.api.views import ApiView
from people.api.customer_fields import defined_json
from people.api.field_shapes import OrderInput
from tickets import services
from tickets.api import field_shapes as shapes
from tickets.models import CustomField
from tickets.selectors import custom_fields as reads


def field_json(row: CustomField) -> dict[str, Any]:
    """A field as settings and tickets show it."""
    brand = row.brand
    return {
        **defined_json(row),
        "brand": {"id": brand.pk, "name": brand.name, "slug": brand.slug} if brand is not None else None,
        "is_required_on_resolve": row.is_required_on_resolve,
        "is_for_customers": row.is_for_customers,
        "when": row.when,
    }


class FieldsView(ApiView):
    """The fields of tickets, in their order; archived ones come last."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="fields_list", responses=shapes.FieldPage)
    def get(self, request: Request) -> Response:
        return Response(
            {"results": [field_json(row) for row in reads.fields_all(actor=self.actor)], "next": None}
        )

    @extend_schema(
        operation_id="fields_create", request=shapes.FieldInput, responses={201: shapes.FieldShape}
    )
    def post(self, request: Request) -> Response:
        def create() -> Response:
            values = values_of(shapes.FieldInput, request.data)
            row = services.field_save(actor=self.actor, values=values, now=clock.now())
            return Response(field_json(row), status=201)

        return idempotent(request, self.actor, create)


class FieldView(ApiView):
    """One field."""

    scope = "tickets"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="fields_get", responses=shapes.FieldShape)
    def get(self, request: Request, field_id: int) -> Response:
        row = reads.field_get(actor=self.actor, field_id=field_id)
        return Response(field_json(row), headers={"ETag": etag(row.version)})

    @extend_schema(operation_id="fields_update", request=shapes.FieldInput, responses=shapes.FieldShape)
    def patch(self, request: Request, field_id: int) -> Response:
        row = services.field_save(
            actor=self.actor,
            values=checked_change(shapes.FieldInput(data=request.data, partial=True), request),
            field_id=field_id,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return Response(field_json(row), headers={"ETag": etag(row.version)})

    @extend_schema(operation_id="fields_delete", responses={204: None})
    def delete(self, request: Request, field_id: int) -> Response:
        services.field_delete(actor=self.actor, field_id=field_id, now=clock.now())
        return Response(status=204)


class FieldArchiveView(ApiView):
    """A field that is put away; tickets keep its values."""

    scope = "tickets"

    @extend_schema(operation_id="fields_archive", request=None, responses=shapes.FieldShape)
    def post(self, request: Request, field_id: int) -> Response:
        row = services.field_archive(actor=self.actor, field_id=field_id, is_archived=True, now=clock.now())
        return Response(field_json(row))


class FieldRestoreView(ApiView):
    """A field that is brought back."""

    scope = "tickets"

    @extend_schema(operation_id="fields_restore", request=None, responses=shapes.FieldShape)
    def post(self, request: Request, field_id: int) -> Response:
        row = services.field_archive(actor=self.actor, field_id=field_id, is_archived=False, now=clock.now())
        return Response(field_json(row))


class FieldsOrderView(ApiView):
    """The order of the fields."""

    scope = "tickets"

    @extend_schema(operation_id="fields_order", request=OrderInput, responses=shapes.FieldPage)
    def put(self, request: Request) -> Response:
        ids = values_of(OrderInput, request.data)["ids"]
        services.fields_order(actor=self.actor, ids=ids, now=clock.now())
        return Response(
            {"results": [field_json(row) for row in reads.fields_all(actor=self.actor)], "next": None}
        )


class FieldsUsageView(ApiView):
    """How often the fields are filled."""

    scope = "tickets"

    @extend_schema(operation_id="fields_usage_list", responses=shapes.FieldFilledPage)
    def get(self, request: Request) -> Response:
        found = reads.fields_filled(actor=self.actor, now=clock.now())
        return Response(
            {"results": [{"key": key, **asdict(one)} for key, one in found.items()], "next": None}
        )


class FieldUsageView(ApiView):
    """What hangs on one field."""

    scope = "tickets"

    @extend_schema(operation_id="fields_usage_get", responses=shapes.FieldUseShape)
    def get(self, request: Request, field_id: int) -> Response:
        found = reads.field_use(actor=self.actor, field_id=field_id, now=clock.now())
        return Response({
            "held": found.held,
            "choices": [{"value": value, "count": count} for value, count in found.choices.items()],
            "uses": [asdict(use) for use in found.uses],
        })  # fmt: skip


class TicketFieldsView(ApiView):
    """The fields that hold for a ticket, with its values."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_fields", responses=shapes.TicketFieldPage)
    def get(self, request: Request, number: int) -> Response:
        found = [
            {
                "key": held.field.key,
                "label": held.field.label,
                "help": held.field.help,
                "kind": held.field.kind,
                "choices": held.field.choices,
                "is_required_on_resolve": held.field.is_required_on_resolve and not held.is_kept,
                "is_kept": held.is_kept,
                "value": held.value,
            }
            for held in reads.fields_of_ticket(actor=self.actor, ticket_id=number)
        ]
        return Response({"results": found, "next": None})

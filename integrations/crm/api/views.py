"""Endpoints of the CRM: how an account stands, its fields, its conflicts."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import Actor
from core.api.requests import checked_change, limit_of
from core.api.views import ApiView
from integrations.crm import selectors, services
from integrations.crm.api.rendering import conflict_json, state_json
from integrations.crm.api.serializers import CrmChoiceInput, CrmFieldsInput
from integrations.crm.api.shapes import CrmConflictPage, CrmStateShape
from integrations.crm.crms import KINDS
from integrations.crm.fields import company_kinds
from people.policy import require

# What two values say, and of whom, are facts of customers.
_HOLDS = ("people",)


def _state(actor: Actor, connection_id: int) -> dict[str, Any]:
    state = selectors.state_of(
        actor=actor,
        connection_id=connection_id,
        kinds=KINDS,
        fields=tuple(kind.name for kind in company_kinds()),
    )
    return state_json(state, services.chosen(state.crm, connection_id))


class CrmView(ApiView):
    """How an account of a CRM stands."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(operation_id="crm_retrieve", summary="Get the state of a CRM", responses=CrmStateShape)
    def get(self, request: Request, crm_id: int) -> Response:
        return Response(_state(self.actor, crm_id))

    @extend_schema(
        operation_id="crm_fields_update",
        summary="Save how a CRM fills fields",
        description="What was read is compared anew where a field has changed.",
        request=CrmFieldsInput,
        responses=CrmStateShape,
    )
    def put(self, request: Request, crm_id: int) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(CrmFieldsInput(data=request.data), request)
        services.mapping_save(
            actor=self.actor,
            connection_id=crm_id,
            fields=[dict(one) for one in values["fields"]],
            sends_outcomes=values["sends_outcomes"],
            health_property=values.get("health_property"),
            version=values["version"],
            now=clock.now(),
        )
        return Response(_state(self.actor, crm_id))


class CrmSyncView(ApiView):
    """Reading now."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="crm_sync",
        summary="Read a CRM now",
        request=None,
        responses={202: CrmStateShape},
        description="What changed since the last time; it runs on its own every five minutes.",
    )
    def post(self, request: Request, crm_id: int) -> Response:
        services.sync_ask(actor=self.actor, connection_id=crm_id)
        return Response(_state(self.actor, crm_id), status=202)


class CrmConflictsView(ApiView):
    """What waits for a decision."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="crm_conflicts",
        summary="List conflicts with a CRM",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=CrmConflictPage,
    )
    def get(self, request: Request, crm_id: int) -> Response:
        page = selectors.conflicts(
            actor=self.actor,
            connection_id=crm_id,
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        names = selectors.names_of(page.rows)
        results = [conflict_json(row, names) for row in page.rows]
        return Response({"results": results, "next": page.next})


class CrmConflictView(ApiView):
    """Deciding one."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="crm_conflict_settle",
        summary="Settle a conflict with a CRM",
        request=CrmChoiceInput,
        responses={204: None},
    )
    def post(self, request: Request, conflict_id: int) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(CrmChoiceInput(data=request.data), request)
        services.conflict_settle(
            actor=self.actor, conflict_id=conflict_id, choice=values["choice"], now=clock.now()
        )
        return Response(status=204)

"""Endpoints of billing: beside a ticket, of a company, and how an account of Stripe stands."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import Actor
from core.api.requests import checked_change, limit_of
from core.api.views import ApiView
from core.errors import Invalid
from integrations.stripe import selectors, services
from integrations.stripe.api.rendering import billing_json, customer_json, state_json
from integrations.stripe.api.serializers import BillingMatchInput, BillingSettingsInput
from integrations.stripe.api.shapes import (
    BillingCustomerPage,
    BillingCustomerShape,
    BillingShape,
    BillingStateShape,
)
from integrations.stripe.fields import KINDS
from integrations.stripe.models import Match
from integrations.stripe.selectors import Billing
from people.policy import require

# Whose a customer of Stripe is, is a fact of customers.
_HOLDS = ("people",)


def _billing(found: Billing) -> dict[str, Any]:
    names = services.names_of(found.subscriptions)
    return billing_json(found, names, is_connected=selectors.is_connected())


def _state(actor: Actor, connection_id: int) -> dict[str, Any]:
    state = selectors.state_of(actor=actor, connection_id=connection_id, kinds=KINDS)
    return state_json(state, services.settings_of(connection_id))


class TicketBillingView(ApiView):
    """Billing beside a ticket."""

    scope = "tickets"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="tickets_billing",
        summary="Get what a ticket's customer is billed",
        description="Plan, subscriptions, invoices and failed payments, as Stripe has them. Read-only.",
        responses=BillingShape,
    )
    def get(self, request: Request, number: int) -> Response:
        found = selectors.of_ticket(actor=self.actor, ticket_id=number, now=clock.now())
        return Response(_billing(found))


class CompanyBillingView(ApiView):
    """Billing of a company."""

    scope = "people"

    @extend_schema(
        operation_id="companies_billing", summary="Get what a company is billed", responses=BillingShape
    )
    def get(self, request: Request, company_id: int) -> Response:
        found = selectors.of_company(actor=self.actor, company_id=company_id, now=clock.now())
        return Response(_billing(found))


class BillingView(ApiView):
    """How an account of Stripe stands."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="billing_retrieve",
        summary="Get the state of an account of Stripe",
        responses=BillingStateShape,
    )
    def get(self, request: Request, billing_id: int) -> Response:
        return Response(_state(self.actor, billing_id))

    @extend_schema(
        operation_id="billing_update",
        summary="Save how an account of Stripe is used",
        description="Another key of metadata means that customers are read anew.",
        request=BillingSettingsInput,
        responses=BillingStateShape,
    )
    def put(self, request: Request, billing_id: int) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(BillingSettingsInput(data=request.data), request)
        services.settings_save(actor=self.actor, connection_id=billing_id, now=clock.now(), **values)
        return Response(_state(self.actor, billing_id))


class BillingSyncView(ApiView):
    """Reading now."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="billing_sync",
        summary="Read an account of Stripe now",
        description="What has happened since the last time; it runs on its own every five minutes.",
        request=None,
        responses={202: BillingStateShape},
    )
    def post(self, request: Request, billing_id: int) -> Response:
        services.sync_ask(actor=self.actor, connection_id=billing_id)
        return Response(_state(self.actor, billing_id), status=202)


class BillingCustomersView(ApiView):
    """Customers of Stripe, and whose they are."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="billing_customers",
        summary="List customers of Stripe with whose they are",
        parameters=[
            OpenApiParameter("match", str, enum=Match.values),
            OpenApiParameter("q", str, description="Part of the name or address, or the whole id."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=BillingCustomerPage,
    )
    def get(self, request: Request, billing_id: int) -> Response:
        wanted = request.query_params.get("match", "")
        if wanted and wanted not in Match.values:
            raise Invalid("There is no such state.", errors={"match": [f"One of {', '.join(Match.values)}."]})
        page = selectors.customers_of(
            actor=self.actor,
            connection_id=billing_id,
            match=wanted,
            text=request.query_params.get("q", "").replace("\x00", "")[:200].strip(),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        companies = selectors.candidates_of(actor=self.actor, rows=page.rows)
        results = [customer_json(row, companies) for row in page.rows]
        return Response({"results": results, "next": page.next})


class BillingCustomerView(ApiView):
    """Deciding whose one is."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="billing_customer_settle",
        summary="Say whose a customer of Stripe is",
        description="A company, or set aside; with neither the rules decide again.",
        request=BillingMatchInput,
        responses=BillingCustomerShape,
    )
    def put(self, request: Request, customer_id: int) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(BillingMatchInput(data=request.data), request)
        services.customer_settle(actor=self.actor, customer_id=customer_id, now=clock.now(), **values)
        row = selectors.customer_get(actor=self.actor, customer_id=customer_id)
        return Response(customer_json(row, selectors.candidates_of(actor=self.actor, rows=[row])))

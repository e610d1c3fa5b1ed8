"""Endpoints of versions of the rules: dry runs, examples, history, counts; and asking for help."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.views import ApiView
from people.policy import require
from routing import selectors, services
from routing.api.rendering import routing_json, rules_json
from routing.api.serializers import DryRunInput, EscalationInput, ExampleInput
from routing.api.shapes import RoutingRulesShape, TicketRoutingShape
from routing.api.trying_rendering import (
    ahead_json,
    applied_json,
    dry_run_json,
    example_json,
    version_json,
    versions_json,
)
from routing.api.trying_shapes import (
    AppliedRulesShape,
    DryRunShape,
    EscalationAheadShape,
    RoutingExampleShape,
    RulesVersionInFullShape,
    RulesVersionsShape,
)
from routing.services.configuring import UnknownVersion


class DryRunView(ApiView):
    """A draft of the rules on past tickets."""

    scope = "routing"
    also_reads = ("tickets",)
    asks = True

    @extend_schema(
        operation_id="routing_rules_try",
        request=DryRunInput,
        responses=DryRunShape,
        summary="Try rules on past tickets",
        description=(
            "Where the newest tickets would have gone, by the facts of their first decision, and what is "
            "wrong with the rules. Nothing is stored, moved or sent."
        ),
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "routing.write")
        data = DryRunInput(data=request.data)
        data.is_valid(raise_exception=True)
        found = services.rules_try(
            actor=self.actor, data=request.data, tickets=data.validated_data["tickets"], now=clock.now()
        )
        return Response(dry_run_json(found))


class ExampleView(ApiView):
    """A draft of the rules on one ticket."""

    scope = "routing"
    also_reads = ("tickets",)
    asks = True

    @extend_schema(
        operation_id="routing_rules_example",
        request=ExampleInput,
        responses=RoutingExampleShape,
        summary="Try rules on one ticket",
        description="The rule, place, score and person that a draft leads to. Nothing is stored.",
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "routing.write")
        data = ExampleInput(data=request.data)
        data.is_valid(raise_exception=True)
        found = services.ticket_try(
            actor=self.actor, data=request.data, number=data.validated_data["number"], now=clock.now()
        )
        return Response(example_json(found, reader=self.actor))


class VersionsView(ApiView):
    """Every published version."""

    scope = "routing"

    @extend_schema(
        operation_id="routing_rules_versions",
        parameters=[OpenApiParameter("before", int, description="Only versions before this one.")],
        responses=RulesVersionsShape,
        summary="List the versions of the rules",
    )
    def get(self, request: Request) -> Response:
        before = request.query_params.get("before", "")
        limit = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
        rows = selectors.versions(before=limit)
        return Response(versions_json(rows, in_force=selectors.in_force().version))


class VersionView(ApiView):
    """One published version."""

    scope = "routing"

    @extend_schema(
        operation_id="routing_rules_version",
        responses=RulesVersionInFullShape,
        summary="Get a version of the rules",
        description="With what publishing it again would change. 404 for one that never was.",
    )
    def get(self, request: Request, version: int) -> Response:
        row = selectors.version_find(version)
        if row is None:
            raise UnknownVersion(f"There is no version {version} of the rules. Choose one of the list.")
        return Response(version_json(row, selectors.in_force()))


class RestoreView(ApiView):
    """An earlier version, published again."""

    scope = "routing"
    tagged = ("POST",)

    @extend_schema(
        operation_id="routing_rules_restore",
        request=None,
        responses=RoutingRulesShape,
        summary="Publish an earlier version of the rules again",
        description=(
            "Its rules and settings become the next version. `If-Match` refuses when somebody published in "
            "between; 422 when a team or skill of it is gone."
        ),
    )
    def post(self, request: Request, version: int) -> Response:
        services.rules_restore(
            actor=self.actor, version=version, expected_version=expected_version(request), now=clock.now()
        )
        found = selectors.in_force()
        body = rules_json(found, selectors.published(found))
        return Response(body, headers={"ETag": etag(found.version)})


class AppliedView(ApiView):
    """What the rules did."""

    scope = "routing"

    @extend_schema(
        operation_id="routing_rules_counts",
        responses=AppliedRulesShape,
        summary="Count what the rules decided",
        description="Tickets of the last day and of the last seven, by the key of the rule.",
    )
    def get(self, request: Request) -> Response:
        return Response(applied_json(selectors.applied(now=clock.now())))


class EscalationView(ApiView):
    """Asking for help with a ticket."""

    scope = "tickets"
    takes_key = True

    @extend_schema(
        operation_id="tickets_escalation_ahead",
        responses=EscalationAheadShape,
        summary="Get what asking for help with a ticket would do",
        description="The next step in the chain of its tier, as it would be taken now. Nothing is stored.",
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(
            ahead_json(services.escalation_foresee(actor=self.actor, ticket_id=number, now=clock.now()))
        )

    @extend_schema(
        operation_id="tickets_escalate",
        request=EscalationInput,
        responses=TicketRoutingShape,
        summary="Ask for help with a ticket",
        description=(
            "The ticket takes the next step in the chain of its tier; who is told gets a notice. The same "
            "words of the same person within two minutes are one request, also without an Idempotency-Key. "
            "409 with `routing.nothing_to_escalate` when there is nobody to tell."
        ),
    )
    def post(self, request: Request, number: int) -> Response:
        data = EscalationInput(data=request.data)
        data.is_valid(raise_exception=True)
        note = data.validated_data.get("note", "")

        def ask() -> Response:
            now = clock.now()
            services.ticket_ask_escalation(
                actor=self.actor, ticket_id=number, note=note, key=f"{now.timestamp():.3f}", now=now
            )
            return Response(routing_json(selectors.latest_decisions(ticket_id=number), reader=self.actor))

        return idempotent(request, self.actor, ask)

"""Endpoints of the assistant: ask, triage, handoff, copilot, boundaries, status."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assistant import selectors, services
from assistant.api.rendering import (
    asked_json,
    boundary_json,
    draft_json,
    handoff_json,
    reworded_json,
    settings_json,
    triage_json,
)
from assistant.api.serializers import (
    AskInput,
    BoundariesInput,
    RewriteInput,
    TranslateInput,
    TriageChange,
)
from assistant.api.shapes import (
    AnswerShape,
    AssistantStatusShape,
    BoundariesShape,
    CopilotShape,
    HandoffShape,
    RewordedShape,
    SuggestedReplyShape,
    SuggestionsShape,
    SummaryShape,
    TriageShape,
)
from assistant.api.throttling import EngineThrottle
from assistant.engines.protocol import Turn
from assistant.in_force import in_force
from assistant.services.reporting import status_of
from core import audit, clock, ports, sightings
from core.api.permissions import require_read
from core.api.requests import checked_change
from core.api.views import ApiView
from people import selectors as people_selectors
from people.policy import require

_ROLES = {"user": "customer"}
_ASK_EXAMPLE = OpenApiExample(
    "A question",
    value={"question": "How do I fill in the nights that were not loaded?", "brand": "halyard"},
    request_only=True,
)


class AskView(ApiView):
    """A question to the assistant, outside of any ticket."""

    scope = "assistant"
    asks = True
    throttle_classes = [EngineThrottle]

    @extend_schema(
        operation_id="assistant_ask", request=AskInput, responses=AnswerShape, examples=[_ASK_EXAMPLE]
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "ticket.read")
        data = AskInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = data.validated_data
        if values["audience"] == "staff":
            require_read(self.actor, "kb")
        brand = people_selectors.brand_get(values["brand"]) if values.get("brand") else None
        asked = services.ask(
            reader=self.actor if values["audience"] == "staff" else None,
            question=values["question"],
            brand=brand,
            page=values.get("page_url", ""),
            history=[
                Turn(_ROLES.get(turn["role"], turn["role"]), turn["text"])
                for turn in values.get("history", [])
            ],
        )
        return Response(asked_json(asked))


class HandoffView(ApiView):
    """What the assistant handed over, with what the customer shares now; reading that is audited (W3)."""

    scope = "tickets"
    # It reveals who is asking, their company and their plan.
    also_reads = ("people",)

    @extend_schema(operation_id="tickets_handoff", responses=HandoffShape)
    def get(self, request: Request, number: int) -> Response:
        handoff = selectors.handoff_get(actor=self.actor, ticket_id=number)
        session = ports.session_context(number)
        if session is not None and session["consent"]:
            with transaction.atomic():
                audit.record(
                    actor=self.actor,
                    action="widget.session_read",
                    target=f"ticket:{number}",
                    now=clock.now(),
                )
            sightings.note(self.actor, {"originals": [number]})
        return Response(
            handoff_json(handoff, session, reader=self.actor), headers={"Cache-Control": "no-store"}
        )


class TriageView(ApiView):
    """What triage read in the newest message."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_triage", responses=TriageShape)
    def get(self, request: Request, number: int) -> Response:
        return Response(triage_json(selectors.triage_get(actor=self.actor, ticket_id=number)))

    @extend_schema(operation_id="tickets_triage_correct", request=TriageChange, responses=TriageShape)
    def patch(self, request: Request, number: int) -> Response:
        values = checked_change(TriageChange(data=request.data), request)
        triage = services.triage_correct(actor=self.actor, ticket_id=number, values=values, now=clock.now())
        return Response(triage_json(triage))


class DraftView(ApiView):
    """A suggested reply for the agent, from articles that the customer may read."""

    scope = "tickets"
    also_reads = ("kb",)
    throttle_classes = [EngineThrottle]

    @extend_schema(operation_id="tickets_copilot_draft", request=None, responses=SuggestedReplyShape)
    def post(self, request: Request, number: int) -> Response:
        return Response(draft_json(services.draft(actor=self.actor, ticket_id=number, now=clock.now())))


class RewriteView(ApiView):
    """The agent's text in other words, with what got lost on the way. Nothing is sent."""

    scope = "tickets"
    throttle_classes = [EngineThrottle]

    @extend_schema(operation_id="tickets_copilot_rewrite", request=RewriteInput, responses=RewordedShape)
    def post(self, request: Request, number: int) -> Response:
        data = RewriteInput(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(
            reworded_json(services.rewrite(actor=self.actor, ticket_id=number, **data.validated_data))
        )


class TranslateView(ApiView):
    """A text in another language, by default the customer's. Nothing is sent."""

    scope = "tickets"
    throttle_classes = [EngineThrottle]

    @extend_schema(operation_id="tickets_copilot_translate", request=TranslateInput, responses=RewordedShape)
    def post(self, request: Request, number: int) -> Response:
        data = TranslateInput(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(
            reworded_json(services.translate(actor=self.actor, ticket_id=number, **data.validated_data))
        )


class SummaryView(ApiView):
    """What customer and staff said so far, in a few lines."""

    scope = "tickets"
    throttle_classes = [EngineThrottle]

    @extend_schema(operation_id="tickets_copilot_summary", request=None, responses=SummaryShape)
    def post(self, request: Request, number: int) -> Response:
        found = services.summary(actor=self.actor, ticket_id=number)
        return Response({"text": found.text, "engine": found.engine})


class CopilotView(ApiView):
    """What the copilot can do with a text: the engines in use decide."""

    scope = "assistant"

    @extend_schema(operation_id="assistant_copilot", responses=CopilotShape)
    def get(self, request: Request) -> Response:
        found = services.abilities()
        return Response({"styles": list(found.styles), "can_translate": found.can_translate})


class SuggestionsView(ApiView):
    """Articles and solved tickets that may help with a ticket; `kb:read` alone yields articles only."""

    scope = "tickets"
    throttle_classes = [EngineThrottle]

    @extend_schema(operation_id="tickets_suggestions", responses=SuggestionsShape)
    def get(self, request: Request, number: int) -> Response:
        return Response(services.suggestions(actor=self.actor, ticket_id=number))


class BoundariesView(ApiView):
    """What the assistant never handles, and where it answers."""

    scope = "assistant"

    @extend_schema(operation_id="assistant_boundaries", responses=BoundariesShape)
    def get(self, request: Request) -> Response:
        return Response(self._document())

    @extend_schema(
        operation_id="assistant_boundaries_save",
        request=BoundariesInput,
        responses=BoundariesShape,
        description="Publishes a new version of the assistant's configuration at once.",
    )
    def put(self, request: Request) -> Response:
        require(self.actor, "assistant.write")
        data = BoundariesInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = data.validated_data
        services.configuration_change(
            actor=self.actor,
            boundaries=values.get("boundaries"),
            settings=values.get("settings"),
            now=clock.now(),
        )
        return Response(self._document())

    def _document(self) -> dict[str, Any]:
        live, today = in_force(), clock.now().date()
        return {
            "boundaries": [boundary_json(one, today=today) for one in live.boundaries],
            "settings": settings_json(live.policy),
        }


class StatusView(ApiView):
    """The engines in use, the confidence they must reach, and the results of the last day."""

    scope = "assistant"

    @extend_schema(operation_id="assistant_status", responses=AssistantStatusShape)
    def get(self, request: Request) -> Response:
        return Response(status_of(now=clock.now()))

"""Endpoints that try a configuration: single questions, the test bench, replays. Nothing is sent."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assistant import selectors, services
from assistant.api.configuration_rendering import bench_json, item_json, replay_json, tried_json
from assistant.api.configuration_serializers import BenchInput, ReplayInput, TryInput
from assistant.api.configuration_shapes import (
    BenchQuestionShape,
    BenchShape,
    ReplayItemsShape,
    ReplayShape,
    ReplayStateShape,
    TriedQuestionShape,
)
from assistant.api.throttling import EngineThrottle
from assistant.in_force import in_force
from assistant.models import Replay
from assistant.services.replaying import uses_model
from core import clock
from core.api.requests import integer_of, one_of
from core.api.views import ApiView
from people import selectors as people_selectors
from people.policy import require

PAGE = 50


class TryView(ApiView):
    """One question under the version in force and under the draft."""

    scope = "assistant"
    also_reads = ("people", "kb")
    asks = True
    throttle_classes = [EngineThrottle]

    @extend_schema(
        operation_id="assistant_try",
        request=TryInput,
        responses=TriedQuestionShape,
        summary="Try a question on the assistant's configuration",
        description="As a contact, or as somebody unknown of a segment. Nothing is stored or sent.",
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "assistant.write")
        data = TryInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = data.validated_data
        found = services.question_try(
            actor=self.actor,
            text=values["question"],
            channel=values["channel"],
            contact_id=values["contact_id"],
            segment=values["segment"],
            brand=people_selectors.brand_get(values["brand"] or None),
            now=clock.now(),
        )
        return Response(tried_json(found))


class BenchView(ApiView):
    """The test bench."""

    scope = "assistant"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="assistant_bench", responses=BenchShape, summary="List the questions of the test bench"
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        return Response({"results": [bench_json(row) for row in selectors.bench_questions(actor=self.actor)]})

    @extend_schema(
        operation_id="assistant_bench_add",
        request=BenchInput,
        responses={201: BenchQuestionShape},
        summary="Keep a question on the test bench",
        description="By hand, or with `ticket` the first message of a ticket, as its requester asked it.",
    )
    def post(self, request: Request) -> Response:
        data = BenchInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = dict(data.validated_data)
        row = services.bench_add(actor=self.actor, ticket_id=values.pop("ticket"), now=clock.now(), **values)
        return Response(bench_json(row), status=201)


class BenchQuestionView(ApiView):
    """One question of the test bench."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_bench_remove",
        request=None,
        responses={204: None},
        summary="Remove a question from the test bench",
    )
    def delete(self, request: Request, bench_id: int) -> Response:
        services.bench_remove(actor=self.actor, bench_id=bench_id)
        return Response(status=204)


def replay_body(replay: Replay) -> dict[str, object]:
    """A replay with its counts."""
    return replay_json(
        replay,
        selectors.replay_counts(replay),
        selectors.draft_find(),
        live=in_force().number,
        uses_model=uses_model(),
    )


class ReplaysView(ApiView):
    """The newest replay, and a new one."""

    scope = "assistant"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="assistant_replay_newest",
        responses=ReplayStateShape,
        summary="Get the newest replay of a draft",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        newest = selectors.replay_newest()
        return Response({"replay": replay_body(newest) if newest is not None else None})

    @extend_schema(
        operation_id="assistant_replay_start",
        request=ReplayInput,
        responses={201: ReplayShape},
        summary="Replay the draft on past tickets and the test bench",
        description=(
            "Runs in the background. Past tickets are the newest that the assistant read, by their first "
            "message, with the articles of today. Nothing is sent. It spends at most half of what is left of "
            "the day's budget. 409 with `assistant.replay_running` while there is one at work."
        ),
    )
    def post(self, request: Request) -> Response:
        data = ReplayInput(data=request.data)
        data.is_valid(raise_exception=True)
        replay = services.replay_start(
            actor=self.actor, tickets=data.validated_data["tickets"], now=clock.now()
        )
        return Response(replay_body(replay), status=201)


class ReplayView(ApiView):
    """One replay."""

    scope = "assistant"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="assistant_replay", responses=ReplayShape, summary="Get how far a replay has got"
    )
    def get(self, request: Request, replay_id: int) -> Response:
        require(self.actor, "assistant.read")
        return Response(replay_body(selectors.replay_get(replay_id)))


class ReplayStopView(ApiView):
    """Stopping a replay."""

    scope = "assistant"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="assistant_replay_stop",
        request=None,
        responses=ReplayShape,
        summary="Stop a replay",
        description="What it found so far stays.",
    )
    def post(self, request: Request, replay_id: int) -> Response:
        replay = services.replay_stop(actor=self.actor, replay_id=replay_id, now=clock.now())
        return Response(replay_body(replay))


class ReplayItemsView(ApiView):
    """The questions of a replay."""

    scope = "assistant"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="assistant_replay_items",
        parameters=[
            OpenApiParameter("show", OpenApiTypes.STR, enum=["changed", "all"], description="`changed`."),
            OpenApiParameter("after", OpenApiTypes.INT, description="Only those behind this position."),
        ],
        responses=ReplayItemsShape,
        summary="List the questions of a replay with both results",
        description="Those of tickets that one may not see are left out.",
    )
    def get(self, request: Request, replay_id: int) -> Response:
        require(self.actor, "assistant.read")
        rows = selectors.replay_items(
            actor=self.actor,
            replay=selectors.replay_get(replay_id),
            changed=one_of(request, "show", ["changed", "all"]) != "all",
            after=integer_of(request, "after"),
            limit=PAGE + 1,
        )
        page = rows[:PAGE]
        return Response(
            {
                "results": [item_json(row) for row in page],
                "next": page[-1].position if len(rows) > PAGE else None,
            }
        )

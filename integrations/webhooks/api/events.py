"""Endpoints of the event stream."""

import orjson
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.requests import integer_of, limit_of
from core.api.views import ApiView
from integrations.webhooks import patterns, selectors
from integrations.webhooks.api.event_shapes import DATA, EventPageShape, EventTypeListShape
from integrations.webhooks.catalog import TYPES
from people.policy import require

MAX_LIMIT = 500


class EventsView(ApiView):
    """The stream of events."""

    scope = "events"
    also_reads = ("tickets", "people")

    @extend_schema(
        operation_id="events_list",
        summary="Read the event stream",
        description="In order, each event once. Keep `next` together with what you made of the events, and "
        "go on with it as `after`: nothing is missed and nothing comes twice.",
        parameters=[
            OpenApiParameter("after", int, description="Events after this one; else all kept."),
            OpenApiParameter("types", str, description="Such as `ticket.*,sla.breached`."),
            OpenApiParameter("limit", int, description=f"1 to {MAX_LIMIT}; 100 without it."),
        ],
        responses=EventPageShape,
    )
    def get(self, request: Request) -> Response:
        wanted = request.query_params.get("types", "")[:2000]
        found = selectors.events(
            actor=self.actor,
            after=integer_of(request, "after"),
            types=patterns.checked(wanted.split(",")) if wanted else [],
            limit=limit_of(request, default=100, maximum=MAX_LIMIT),
        )
        results = [orjson.loads(row.body) for row in found.rows]
        return Response({"results": results, "next": found.next, "newest": found.newest})


class EventTypesView(ApiView):
    """What events there are."""

    scope = "events"

    @extend_schema(
        operation_id="event_types_list", summary="List types of events", responses=EventTypeListShape
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "event.read")
        return Response({"results": [{"type": kind, "about": DATA[kind][0]} for kind in TYPES]})

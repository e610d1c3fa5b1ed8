"""The address of events: what other programs hear of, and what customers' backends tell."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.shapes import Shape
from insights import services
from insights.api.event_serializers import MOST_EVENTS, ProductEventsInput
from insights.api.views import read_form
from integrations.webhooks.api.events import EventsView as StreamView


class EventsReceivedShape(Shape):
    """What became of a batch."""

    accepted = serializers.IntegerField(help_text="New ones.")
    repeated = serializers.IntegerField(help_text="Known by their ids already.")
    unknown = serializers.IntegerField(help_text="That name nobody known: kept, and do nothing.")


class EventsView(StreamView):
    """The stream out, and product events in."""

    writes_blind = True

    @extend_schema(
        operation_id="events_send",
        summary="Send product events",
        description=f"What happened in your product, up to {MOST_EVENTS} at once, all or none. Playbooks look"
        " at them. Repeat a batch after any failure: an event counts once by its `id`.",
        request=ProductEventsInput,
        responses={202: EventsReceivedShape},
    )
    def post(self, request: Request) -> Response:
        values = read_form(ProductEventsInput, request.data)
        found = services.events_receive(actor=self.actor, events=values["events"], now=clock.now())
        body = {"accepted": found.accepted, "repeated": found.repeated, "unknown": found.unknown}
        return Response(body, status=202)

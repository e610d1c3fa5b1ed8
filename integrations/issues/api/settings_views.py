"""Endpoints of a tracker's settings."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import checked_change
from core.api.views import ApiView
from integrations.issues import selectors, services
from integrations.issues.api.rendering import settings_json
from integrations.issues.api.serializers import TrackerSettingsInput
from integrations.issues.api.shapes import TrackerSettingsShape
from people.policy import require


class TrackerView(ApiView):
    """What of a ticket becomes what at a tracker."""

    scope = "connections"

    @extend_schema(
        operation_id="issues_tracker", summary="Get the settings of a tracker", responses=TrackerSettingsShape
    )
    def get(self, request: Request, connection_id: int) -> Response:
        found = selectors.settings_for(actor=self.actor, connection_id=connection_id)
        return Response(settings_json(found))

    @extend_schema(
        operation_id="issues_tracker_save",
        summary="Set what of a ticket becomes what at a tracker",
        request=TrackerSettingsInput,
        responses=TrackerSettingsShape,
    )
    def put(self, request: Request, connection_id: int) -> Response:
        selectors.settings_for(actor=self.actor, connection_id=connection_id)
        values = checked_change(TrackerSettingsInput(data=request.data), request)
        expected = values.pop("version")
        found = services.settings_save(
            actor=self.actor,
            connection_id=connection_id,
            expected=expected,
            values=values,
            now=clock.now(),
        )
        return Response(settings_json(found))


class TrackerRefreshView(ApiView):
    """Reading what can be chosen."""

    scope = "connections"

    @extend_schema(
        operation_id="issues_tracker_refresh",
        summary="Read a tracker's teams, projects and labels anew",
        request=None,
        responses=TrackerSettingsShape,
    )
    def post(self, request: Request, connection_id: int) -> Response:
        selectors.settings_for(actor=self.actor, connection_id=connection_id)
        require(self.actor, "issue.configure")
        return Response(settings_json(services.catalog_read(connection_id=connection_id)))


class TrackerWebhookView(ApiView):
    """Asking for webhooks."""

    scope = "connections"

    @extend_schema(
        operation_id="issues_tracker_webhook",
        summary="Ask a tracker for webhooks",
        description="Signed with a new secret, which both sides know from then on.",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, connection_id: int) -> Response:
        services.webhook_ask(actor=self.actor, connection_id=connection_id, now=clock.now())
        return Response(status=204)

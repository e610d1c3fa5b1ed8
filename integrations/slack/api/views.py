"""Endpoints of Slack: its app, channels, workspaces and rules of alerts."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import checked_change
from core.api.views import ApiView
from integrations.connections import selectors as connection_selectors
from integrations.connections.api.rendering import hook_url
from integrations.slack import protocol, selectors, services
from integrations.slack.api.rendering import app_json, channel_json, rule_json, workspace_json
from integrations.slack.api.serializers import (
    SlackChannelChange,
    SlackRuleChange,
    SlackRuleInput,
    SlackWorkspaceChange,
)
from integrations.slack.api.shapes import (
    SlackAlertRuleListShape,
    SlackAlertRuleShape,
    SlackAppShape,
    SlackChannelListShape,
    SlackChannelShape,
    SlackWorkspaceListShape,
    SlackWorkspaceShape,
)
from people.policy import require

# Channels and workspaces name companies.
_HOLDS = ("people",)


class SlackView(ApiView):
    """The app at Slack."""

    scope = "connections"

    @extend_schema(operation_id="slack_get", summary="Get how Slack is set up", responses=SlackAppShape)
    def get(self, request: Request) -> Response:
        found = connection_selectors.connections(actor=self.actor, system=protocol.KEY)
        address = hook_url(found[0].hook_key) if found else ""
        return Response(app_json(address, services.socket_state()))


class ChannelsView(ApiView):
    """Channels."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="slack_channels_list",
        summary="List channels of Slack",
        responses=SlackChannelListShape,
    )
    def get(self, request: Request) -> Response:
        return Response(self._all())

    def _all(self) -> dict[str, Any]:
        rows = selectors.channels(actor=self.actor)
        failed = selectors.trouble_of(rows)
        return {"results": [channel_json(row, failed.get(row.pk, 0)) for row in rows]}


class LookView(ChannelsView):
    """Reading channels anew."""

    http_method_names = ["post"]

    @extend_schema(
        operation_id="slack_channels_look",
        summary="Read the channels of Slack anew",
        description="Asks Slack which channels the app is in, and waits for the answer.",
        request=None,
        responses=SlackChannelListShape,
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "connection.write")
        for row in connection_selectors.connections(actor=self.actor, system=protocol.KEY):
            services.channels_look(connection_id=row.pk, now=clock.now())
        return Response(self._all())


class ChannelView(ApiView):
    """One channel."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="slack_channels_update",
        summary="Set what becomes a ticket in a channel",
        description="What was written before it was switched on stays out.",
        request=SlackChannelChange,
        responses=SlackChannelShape,
    )
    def patch(self, request: Request, channel_id: int) -> Response:
        selectors.channel_get(actor=self.actor, channel_id=channel_id)
        values = checked_change(SlackChannelChange(data=request.data), request)
        row = services.channel_set(actor=self.actor, channel_id=channel_id, changes=values, now=clock.now())
        return Response(channel_json(row, selectors.trouble_of([row]).get(row.pk, 0)))


class WorkspacesView(ApiView):
    """Workspaces."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="slack_workspaces_list",
        summary="List workspaces of Slack",
        responses=SlackWorkspaceListShape,
    )
    def get(self, request: Request) -> Response:
        rows = selectors.workspaces(actor=self.actor)
        return Response({"results": [workspace_json(row) for row in rows]})


class WorkspaceView(ApiView):
    """One workspace."""

    scope = "connections"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="slack_workspaces_update",
        summary="Say which company a workspace is of",
        description="Its people with an address at the company's domain are then known by it.",
        request=SlackWorkspaceChange,
        responses=SlackWorkspaceShape,
    )
    def patch(self, request: Request, workspace_id: int) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(SlackWorkspaceChange(data=request.data), request)
        row = services.workspace_set(
            actor=self.actor, workspace_id=workspace_id, company_id=values["company_id"], now=clock.now()
        )
        return Response(workspace_json(row))


class RulesView(ApiView):
    """Rules of alerts."""

    scope = "connections"

    @extend_schema(
        operation_id="slack_alert_rules_list",
        summary="List rules of alerts in Slack",
        responses=SlackAlertRuleListShape,
    )
    def get(self, request: Request) -> Response:
        return Response({"results": [rule_json(row) for row in selectors.rules(actor=self.actor)]})

    @extend_schema(
        operation_id="slack_alert_rules_create",
        summary="Make a rule of alerts in Slack",
        description="Without a channel it goes as a direct message to whom it concerns.",
        request=SlackRuleInput,
        responses={201: SlackAlertRuleShape},
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(SlackRuleInput(data=request.data), request)
        connection = connection_selectors.connection_get(
            actor=self.actor, connection_id=values.pop("connection_id")
        )
        row = services.rule_create(
            actor=self.actor, connection_id=connection.pk, values=values, now=clock.now()
        )
        return Response(rule_json(row), status=201)


class RuleView(ApiView):
    """One rule of alerts."""

    scope = "connections"

    @extend_schema(
        operation_id="slack_alert_rules_update",
        summary="Change a rule of alerts in Slack",
        request=SlackRuleChange,
        responses=SlackAlertRuleShape,
    )
    def patch(self, request: Request, rule_id: int) -> Response:
        selectors.rule_get(actor=self.actor, rule_id=rule_id)
        values = checked_change(SlackRuleChange(data=request.data), request)
        row = services.rule_change(actor=self.actor, rule_id=rule_id, values=values, now=clock.now())
        return Response(rule_json(row))

    @extend_schema(
        operation_id="slack_alert_rules_delete",
        summary="Remove a rule of alerts in Slack",
        responses={204: None},
    )
    def delete(self, request: Request, rule_id: int) -> Response:
        services.rule_delete(actor=self.actor, rule_id=rule_id, now=clock.now())
        return Response(status=204)

"""A stand-in for Slack: its Web API with state, and the events that it sends."""

from tests.standins.slack.server import SlackStandIn

__all__ = ["SlackStandIn"]

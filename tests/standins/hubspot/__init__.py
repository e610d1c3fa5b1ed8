"""A stand-in for HubSpot that keeps state, held to the facts of its published interface."""

from tests.standins.hubspot.server import HubSpotStandIn

__all__ = ["HubSpotStandIn"]
